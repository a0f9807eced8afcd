package reckoner.pricing;

import java.math.BigDecimal;

/** An amount per {@code per} units, never divided down (RULES A2). */
public record Rate(BigDecimal amount, long per) {
  public Rate {
    if (amount.signum() < 0) {
      throw new IllegalArgumentException("a rate is 0 or more: " + amount);
    }
    if (per < 1) {
      throw new IllegalArgumentException("a rate is per 1 unit or more: " + per);
    }
    amount = Decimals.normalise(amount);
  }

  /** Exact amount of a quantity: multiplied first, divided once (RULES A4). */
  public BigDecimal of(BigDecimal quantity) {
    return Decimals.divide(quantity.multiply(amount), BigDecimal.valueOf(per));
  }

  /** The cost-plus price over this cost; exact, its digits are not limited (RULES A2). */
  public Rate times(BigDecimal multiplier) {
    return new Rate(amount.multiply(multiplier), per);
  }
}
