package reckoner.pricing.model;

import java.math.BigDecimal;
import reckoner.pricing.Decimals;

/**
 * A fee for a capacity, whether it is used or not; what is used beyond it is overage.
 *
 * @param units what the fee covers, 0 or more
 */
public record Capacity(BigDecimal units, BigDecimal fee, QuantityPrice overage)
    implements QuantityPrice {
  public Capacity {
    Usage.requireNotNegative(units);
    Amounts.requireNotNegative(fee);
    units = Decimals.normalise(units);
    fee = Decimals.normalise(fee);
  }

  @Override
  public BigDecimal amount(BigDecimal quantity, Trace trace) {
    Usage.requireNotNegative(quantity);
    trace.add(new Step.Fixed("capacity", fee));
    var used = quantity.min(units);
    var beyond = quantity.subtract(used);
    if (trace.isOn()) {
      trace.add(new Step.Allowance(quantity, used, beyond));
    }
    return fee.add(overage.amount(beyond, trace));
  }
}
