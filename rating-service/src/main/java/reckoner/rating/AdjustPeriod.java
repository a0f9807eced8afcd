package reckoner.rating;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.LongStream;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.store.Transactions;
import reckoner.rating.ContractStore.StoredPeriod;
import reckoner.rating.PeriodAdjustments.Settled;
import reckoner.rating.PeriodCharges.Known;
import reckoner.rating.Prices.Source;
import reckoner.rating.UsageStore.Range;
import reckoner.rating.UsageStore.Turn;

/**
 * Rates a closed period again as it is known at a later cut-off and makes the difference to what
 * was billed due, up or down (RULES A8, G2, G3).
 */
public final class AdjustPeriod {
  private final ContractStore contracts;
  private final PeriodAdjustments adjustments;
  private final RatePeriod ratePeriod;
  private final Catalog catalog;
  private final Transactions transactions;
  private final InstantSource businessTime;

  public AdjustPeriod(
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

  /** What an adjustment came to. */
  public sealed interface Adjusting {}

  /** Was made before, with this answer. */
  public record Adjusted(byte[] reply) implements Adjusting {}

  /** Every unit has a price; the lines are ready to be fixed. */
  public record Ready(StoredPeriod period, Adjustment adjustment) implements Adjusting {}

  /** Unpriced usage stands in the way; nothing is fixed. */
  public record Blocked(PeriodCharges charges) implements Adjusting {}

  /**
   * Computes an adjustment, outside any transaction of the caller.
   *
   * @param cutoff exclusive; what was stored before it is in
   */
  public Adjusting compute(String tenant, String contract, Instant periodStart, Instant cutoff) {
    var period = transactions.read(() -> contracts.requirePeriod(tenant, contract, periodStart));
    var settled = transactions.read(() -> adjustments.settled(tenant, contract, periodStart));
    var made = settled.stream().filter(one -> one.known().time().equals(cutoff)).findFirst();
    if (made.isPresent() && made.get().number() > 0) {
      return new Adjusted(made.get().reply());
    }
    check(contract, periodStart, cutoff, settled);
    var terms = transactions.read(() -> contracts.find(tenant, contract).orElseThrow());
    var last = settled.getLast();
    // usage that found its price later keeps it, whatever was published after that
    var late = settled.stream().mapToLong(Settled::latePricePosition).toArray();
    long priced = settled.getFirst().known().catalogPosition();
    var known =
        new Known(
            cutoff, ratePeriod.sealed(tenant, cutoff), catalog.positionKnownBefore(tenant, cutoff));
    var prices =
        Prices.at(
            new Source(catalog, tenant, known.catalogPosition()),
            priced,
            LongStream.concat(LongStream.of(late), LongStream.of(catalog.newestPosition(tenant)))
                .toArray());
    var now = ratePeriod.run(tenant, terms, period, known, prices);
    if (now.unpricedEvents() > 0) {
      return new Blocked(now);
    }
    var pricesBefore =
        Prices.at(new Source(catalog, tenant, last.known().catalogPosition()), priced, late);
    var before = ratePeriod.run(tenant, terms, period, last.known(), pricesBefore);
    var between = new Range(last.known().usagePosition(), known.usagePosition());
    var reasons = new AdjustmentReasons(new PeriodSums(terms, period.period(), prices));
    for (var turn : Turn.values()) {
      ratePeriod.forEachChange(tenant, period, between, turn, reasons::add);
    }
    var billed = transactions.read(() -> adjustments.billed(tenant, contract, periodStart));
    return new Ready(
        period,
        new Adjustment(
            last.number() + 1,
            now,
            AdjustmentLines.of(before, now, billed, reasons),
            reasons.uncounted()));
  }

  private void check(String contract, Instant periodStart, Instant cutoff, List<Settled> settled) {
    if (settled.isEmpty()) {
      throw Refusal.of(
              RatingReason.PERIOD_OPEN,
              "period %s of contract %s is not closed, so nothing of it is adjusted"
                  .formatted(periodStart, contract))
          .asException();
    }
    var now = businessTime.instant();
    if (cutoff.isAfter(now)) {
      throw Refusal.of(
              RatingReason.TIME_AHEAD,
              "what will be known before %s is not known at %s".formatted(cutoff, now))
          .asException();
    }
    var last = settled.getLast().known().time();
    if (!cutoff.isAfter(last)) {
      throw Refusal.of(
              RatingReason.ADJUSTMENT_ORDER,
              "period %s of contract %s is settled as known before %s; an adjustment needs a later cut-off"
                  .formatted(periodStart, contract, last))
          .asException();
    }
  }

  /**
   * Makes an adjustment due inside the caller's transaction; answers the reply that holds for ever,
   * which is an earlier one if another call was first.
   */
  public byte[] fix(String tenant, Ready ready, String receiptHash, byte[] reply) {
    var charges = ready.adjustment().charges();
    var contract = charges.contract();
    var start = charges.period().start();
    var period = contracts.lockPeriod(tenant, contract, start);
    var settled = adjustments.settled(tenant, contract, start);
    for (var one : settled) {
      if (one.number() > 0 && one.known().time().equals(charges.known().time())) {
        return one.reply();
      }
    }
    if (settled.getLast().number() + 1 != ready.adjustment().number()) {
      throw new Outdated();
    }
    adjustments.add(tenant, period, ready.adjustment(), receiptHash, reply);
    return reply;
  }

  /** The adjustments of a period in order, at most so many after a number. */
  public List<byte[]> list(
      String tenant, String contract, Instant periodStart, int after, int limit) {
    return transactions
        .read(() -> {
          contracts.requirePeriod(tenant, contract, periodStart);
          return adjustments.settled(tenant, contract, periodStart);
        })
        .stream()
        .filter(one -> one.number() > after)
        .limit(limit)
        .map(Settled::reply)
        .toList();
  }
}
