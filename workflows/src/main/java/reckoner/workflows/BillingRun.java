package reckoner.workflows;

import java.time.Instant;

/**
 * A billing run: the only way to documents (RULES H4).
 *
 * @param periodEndMax inclusive: periods that ended at or before it
 * @param legalEntity who issues the invoices
 * @param selected whether its periods are chosen
 */
public record BillingRun(
    String billingRun, Instant periodEndMax, String legalEntity, State state, boolean selected) {
  /** Where a run stands. */
  public enum State {
    RUNNING,
    COMPLETED
  }

  boolean asksTheSameAs(BillingRun other) {
    return periodEndMax.equals(other.periodEndMax) && legalEntity.equals(other.legalEntity);
  }
}
