package reckoner.workflows;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Closes the periods of a live contract whose cut-off has come. A blocked period is tried again and
 * holds up no other.
 */
public final class CloseDuePeriods {
  /** How long a blocked period rests between two attempts. */
  public static final Duration BLOCKED_RETRY = Duration.ofMinutes(1);

  /** The longest wait: after it the clock is looked at again. */
  public static final Duration WAIT_MAX = Duration.ofDays(1);

  private final UnitOfWork work;
  private final ContractStore contracts;
  private final Rating rating;
  private final InstantSource clock;

  public CloseDuePeriods(
      UnitOfWork work, ContractStore contracts, Rating rating, InstantSource clock) {
    this.work = work;
    this.contracts = contracts;
    this.rating = rating;
    this.clock = clock;
  }

  /**
   * What is to be done for a contract now.
   *
   * @param due starts of the periods to close, ascending
   * @param rest how long there is nothing more to do, if business time runs like real time
   */
  public record Outlook(boolean ended, List<Instant> due, Duration rest) {
    public Outlook {
      due = List.copyOf(due);
    }
  }

  /** Looks at the clock and the periods; ends a contract that has nothing left to close. */
  public Outlook look(String tenant, String key) {
    return work.run(() -> {
      var contract = contracts.lock(tenant, key).orElseThrow();
      if (contract.isFullyClosed()) {
        contracts.setState(tenant, key, Contract.State.ENDED);
        return new Outlook(true, List.of(), Duration.ZERO);
      }
      return outlook(contract, clock.instant());
    });
  }

  /**
   * Closes one period, or notes what blocks it.
   *
   * @return whether it is closed
   */
  public boolean close(String tenant, String key, Instant periodStart) {
    var result = rating.close(tenant, key, periodStart);
    return work.run(() ->
        switch (result) {
          case Rating.Closed() -> {
            contracts.markClosed(tenant, key, periodStart);
            yield true;
          }
          case Rating.Blocked(var message) -> {
            contracts.markBlocked(tenant, key, periodStart, message);
            yield false;
          }
        });
  }

  static Outlook outlook(Contract contract, Instant now) {
    var unclosed = contract.periods().stream().filter(period -> !period.isClosed()).toList();
    var due =
        unclosed.stream()
            .filter(period -> !now.isBefore(period.cutoff()))
            .map(ContractPeriod::start)
            .toList();
    var untilNext =
        unclosed.stream()
            .filter(period -> now.isBefore(period.cutoff()))
            .map(period -> Duration.between(now, period.cutoff()))
            .min(Duration::compareTo)
            .orElse(WAIT_MAX);
    var untilLook = due.isEmpty() ? WAIT_MAX : BLOCKED_RETRY;
    return new Outlook(false, due, untilNext.compareTo(untilLook) < 0 ? untilNext : untilLook);
  }
}
