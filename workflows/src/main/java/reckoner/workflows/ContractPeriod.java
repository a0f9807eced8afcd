package reckoner.workflows;

import java.time.Instant;

/**
 * One billing period of a contract.
 *
 * @param start inclusive
 * @param end exclusive
 * @param cutoff exclusive: what is known before it is billed by the close (RULES B5)
 * @param blockedMessage what blocks the close, for people; empty unless BLOCKED
 */
public record ContractPeriod(
    Instant start, Instant end, Instant cutoff, State state, String blockedMessage) {
  /** Where a period stands. */
  public enum State {
    OPEN,
    BLOCKED,
    CLOSED,
    BILLED
  }

  public boolean isClosed() {
    return switch (state) {
      case OPEN, BLOCKED -> false;
      case CLOSED, BILLED -> true;
    };
  }

  ContractPeriod withCutoff(Instant time) {
    return new ContractPeriod(start, end, time, state, blockedMessage);
  }
}
