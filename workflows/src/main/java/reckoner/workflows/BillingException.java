package reckoner.workflows;

import java.time.Instant;

/**
 * A period that was due and that a run could not bill, or whose invoice has no files yet.
 *
 * @param reason stable name: {@link #UNPRICED_USAGE}, {@link #PERIOD_NOT_CLOSED}, {@link
 *     #RENDER_FAILED}, or that for which rating or invoicing refused a step before the number
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

  /** The period is billed; the files of its invoice could not be made. */
  public static final String RENDER_FAILED = "RENDER_FAILED";
}
