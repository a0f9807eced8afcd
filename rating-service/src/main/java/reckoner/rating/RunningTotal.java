package reckoner.rating;

import java.math.BigDecimal;

/**
 * How much is in an aggregate so far, as one process knows it. It serves marginal amounts only, so
 * that what it misses of other processes is a difference at the close and no fault (RULES F7).
 */
public final class RunningTotal {
  private BigDecimal quantity;

  public RunningTotal(BigDecimal quantity) {
    this.quantity = quantity;
  }

  synchronized BigDecimal quantity() {
    return quantity;
  }

  /** Adds, or takes back what is less than nothing; answers what there was before. */
  synchronized BigDecimal add(BigDecimal more) {
    var before = quantity;
    quantity = before.add(more);
    return before.max(BigDecimal.ZERO);
  }
}
