package reckoner.pricing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;

/** The one rounding of a line to its currency's minor unit (RULES A5). */
public record Rounding(Currency currency, Mode mode) {
  public enum Mode {
    /** Half away from zero, for credits too; the default. */
    HALF_UP,
    HALF_EVEN
  }

  public static Rounding of(Currency currency) {
    return new Rounding(currency, Mode.HALF_UP);
  }

  public BigDecimal round(BigDecimal exact) {
    return exact.setScale(
        digits(),
        switch (mode) {
          case HALF_UP -> RoundingMode.HALF_UP;
          case HALF_EVEN -> RoundingMode.HALF_EVEN;
        });
  }

  /** Fractional digits of the minor unit, e.g. 2 for USD, 0 for JPY. */
  public int digits() {
    return currency.getDefaultFractionDigits();
  }
}
