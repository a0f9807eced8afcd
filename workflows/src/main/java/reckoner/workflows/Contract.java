package reckoner.workflows;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.calendar.Alignment;
import reckoner.pricing.calendar.BillingCalendar;
import reckoner.pricing.calendar.BillingPeriod;
import reckoner.pricing.calendar.Cadence;
import reckoner.pricing.calendar.Term;

/**
 * An accepted quote, under the quote's key.
 *
 * @param zone IANA zone, copied from the customer (RULES B2)
 * @param usageGrace how long after a period's end usage still counts into its close (RULES B5),
 *     copied from the quote
 * @param refused why rating does not take it; null unless it is accepted and rating said so
 * @param activateTime business time of its activation; null until the activation has begun
 * @param periods ascending, tiling the term
 */
public record Contract(
    String contract,
    String customer,
    String zone,
    String currency,
    Duration usageGrace,
    State state,
    @Nullable Refused refused,
    @Nullable Instant activateTime,
    List<ContractPeriod> periods) {
  /** Where a contract stands. */
  public enum State {
    ACCEPTED,
    ACTIVE,
    ENDED
  }

  /**
   * Why an activation is refused until something changes.
   *
   * @param reason its stable name
   */
  public record Refused(String reason, String message) {}

  public Contract {
    periods = List.copyOf(periods);
  }

  /** The contract that accepting a quote makes. */
  static Contract of(Quote quote, Customer customer) {
    var start = quote.startDate();
    var calendar =
        BillingCalendar.of(
            start, Cadence.MONTHLY, new Alignment.OnStart(), ZoneId.of(customer.zone()));
    var periods =
        new Term(calendar, start.plusMonths(quote.months()))
            .periods().stream()
                .map(BillingPeriod::period)
                .map(period ->
                    new ContractPeriod(
                        period.start(),
                        period.end(),
                        period.end().plus(quote.grace()),
                        ContractPeriod.State.OPEN,
                        ""))
                .toList();
    return new Contract(
        quote.quote(),
        customer.customer(),
        customer.zone(),
        customer.currency(),
        quote.grace(),
        State.ACCEPTED,
        null,
        null,
        periods);
  }

  /** With an activation time, and the cut-offs of what had ended before it (RULES B5). */
  Contract activatedAt(Instant time) {
    var moved =
        periods.stream()
            .map(period ->
                period.end().isBefore(time) ? period.withCutoff(time.plus(usageGrace)) : period)
            .toList();
    return new Contract(
        contract, customer, zone, currency, usageGrace, state, refused, time, moved);
  }

  /** The period that begins at an instant, which is one of the contract's. */
  ContractPeriod period(Instant start) {
    return periods.stream().filter(one -> one.start().equals(start)).findFirst().orElseThrow();
  }

  boolean isFullyClosed() {
    return periods.stream().allMatch(ContractPeriod::isClosed);
  }
}
