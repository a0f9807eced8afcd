package reckoner.rating;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What usage costs us (RULES G6). What is unknown is counted and never 0.
 *
 * @param exact of what has a cost
 * @param uncostedEvents how many events have none, each once for every charge that counts it
 * @param isWhole whether all of the usage has one; what a gauge holds may have none without events
 */
public record Cost(BigDecimal exact, long uncostedEvents, boolean isWhole) {
  static final Cost NOTHING = of(BigDecimal.ZERO);
  public static final Cost UNCOSTED_EVENT = uncosted(1);

  public static Cost of(BigDecimal exact) {
    return new Cost(exact, 0, true);
  }

  static Cost uncosted(long events) {
    return new Cost(BigDecimal.ZERO, events, false);
  }

  public Cost plus(Cost other) {
    return new Cost(
        exact.add(other.exact), uncostedEvents + other.uncostedEvents, isWhole && other.isWhole);
  }

  /** An amount less the cost; none where some usage has no cost. */
  public Optional<BigDecimal> margin(BigDecimal amount) {
    return isWhole ? Optional.of(amount.subtract(exact)) : Optional.empty();
  }
}
