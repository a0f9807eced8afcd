package reckoner.pricing.model;

import java.math.BigDecimal;
import java.util.List;

/**
 * Each event carries its own price.
 *
 * @param price the name of the quantity that is the price of one unit of the event
 */
public record Dynamic(String price) implements UsagePrice {
  @Override
  public BigDecimal amount(List<Usage> usage, Trace trace) {
    var amount = BigDecimal.ZERO;
    for (var one : usage) {
      var unit = one.quantity(price);
      Amounts.requireNotNegative(unit);
      if (trace.isOn()) {
        trace.add(new Step.Fixed(price, unit));
        trace.add(new Step.Multiplied("quantity", unit, one.quantity()));
      }
      amount = amount.add(unit.multiply(one.quantity()));
    }
    return amount;
  }
}
