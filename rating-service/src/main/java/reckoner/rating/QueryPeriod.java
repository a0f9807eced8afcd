package reckoner.rating;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.store.Transactions;
import reckoner.rating.ContractStore.StoredPeriod;
import reckoner.rating.PeriodAdjustments.Part;
import reckoner.rating.PeriodAdjustments.Settled;
import reckoner.rating.PeriodCharges.Known;
import reckoner.rating.UsageStore.Place;
import reckoner.rating.UsageStore.Placement;

/**
 * Says what a period came to as it was known at any instant, and fixes nothing. Prices are those
 * that the period's close uses; what they do not cover has the price that the close or an
 * adjustment found for it, and else what was known at the instant.
 */
public final class QueryPeriod {
  private static final int PAGE_EVENTS = 1_000;

  /** For one page of a line's events. */
  private static final int LOOKED_AT_MAX = 20_000;

  private final ContractStore contracts;
  private final PeriodAdjustments adjustments;
  private final RatePeriod ratePeriod;
  private final Catalog catalog;
  private final Transactions transactions;
  private final InstantSource businessTime;

  public QueryPeriod(
      ContractStore contracts,
      PeriodAdjustments adjustments,
      RatePeriod ratePeriod,
      Catalog catalog,
      Transactions transactions,
      InstantSource businessTime) {
    this.contracts = contracts;
    this.adjustments = adjustments;
    this.ratePeriod = ratePeriod;
    this.catalog = catalog;
    this.transactions = transactions;
    this.businessTime = businessTime;
  }

  /** A period and everything that is read of it. */
  private record Asked(ContractTerms terms, StoredPeriod period, Known known, Prices prices) {}

  /**
   * Names a period.
   *
   * @param knownBefore exclusive; none for all that is known now
   */
  public record Question(String contract, Instant periodStart, Optional<Instant> knownBefore) {}

  /** All that is known now of the period that runs now, of a contract or of a customer. */
  public Question running(String tenant, String contract, String customer) {
    var now = businessTime.instant();
    var found =
        transactions
            .read(() -> contracts.periodAt(tenant, contract, customer, now))
            .orElseThrow(() ->
                Refusal.of(
                        KitReason.NOT_FOUND,
                        "no period of %s runs at %s"
                            .formatted(
                                contract.isEmpty()
                                    ? "customer " + customer
                                    : "contract " + contract,
                                now))
                    .asException());
    return new Question(found.contract(), found.periodStart(), Optional.empty());
  }

  /** The charges as they were known. */
  public PeriodCharges run(String tenant, Question question) {
    return charges(tenant, asked(tenant, question));
  }

  private PeriodCharges charges(String tenant, Asked asked) {
    return ratePeriod.run(tenant, asked.terms(), asked.period(), asked.known(), asked.prices());
  }

  /** What a period has cost, whole and by what its events say. */
  public Spend spend(String tenant, Question question, Spend.Grouping grouping) {
    var asked = asked(tenant, question);
    var charges = charges(tenant, asked);
    var sums = sums(asked);
    var groups = new SpendGroups(grouping);
    var costs = new SpendCosts(asked.terms());
    if (!grouping.isNone() || costs.readsEvents()) {
      ratePeriod.forEachEvent(
          tenant,
          asked.period(),
          asked.known().usagePosition(),
          placement -> {
            var portions = sums.portions(placement.event());
            if (!grouping.isNone()) {
              groups.add(placement.event(), portions);
            }
            costs.add(portions);
          });
    }
    var amount = BigDecimal.ZERO;
    for (var charge : charges.charges()) {
      amount = amount.add(Adjustment.Amounts.of(charge.line()).amount());
    }
    var lines = charges.charges();
    return new Spend(charges, amount, costs.of(lines), groups.groups(lines));
  }

  /**
   * Events of a line.
   *
   * @param next where the next page begins; none after the last event
   */
  public record LineUsage(List<Placement> events, Optional<Place> next) {
    public LineUsage {
      events = List.copyOf(events);
    }
  }

  /**
   * The events behind a line, at most so many after a place. A page may have fewer, since only so
   * many of the period's are looked at for it.
   */
  public LineUsage lineUsage(String tenant, Question question, Part line, Place after, int limit) {
    var asked = asked(tenant, question);
    var sums = sums(asked);
    var found = new ArrayList<Placement>();
    var place = after;
    for (int looked = 0; looked < LOOKED_AT_MAX; looked += PAGE_EVENTS) {
      var page =
          ratePeriod.page(
              tenant, asked.period(), asked.known().usagePosition(), place, PAGE_EVENTS);
      for (var placement : page) {
        place = placement.place();
        if (sums.quantities(placement.event()).containsKey(line)) {
          found.add(placement);
          if (found.size() == limit) {
            return new LineUsage(found, Optional.of(place));
          }
        }
      }
      if (page.size() < PAGE_EVENTS) {
        return new LineUsage(found, Optional.empty());
      }
    }
    return new LineUsage(found, Optional.of(place));
  }

  private static PeriodSums sums(Asked asked) {
    return new PeriodSums(asked.terms(), asked.period().period(), asked.prices());
  }

  private Asked asked(String tenant, Question question) {
    var now = businessTime.instant();
    var time = question.knownBefore().orElse(now);
    if (time.isAfter(now)) {
      throw Refusal.of(
              RatingReason.TIME_AHEAD,
              "what will be known before %s is not known at %s".formatted(time, now))
          .asException();
    }
    var contract = question.contract();
    var period =
        transactions.read(() -> contracts.requirePeriod(tenant, contract, question.periodStart()));
    var terms = transactions.read(() -> contracts.find(tenant, contract).orElseThrow());
    long usagePosition =
        question.knownBefore().isPresent()
            ? ratePeriod.sealed(tenant, time)
            : ratePeriod.newest(tenant);
    long latest = catalog.positionKnownBefore(tenant, time);
    long atCutoff =
        time.isAfter(period.cutoffTime())
            ? catalog.positionKnownBefore(tenant, period.cutoffTime())
            : latest;
    return new Asked(
        terms,
        period,
        new Known(time, usagePosition, atCutoff),
        Prices.at(
            new Prices.Source(catalog, tenant, latest),
            atCutoff,
            LongStream.concat(
                    settled(tenant, question, period, time, latest), LongStream.of(latest))
                .toArray()));
  }

  /**
   * Where the close and the adjustments found prices that the close lacked: what they billed keeps
   * them, whatever was published after that. As known at a cut-off the answer is that of its close
   * or adjustment; as known at any other instant it has no price that was not published before it.
   */
  private LongStream settled(
      String tenant, Question question, StoredPeriod period, Instant time, long latest) {
    if (period.closedReply().isEmpty() || time.isBefore(period.cutoffTime())) {
      return LongStream.empty();
    }
    var settled =
        transactions
            .read(() -> adjustments.settled(tenant, question.contract(), question.periodStart()))
            .stream()
            .filter(one -> !one.known().time().isAfter(time))
            .toList();
    boolean isAll =
        question.knownBefore().isEmpty() || settled.getLast().known().time().equals(time);
    return settled.stream()
        .mapToLong(Settled::latePricePosition)
        .filter(position -> isAll || position <= latest);
  }
}
