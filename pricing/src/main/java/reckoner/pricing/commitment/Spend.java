package reckoner.pricing.commitment;

import java.math.BigDecimal;
import reckoner.pricing.Decimals;

/**
 * What was spent on a charge, net of discounts and before tax (RULES F5).
 *
 * @param product as which a true-up may be taxed
 * @param amount money, 0 or more
 */
public record Spend(String charge, String product, BigDecimal amount) {
  public Spend {
    amount = Decimals.normalise(amount);
    if (amount.signum() < 0) {
      throw new IllegalArgumentException(
          "spend is 0 or more: " + charge + " " + Decimals.plain(amount));
    }
  }

  Spend with(BigDecimal newAmount) {
    return new Spend(charge, product, newAmount);
  }
}
