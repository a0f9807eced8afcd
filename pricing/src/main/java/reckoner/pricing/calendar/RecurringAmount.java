package reckoner.pricing.calendar;

import java.math.BigDecimal;
import reckoner.pricing.Decimals;

/** What a whole period costs: quantity × unit price. */
public record RecurringAmount(BigDecimal quantity, BigDecimal unitPrice) {
  public RecurringAmount {
    if (quantity.signum() < 0 || unitPrice.signum() < 0) {
      throw new IllegalArgumentException(
          "a quantity and its price are 0 or more: "
              + Decimals.plain(quantity)
              + " × "
              + Decimals.plain(unitPrice));
    }
    quantity = Decimals.normalise(quantity);
    unitPrice = Decimals.normalise(unitPrice);
  }

  /** A fee without a quantity. */
  public static RecurringAmount flat(BigDecimal amount) {
    return new RecurringAmount(BigDecimal.ONE, amount);
  }

  public BigDecimal amount() {
    return Decimals.normalise(quantity.multiply(unitPrice));
  }
}
