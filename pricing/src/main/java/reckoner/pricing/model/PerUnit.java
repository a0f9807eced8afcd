package reckoner.pricing.model;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Rate;

/** One rate for every unit, or for every package of units. */
public record PerUnit(Rate rate, @Nullable Packaging packaging) implements QuantityPrice {
  public PerUnit(Rate rate) {
    this(rate, null);
  }

  @Override
  public BigDecimal amount(BigDecimal quantity, Trace trace) {
    Usage.requireNotNegative(quantity);
    var priced = quantity;
    if (packaging != null) {
      priced = packaging.ofTier(packaging.ofTotal(quantity, trace), trace);
    }
    if (trace.isOn()) {
      trace.add(new Step.Units(0, BigDecimal.ZERO, null, priced, rate, BigDecimal.ZERO));
    }
    return rate.of(priced);
  }
}
