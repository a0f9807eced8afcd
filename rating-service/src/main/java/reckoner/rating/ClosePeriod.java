package reckoner.rating;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.store.Transactions;

/**
 * Closes a period: reads every ledger at the position that was sealed at the cut-off and computes
 * what is due (RULES B4, B5).
 */
public final class ClosePeriod {
  private final ContractStore contracts;
  private final UsageLedger ledgers;
  private final UsageStore usage;
  private final RatePeriod ratePeriod;
  private final Catalog catalog;
  private final Transactions transactions;
  private final InstantSource businessTime;

  public ClosePeriod(
      ContractStore contracts,
      UsageLedger ledgers,
      UsageStore usage,
      RatePeriod ratePeriod,
      Catalog catalog,
      Transactions transactions,
      InstantSource businessTime) {
    this.contracts = contracts;
    this.ledgers = ledgers;
    this.usage = usage;
    this.ratePeriod = ratePeriod;
    this.catalog = catalog;
    this.transactions = transactions;
    this.businessTime = businessTime;
  }

  /** What a close came to. */
  public sealed interface Closing {}

  /** Was closed before, with this answer. */
  public record Closed(byte[] reply) implements Closing {}

  /** Every unit has a price; the charges are ready to be fixed. */
  public record Ready(PeriodCharges charges) implements Closing {}

  /** Unpriced usage stands in the way; nothing is fixed. */
  public record Blocked(PeriodCharges charges) implements Closing {}

  /** The stored answer of a closed period. */
  public Optional<byte[]> reply(String tenant, String contract, Instant periodStart) {
    return transactions.read(
        () -> contracts.requirePeriod(tenant, contract, periodStart).closedReply());
  }

  /** A period, and its contract's terms while it is open. */
  private record Asked(ContractStore.StoredPeriod period, Optional<ContractTerms> terms) {}

  /** Computes a close, outside any transaction of the caller. */
  public Closing compute(String tenant, String contract, Instant periodStart) {
    var asked =
        transactions.read(() -> {
          var stored = contracts.requirePeriod(tenant, contract, periodStart);
          return new Asked(
              stored,
              stored.closedReply().isPresent()
                  ? Optional.empty()
                  : contracts.find(tenant, contract));
        });
    var period = asked.period();
    if (period.closedReply().isPresent()) {
      return new Closed(period.closedReply().get());
    }
    if (businessTime.instant().isBefore(period.cutoffTime())) {
      throw Refusal.of(
              RatingReason.PERIOD_OPEN,
              "period %s of contract %s can be closed from %s on"
                  .formatted(periodStart, contract, period.cutoffTime()))
          .asException();
    }
    var terms = asked.terms().orElseThrow();
    var usagePosition = ratePeriod.sealed(tenant, period.cutoffTime());
    var catalogPosition = catalog.positionKnownBefore(tenant, period.cutoffTime());
    var charges =
        ratePeriod.run(
            tenant,
            terms,
            period,
            new PeriodCharges.Known(period.cutoffTime(), usagePosition, catalogPosition),
            Prices.at(
                new Prices.Source(catalog, tenant, catalogPosition),
                catalogPosition,
                catalog.newestPosition(tenant)));
    return charges.unpricedEvents() == 0 ? new Ready(charges) : new Blocked(charges);
  }

  /**
   * Makes the charges due inside the caller's transaction; answers the reply that holds for ever,
   * which is an earlier one if another call was first.
   */
  public byte[] fix(String tenant, PeriodCharges charges, String receiptHash, byte[] reply) {
    var start = charges.period().start();
    ledgers.enter(tenant);
    // needs no lock of the ledger: what is stored since its position was sealed is late
    var stored = contracts.lockPeriod(tenant, charges.contract(), start);
    if (stored.closedReply().isPresent()) {
      return stored.closedReply().get();
    }
    if (usage.settle(tenant, stored) > 0) { // what had no price is in no aggregate
      contracts.distrustAggregates(tenant, stored.contract(), stored.number());
    }
    contracts.close(tenant, charges, receiptHash, reply);
    return reply;
  }
}
