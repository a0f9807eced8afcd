package reckoner.pricing.model;

import java.math.BigDecimal;
import java.util.List;

/** A price of which only the total quantity matters. */
public sealed interface QuantityPrice extends Price
    permits Capacity, Flat, Graduated, PerUnit, StairStep, Volume {
  /** The exact amount of a quantity of 0 or more. */
  BigDecimal amount(BigDecimal quantity, Trace trace);

  @Override
  default BigDecimal amount(List<Usage> usage, Trace trace) {
    return amount(Usage.sum(usage), trace);
  }

  @Override
  default boolean isIndifferentWithinPlace() {
    return true;
  }

  /** The exact amount of a quantity with every step that leads to it. */
  default Priced explain(BigDecimal quantity) {
    var trace = Trace.recording();
    return new Priced(amount(quantity, trace), trace.steps());
  }

  /**
   * What so many units more cost after those before. Any split of a quantity into parts sums to the
   * price of the whole, in whatever order the parts come.
   */
  default BigDecimal marginal(BigDecimal before, BigDecimal added) {
    return amount(before.add(added), Trace.off()).subtract(amount(before, Trace.off()));
  }
}
