package reckoner.workflows;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is offered to a customer. Its content never changes.
 *
 * @param startDate first day of the contract, from 00:00 in the customer's zone
 * @param months number of monthly billing periods
 * @param usageGrace how long after a period's end usage still counts into its close (RULES B5);
 *     null where the quote does not say, see {@link #grace}
 * @param contentHash SHA-256 of the canonical content without the state, lower-case hex
 */
public record Quote(
    String quote,
    String customer,
    LocalDate startDate,
    int months,
    @Nullable Duration usageGrace,
    List<QuoteLine> lines,
    State state,
    String contentHash) {
  private static final Duration GRACE_UNSAID = Duration.ofHours(24);

  /** Where a quote stands. */
  public enum State {
    OPEN,
    ACCEPTED
  }

  public Quote {
    lines = List.copyOf(lines);
  }

  /** The grace that holds: 24 hours where nothing is said. */
  Duration grace() {
    return usageGrace == null ? GRACE_UNSAID : usageGrace;
  }
}
