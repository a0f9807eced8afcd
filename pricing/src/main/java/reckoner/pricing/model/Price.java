package reckoner.pricing.model;

import java.math.BigDecimal;
import java.util.List;

/**
 * How usage is priced. Computing an amount and explaining it are one computation: whether steps are
 * kept is a switch of the {@link Trace}, and the amount does not depend on it.
 */
public sealed interface Price permits QuantityPrice, UsagePrice {
  /** The exact amount of a period's usage, in the order in which it stands; not rounded. */
  BigDecimal amount(List<Usage> usage, Trace trace);

  /**
   * Where an event stands in the order in which an allowance is used: time window, then size, then
   * cell, each ascending (RULES E2). Compared element by element.
   */
  default int[] place(Usage usage) {
    return new int[0];
  }

  /** Whether units of events at the same place cost the same, whichever event they are of. */
  boolean isIndifferentWithinPlace();

  /** The exact amount with every step that leads to it. */
  default Priced explain(List<Usage> usage) {
    var trace = Trace.recording();
    return new Priced(amount(usage, trace), trace.steps());
  }
}
