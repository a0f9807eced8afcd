package reckoner.pricing.calendar;

import java.math.BigDecimal;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rounding;

/** An amount × a part of a period: multiplied first, divided once, rounded once (RULES A4, A5). */
public record ProratedAmount(BigDecimal amount, Proration proration, Rounding rounding) {
  public ProratedAmount {
    amount = Decimals.normalise(amount);
  }

  /** amount × numerator ÷ denominator. */
  public BigDecimal exact() {
    return Decimals.divide(
        amount.multiply(BigDecimal.valueOf(proration.numerator())),
        BigDecimal.valueOf(proration.denominator()));
  }

  public BigDecimal rounded() {
    return rounding.round(exact());
  }
}
