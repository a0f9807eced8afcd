package reckoner.standalone.rules.wrong.grpc;

import java.math.BigDecimal;
import reckoner.standalone.rules.wrong.postgres.Rounding;

/** Asks storage without the domain. */
record Shortcut(Rounding rounding) {
  BigDecimal total() {
    return rounding.of(BigDecimal.ONE);
  }
}
