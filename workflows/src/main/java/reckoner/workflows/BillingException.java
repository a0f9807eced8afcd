package reckoner.workflows;

import java.time.Instant;

/**
 * A period that was due and that a run could not bill.
 *
 * @param reason stable name: {@link #UNPRICED_USAGE}, {@link #PERIOD_NOT_CLOSED}, or the reason for
 *     which invoicing refused the draft
 */
public record BillingException(
    String contract,
    String customer,
    Instant periodStart,
    Instant periodEnd,
    String reason,
    String message) {
  public static final String UNPRICED_USAGE = "UNPRICED_USAGE";
  public static final String PERIOD_NOT_CLOSED = "PERIOD_NOT_CLOSED";
}
