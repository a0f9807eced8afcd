package reckoner.invoicing;

import java.math.BigDecimal;
import reckoner.pricing.Decimals;

/**
 * The part of a line under one price.
 *
 * @param condition what the price holds for; empty for always
 * @param price of {@code per} units
 * @param amountExact quantityPriced × price ÷ per
 */
public record LineStep(
    String condition,
    BigDecimal quantity,
    BigDecimal allowance,
    BigDecimal quantityPriced,
    BigDecimal price,
    long per,
    BigDecimal amountExact) {
  public LineStep {
    quantity = Decimals.normalise(quantity);
    allowance = Decimals.normalise(allowance);
    quantityPriced = Decimals.normalise(quantityPriced);
    price = Decimals.normalise(price);
    amountExact = Decimals.normalise(amountExact);
  }
}
