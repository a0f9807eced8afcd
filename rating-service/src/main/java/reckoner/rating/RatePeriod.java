package reckoner.rating;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import reckoner.kit.store.Transactions;
import reckoner.rating.ContractStore.StoredPeriod;
import reckoner.rating.ContractTerms.Metered;
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
  private final Transactions transactions;

  public RatePeriod(
      UsageLedger ledgers,
      UsageStore usage,
      UsageAggregates aggregates,
      Transactions transactions) {
    this.ledgers = ledgers;
    this.usage = usage;
    this.aggregates = aggregates;
    this.transactions = transactions;
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
    aggregates.foldIfLong(tenant);
    var held = transactions.read(() -> aggregates.held(tenant, period));
    return fromAggregates(held, tenant, terms, period, known, prices)
        .orElseGet(() -> fromEvents(tenant, terms, period, known, prices))
        .charges(known, held.sums());
  }

  private PeriodSums fromEvents(
      String tenant,
      ContractTerms terms,
      StoredPeriod period,
      PeriodCharges.Known known,
      Prices prices) {
    var sums = new PeriodSums(terms, period.period(), prices);
    forEachEvent(tenant, period, known.usagePosition(), sums::add);
    return sums;
  }

  /**
   * Sums a period by its aggregates, the events that had no price and what changed between them and
   * the position; nothing where they do not say everything: an aggregation that needs each event,
   * prices that moved since, or a position long before what they hold.
   */
  private Optional<PeriodSums> fromAggregates(
      UsageAggregates.Held held,
      String tenant,
      ContractTerms terms,
      StoredPeriod period,
      PeriodCharges.Known known,
      Prices prices) {
    boolean needsEvents =
        terms.usageCharges().metered().stream()
            .anyMatch(charge -> !((Metered) charge.terms()).meter().isAdditive());
    if (!period.isAggregated() || needsEvents) {
      return Optional.empty();
    }
    long position = known.usagePosition();
    if (position < held.position() - TAKEN_BACK_MAX) {
      return Optional.empty();
    }
    var sums = new PeriodSums(terms, period.period(), prices);
    if (!held.sums().stream().allMatch(sums::add)) {
      return Optional.empty();
    }
    boolean isForth = held.position() <= position;
    var between =
        isForth ? new Range(held.position(), position) : new Range(position, held.position());
    // what appeared or went since is put in and taken out, or the other way round
    var out = isForth ? Turn.GONE : Turn.NEW;
    var in = isForth ? Turn.NEW : Turn.GONE;
    var isWhole = new AtomicBoolean(true);
    forEachChange(
        tenant,
        period,
        between,
        out,
        change -> isWhole.compareAndSet(true, sums.takeOut(change.placement().event())));
    if (!isWhole.get()) {
      return Optional.empty();
    }
    forEachChange(tenant, period, between, in, change -> sums.add(change.placement()));
    forEach(place -> usage.unpriced(tenant, period, position, place, PAGE_EVENTS), sums::add);
    return Optional.of(sums);
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
