package reckoner.rating;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import reckoner.kit.store.Transactions;
import reckoner.rating.ContractStore.Agreed;
import reckoner.rating.ContractStore.StoredPeriod;
import reckoner.rating.UsageAggregates.Held;
import reckoner.rating.UsageStore.Change;
import reckoner.rating.UsageStore.Place;
import reckoner.rating.UsageStore.Placement;
import reckoner.rating.UsageStore.Range;
import reckoner.rating.UsageStore.Turn;

/**
 * Computes what the usage of a period comes to as it was known at a position, any number of times
 * with the same answer (RULES B4).
 */
public final class RatePeriod {
  private static final int PAGE_EVENTS = 2_000;

  /** Batches that are taken out of the aggregates again; for more, the events before are read. */
  private static final int TAKEN_BACK_MAX = 200;

  private final UsageLedger ledgers;
  private final UsageStore usage;
  private final UsageAggregates aggregates;
  private final ContractStore contracts;
  private final Transactions transactions;
  private final KeptWindows windows;
  private final Openings openings;

  public RatePeriod(
      UsageLedger ledgers,
      UsageStore usage,
      UsageAggregates aggregates,
      ContractStore contracts,
      Catalog catalog,
      Transactions transactions) {
    this.ledgers = ledgers;
    this.usage = usage;
    this.aggregates = aggregates;
    this.contracts = contracts;
    this.transactions = transactions;
    this.windows = new KeptWindows(aggregates.windows(), usage, transactions);
    this.openings = new Openings(this, contracts, windows, catalog, transactions);
  }

  /**
   * The position of everything that was stored before an instant; nothing more appears before it.
   */
  long sealed(String tenant, Instant exclusive) {
    var known = transactions.read(() -> ledgers.sealedBefore(tenant, exclusive));
    if (known.isPresent()) {
      return known.getAsLong();
    }
    return transactions.write(() -> {
      ledgers.seal(tenant, exclusive);
      return ledgers.positionBefore(tenant, exclusive);
    });
  }

  /** The position of everything that is stored by now; more of the same instant may follow. */
  long newest(String tenant) {
    return transactions.read(() -> ledgers.position(tenant));
  }

  /** The charges, outside any transaction of the caller. */
  PeriodCharges run(
      String tenant,
      ContractTerms terms,
      StoredPeriod period,
      PeriodCharges.Known known,
      Prices prices) {
    if (transactions.read(() -> aggregates.isLong(tenant))) {
      aggregates.fold(tenant);
    }
    var held = transactions.read(() -> aggregates.held(tenant, List.of(period))).getFirst();
    return run(tenant, new Agreed(period, terms), held, known, prices);
  }

  /** The same of what was read before. */
  PeriodCharges run(
      String tenant, Agreed agreed, Held held, PeriodCharges.Known known, Prices prices) {
    var terms = agreed.terms();
    var period = agreed.period();
    var sums =
        fromAggregates(held, tenant, terms, period, known.usagePosition(), prices)
            .orElseGet(() -> fromEvents(tenant, terms, period, known.usagePosition(), prices));
    openings.into(tenant, terms, new Openings.At(period, known, prices), sums);
    return sums.charges(known, held.sums());
  }

  private PeriodSums fromEvents(
      String tenant, ContractTerms terms, StoredPeriod period, long position, Prices prices) {
    var sums = new PeriodSums(terms, period.period(), prices);
    forEachEvent(tenant, period, position, sums::add);
    if (!windows.complete(tenant, position, sums)) {
      throw new IllegalStateException("events that were read have no price any more");
    }
    return sums;
  }

  /**
   * Sums a period by its aggregates, the events that had no price and what changed between them and
   * the position; nothing where they do not say everything: usage that is not kept, prices that
   * moved since, or a position long before what they hold.
   */
  private Optional<PeriodSums> fromAggregates(
      Held held,
      String tenant,
      ContractTerms terms,
      StoredPeriod period,
      long position,
      Prices prices) {
    if (!held.isAggregated() || !terms.usageCharges().isKept()) {
      return Optional.empty();
    }
    if (position < held.position() - TAKEN_BACK_MAX) {
      return Optional.empty();
    }
    var sums = new PeriodSums(terms, period.period(), prices);
    if (!held.sums().stream().allMatch(sums::add)) {
      return Optional.empty();
    }
    var all = new KeptWindows.Asked(period, position, UsageWindows.Which.ALL);
    if (!fill(tenant, all, held.position(), sums)) {
      return Optional.empty();
    }
    if (held.hasUnpriced()) {
      addUnpriced(tenant, period, position, sums);
    }
    return windows.complete(tenant, position, sums) ? Optional.of(sums) : Optional.empty();
  }

