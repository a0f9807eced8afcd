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
  /** The longest wait: after it the clock is looked at again. */
  private static final Duration WAIT_MAX = Duration.ofDays(1);

  private final UnitOfWork work;
  private final ContractStore contracts;
  private final Rating rating;
  private final InstantSource clock;
  private final Duration blockedRetry;

  /**
   * @param blockedRetry how long a blocked period rests between two attempts
   */
  public CloseDuePeriods(
      UnitOfWork work,
      ContractStore contracts,
      Rating rating,
      InstantSource clock,
      Duration blockedRetry) {
    this.work = work;
    this.contracts = contracts;
    this.rating = rating;
    this.clock = clock;
    this.blockedRetry = blockedRetry;
  }

  /**
   * What is to be done for a contract now.
   *
   * @param accepted whether the contract is still to be activated, before anything else
   * @param due starts of the periods to close, ascending
   * @param rest how long there is nothing more to do, unless somebody sets the clock
   */
  public record Outlook(boolean accepted, boolean ended, List<Instant> due, Duration rest) {
    public Outlook {
      due = List.copyOf(due);
    }
  }

  /**
   * Looks at the clock and the periods; ends a contract that has nothing left to close.
   *
   * @param standing whether business time stands, so that no cut-off comes by waiting
   */
  public Outlook look(String tenant, String key, boolean standing) {
    return work.run(() -> {
      var contract = contracts.lock(tenant, key).orElseThrow();
      if (contract.isFullyClosed()) {
        contracts.setState(tenant, key, Contract.State.ENDED);
        return new Outlook(false, true, List.of(), Duration.ZERO);
      }
      if (contract.state() == Contract.State.ACCEPTED) {
        return new Outlook(true, false, List.of(), blockedRetry);
      }
      return outlook(contract, clock.instant(), standing);
    });
  }

  /**
   * Closes one period, or notes what blocks it. A contract that is not activated, as after its
   * table was put back, has nothing to close yet.
   *
   * @return whether it is closed
   */
  public boolean close(String tenant, String key, Instant periodStart) {
    if (contracts.find(tenant, key).orElseThrow().state() == Contract.State.ACCEPTED) {
      return false;
    }
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

  private Outlook outlook(Contract contract, Instant now, boolean standing) {
    var unclosed = contract.periods().stream().filter(period -> !period.isClosed()).toList();
    var due =
        unclosed.stream()
            .filter(period -> !now.isBefore(period.cutoff()))
            .map(ContractPeriod::start)
            .toList();
    var rest = due.isEmpty() ? WAIT_MAX : blockedRetry;
    if (standing) {
      return new Outlook(false, false, due, rest);
    }
    var untilNext =
        unclosed.stream()
            .filter(period -> now.isBefore(period.cutoff()))
            .map(period -> Duration.between(now, period.cutoff()))
            .min(Duration::compareTo)
            .orElse(WAIT_MAX);
    return new Outlook(false, false, due, untilNext.compareTo(rest) < 0 ? untilNext : rest);
  }
}
