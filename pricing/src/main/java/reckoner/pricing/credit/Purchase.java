package reckoner.pricing.credit;

import java.math.BigDecimal;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rate;
import reckoner.pricing.Rounding;

/**
 * Credit bought: its price is the cost basis of the grant.
 *
 * @param quantity units of credit
 * @param price money per units
 * @param amount charged, the exact one rounded once
 */
public record Purchase(BigDecimal quantity, Rate price, BigDecimal amountExact, BigDecimal amount) {
  public static Purchase of(BigDecimal quantity, Rate price, Rounding rounding) {
    if (quantity.signum() < 0) {
      throw new IllegalArgumentException("a purchase is 0 or more: " + Decimals.plain(quantity));
    }
    var exact = price.of(quantity);
    return new Purchase(Decimals.normalise(quantity), price, exact, rounding.round(exact));
  }
}