  /**
   * Adds to the sums of a period what its windows keep, and what changed since; answers false where
   * that is not all. Usage without a price is in neither.
   *
   * @param held position of the sums
   */
  private boolean fill(String tenant, KeptWindows.Asked asked, long held, PeriodSums sums) {
    if (!windows.read(tenant, asked, sums)) {
      return false;
    }
    var period = asked.period();
    long position = asked.position();
    boolean isForth = held <= position;
    var between = isForth ? new Range(held, position) : new Range(position, held);
    // what appeared or went since is put in and taken out, or the other way round
    var out = isForth ? Turn.GONE : Turn.NEW;
    var in = isForth ? Turn.NEW : Turn.GONE;
    // windows are read as of the position, so that what came after it is not in them
    var part = isForth ? PeriodSums.Which.ALL : PeriodSums.Which.SUMS;
    var isWhole = new AtomicBoolean(true);
    forEachChange(
        tenant,
        period,
        between,
        out,
        change -> isWhole.compareAndSet(true, sums.takeOut(change.placement().event(), part)));
    if (!isWhole.get()) {
      return false;
    }
    windows
        .reread(sums)
        .ifPresent(ranges ->
            forEach(
                place -> usage.within(tenant, period, ranges, position, place, PAGE_EVENTS),
                sums::addAgain));
    forEachChange(tenant, period, between, in, change -> sums.add(change.placement(), part));
    return true;
  }

  private void addUnpriced(String tenant, StoredPeriod period, long position, PeriodSums sums) {
    forEach(place -> usage.unpriced(tenant, period, position, place, PAGE_EVENTS), sums::add);
  }

  /**
   * The sums of an earlier period's gauges as known at a position, of which only the last readings
   * are asked for.
   */
  PeriodSums lastReadings(
      String tenant, ContractTerms gauges, StoredPeriod period, long position, Prices prices) {
    // read after the position was: what distrusted them before it is seen
    if (transactions.read(
        () -> contracts.isAggregated(tenant, period.contract(), period.number()))) {
      long held = transactions.read(() -> ledgers.positionBefore(tenant, period.cutoffTime()));
      for (var which : List.of(UsageWindows.Which.LAST, UsageWindows.Which.ALL)) {
        var sums = new PeriodSums(gauges, period.period(), prices);
        var asked = new KeptWindows.Asked(period, position, which);
        if (!fill(tenant, asked, Math.min(held, position), sums)) {
          continue;
        }
        addUnpriced(tenant, period, position, sums);
        // a last window whose readings were all taken back says nothing of those before
        if (which == UsageWindows.Which.ALL || KeptWindows.haveEvents(sums)) {
          return sums;
        }
      }
    }
    return fromEvents(tenant, gauges, period, position, prices);
  }

  /** Every change of a period's usage between two positions, of one kind. */
  void forEachChange(
      String tenant, StoredPeriod period, Range between, Turn turn, Consumer<Change> consumer) {
    if (between.after() == between.upTo()) { // as of a close, whose aggregates hold all
      return;
    }
    forEach(
        place -> usage.changes(tenant, period, between, turn, place, PAGE_EVENTS),
        change -> change.placement().place(),
        consumer);
  }

  private void forEach(Function<Place, List<Placement>> pages, Consumer<Placement> consumer) {
    forEach(pages, Placement::place, consumer);
  }

  /** Every event of a period as it was known at a position. */
  void forEachEvent(
      String tenant, StoredPeriod period, long position, Consumer<Placement> consumer) {
    forEach(place -> usage.page(tenant, period, position, place, PAGE_EVENTS), consumer);
  }

  /** Events of a period as it was known at a position, at most so many after a place. */
  List<Placement> page(String tenant, StoredPeriod period, long position, Place after, int limit) {
    return transactions.read(() -> usage.page(tenant, period, position, after, limit));
  }

  /** A page is read by itself, so that no connection waits for the catalog. */
  private <T> void forEach(
      Function<Place, List<T>> pages, Function<T, Place> placeOf, Consumer<T> consumer) {
    var place = Place.BEFORE_ALL;
    List<T> page;
    do {
      var after = place;
      page = transactions.read(() -> pages.apply(after));
      for (var one : page) {
        consumer.accept(one);
        place = placeOf.apply(one);
      }
    } while (page.size() == PAGE_EVENTS);
  }
}
