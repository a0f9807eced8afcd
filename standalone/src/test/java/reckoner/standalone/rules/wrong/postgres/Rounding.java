package reckoner.standalone.rules.wrong.postgres;

import java.math.BigDecimal;
import org.slf4j.Logger;

/** Loses digits where no field and no parameter shows it. */
public record Rounding(Logger log) {
  public BigDecimal of(BigDecimal amount) {
    return BigDecimal.valueOf(amount.doubleValue());
  }
}
