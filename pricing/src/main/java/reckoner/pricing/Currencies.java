package reckoner.pricing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;

/** ISO 4217 currencies and the one rounding of a line (RULES A5). */
public final class Currencies {
  private Currencies() {}

  /** The currency of a code; refuses unknown codes and those without a minor unit, such as XAU. */
  public static Currency of(String code) {
    Currency currency;
    try {
      currency = Currency.getInstance(code);
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException("is not an ISO 4217 currency: " + code);
    }
    if (currency.getDefaultFractionDigits() < 0) {
      throw new IllegalArgumentException("has no minor unit: " + code);
    }
    return currency;
  }

  /** Rounds an exact amount once, half away from zero, to the currency's minor unit. */
  public static BigDecimal round(BigDecimal exact, Currency currency) {
    return exact.setScale(currency.getDefaultFractionDigits(), RoundingMode.HALF_UP);
  }
}
