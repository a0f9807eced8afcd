package reckoner.workflows;

import java.time.LocalDate;
import java.util.List;

/**
 * What is offered to a customer. Its content never changes.
 *
 * @param startDate first day of the contract, from 00:00 in the customer's zone
 * @param months number of monthly billing periods
 * @param contentHash SHA-256 of the canonical content without the state, lower-case hex
 */
public record Quote(
    String quote,
    String customer,
    LocalDate startDate,
    int months,
    List<QuoteLine> lines,
    State state,
    String contentHash) {
  /** Where a quote stands. */
  public enum State {
    OPEN,
    ACCEPTED
  }

  public Quote {
    lines = List.copyOf(lines);
  }
}
