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
    var product = quantity.multiply(amount);
    int zeros = zeros(per);
    return zeros >= 0
        ? product.movePointLeft(zeros)
        : Decimals.divide(product, BigDecimal.valueOf(per));
  }

  /** How many zeros follow the one; -1 where it is no power of ten, as few are. */
  private static int zeros(long per) {
    int zeros = 0;
    long rest = per;
    while (rest % 10 == 0) {
      rest /= 10;
      zeros++;
    }
    return rest == 1 ? zeros : -1;
  }

  /** The cost-plus price over this cost; exact, its digits are not limited (RULES A2). */
  public Rate times(BigDecimal multiplier) {
    return new Rate(amount.multiply(multiplier), per);
  }
}
