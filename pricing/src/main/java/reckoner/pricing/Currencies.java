package reckoner.pricing;

import java.util.Currency;

/** ISO 4217 currencies that have a minor unit to round to. */
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
}
