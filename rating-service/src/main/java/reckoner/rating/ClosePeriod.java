package reckoner.rating;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.store.Transactions;
import reckoner.rating.ContractStore.Agreed;
import reckoner.rating.ContractStore.Close;
import reckoner.rating.ContractStore.PeriodName;
import reckoner.rating.ContractStore.StoredPeriod;
import reckoner.rating.UsageAggregates.Held;

/**
 * Closes a period: reads every ledger at the position that was sealed at the cut-off and computes
 * what is due (RULES B4, B5). What is closed at the same time is read together and fixed together.
 */
public final class ClosePeriod {
  /** Transactions of a tenant at a time in one process: while one computes, another asks. */
  private static final int READERS = 2;

  /** Periods that are read together. */
  private static final int READ_MAX = 32;

  private static final int WAITING_MAX = 1_000;

  /**
   * Closes that are computed at a time in one process. One may read for long what is no sum, and
   * would then take a connection of the pool from ingest for each.
   */
  static final int COMPUTED_AT_ONCE = 4;

  private final ContractStore contracts;
  private final UsageLedger ledgers;
  private final UsageStore usage;
  private final UsageAggregates aggregates;
  private final RatePeriod ratePeriod;
  private final Catalog catalog;
  private final Transactions transactions;
  private final InstantSource businessTime;
  private final Semaphore computing = new Semaphore(COMPUTED_AT_ONCE);
  private final GroupCommit<PeriodName, Optional<Asked>> readers =
      new GroupCommit<>(this::read, READERS, READ_MAX, WAITING_MAX);

  public ClosePeriod(
      ContractStore contracts,
      UsageLedger ledgers,
      UsageStore usage,
      UsageAggregates aggregates,
      RatePeriod ratePeriod,
      Catalog catalog,
      Transactions transactions,
      InstantSource businessTime) {
    this.contracts = contracts;
    this.ledgers = ledgers;
    this.usage = usage;
    this.aggregates = aggregates;
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
  public Optional<byte[]> reply(String tenant, PeriodName name) {
    return transactions.read(
        () -> contracts.requirePeriod(tenant, name.contract(), name.periodStart()).closedReply());
  }

  /**
   * A period and everything that is read of it.
   *
   * @param time when it was read
   * @param usagePosition that was sealed at the cut-off; none where it is not yet
   * @param held none of a period that is closed
   */
  private record Asked(
      Instant time, Agreed agreed, OptionalLong usagePosition, @Nullable Held held) {
    StoredPeriod period() {
      return agreed.period();
    }
  }

  /** Computes a close, outside any transaction of the caller. */
  public Closing compute(String tenant, String contract, Instant periodStart) {
    var name = new PeriodName(contract, periodStart);
    var asked = ask(tenant, name);
    if (asked.period().closedReply().isPresent()) {
      return new Closed(asked.period().closedReply().get());
    }
    var cutoff = asked.period().cutoffTime();
    if (asked.time().isBefore(cutoff)) {
      throw Refusal.of(
              RatingReason.PERIOD_OPEN,
              "period %s of contract %s can be closed from %s on"
                  .formatted(periodStart, contract, cutoff))
          .asException();
    }
    if (asked.usagePosition().isEmpty()) {
      ratePeriod.sealed(tenant, cutoff);
      // what came before it was sealed belongs to it; another process may have closed it since
      return compute(tenant, contract, periodStart);
    }
    var charges = charges(tenant, asked);
    return charges.unpricedEvents() == 0 ? new Ready(charges) : new Blocked(charges);
  }

  private PeriodCharges charges(String tenant, Asked asked) {
    var cutoff = asked.period().cutoffTime();
    long usagePosition = asked.usagePosition().orElseThrow();
    computing.acquireUninterruptibly();
    try {
      var catalogPosition = catalog.positionKnownBefore(tenant, cutoff);
      return ratePeriod.run(
          tenant,
          asked.agreed(),
          Objects.requireNonNull(asked.held()),
          new PeriodCharges.Known(cutoff, usagePosition, catalogPosition),
          Prices.at(
              new Prices.Source(catalog, tenant, catalogPosition),
              catalogPosition,
              catalog.newestPosition(tenant)));
    } finally {
      computing.release();
    }
  }

  private Asked ask(String tenant, PeriodName name) {
    return readers.submit(tenant, name, 1).orElseThrow(name::notFound);
  }

  private List<Optional<Asked>> read(String tenant, List<PeriodName> names) {
    var asked =
        transactions.read(() ->
            aggregates.isLong(tenant)
                ? Optional.<List<Optional<Asked>>>empty()
                : Optional.of(readNow(tenant, names)));
    return asked.orElseGet(() -> {
      aggregates.fold(tenant);
      return transactions.read(() -> readNow(tenant, names));
    });
  }

  private List<Optional<Asked>> readNow(String tenant, List<PeriodName> names) {
    var now = businessTime.instant();
    var agreed = contracts.agreed(tenant, names);
    var open =
        agreed.values().stream()
            .map(Agreed::period)
            .filter(period -> period.closedReply().isEmpty())
            .toList();
    // before the sums, which hold what is sealed then
    var sealed = new HashMap<Instant, OptionalLong>();
    for (var period : open) {
      sealed.computeIfAbsent(period.cutoffTime(), cutoff -> ledgers.sealedBefore(tenant, cutoff));
    }
    var sums = open.isEmpty() ? List.<Held>of() : aggregates.held(tenant, open);
    var held = new IdentityHashMap<StoredPeriod, Held>();
    for (int i = 0; i < open.size(); i++) {
      held.put(open.get(i), sums.get(i));
    }
    return names.stream()
        .map(name ->
            Optional.ofNullable(agreed.get(name))
                .map(one -> {
                  var position =
                      sealed.getOrDefault(one.period().cutoffTime(), OptionalLong.empty());
                  return new Asked(now, one, position, held.get(one.period()));
                }))
        .toList();
  }

  /**
   * Makes charges due inside the caller's transaction; answers the replies that hold for ever, of
   * which each is an earlier one if another call was first.
   */
  public List<byte[]> fix(String tenant, List<Close> closes) {
    ledgers.enter(tenant);
    // needs no lock of the ledger: what is stored since its position was sealed is late
    var stored =
        contracts.lockPeriods(tenant, closes.stream().map(Close::name).distinct().toList());
    var replies = new HashMap<PeriodName, byte[]>();
    stored.forEach(
        (name, period) -> period.closedReply().ifPresent(reply -> replies.put(name, reply)));
    var open =
        closes.stream()
            .filter(close -> replies.putIfAbsent(close.name(), close.reply()) == null)
            .toList();
    var periods =
        open.stream().map(close -> Objects.requireNonNull(stored.get(close.name()))).toList();
    for (var period : usage.settle(tenant, periods)) { // what had no price is in no aggregate
      contracts.distrustAggregates(tenant, period.contract(), period.number());
    }
    contracts.close(tenant, open);
    return closes.stream().map(close -> Objects.requireNonNull(replies.get(close.name()))).toList();
  }
}
