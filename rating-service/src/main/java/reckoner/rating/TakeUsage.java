package reckoner.rating;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import reckoner.kit.store.Transactions;
import reckoner.rating.IncomingUsage.Acceptable;
import reckoner.rating.UsageStore.Known;

/**
 * Takes usage in: once, in one transaction, matched and priced. Batches that arrive together are
 * stored together.
 *
 * <p>A transaction presumes that no event is known, that no contract is added meanwhile and that no
 * cut-off passes, and holds no lock that others wait for until its last statement. Where it
 * presumed wrong it is rolled back and made again with what it learned.
 */
public final class TakeUsage {
  /** Transactions of a tenant at a time in one process; one's commit is another's statement. */
  private static final int WRITERS = 2;

  private static final int GROUP_EVENTS_MAX = 2_000;
  private static final int WAITING_EVENTS_MAX = 40_000;
  private static final int DELTAS_UNFOLDED_MAX = 400_000;

  /** Each learns what others stored, or which contracts and cut-offs came meanwhile. */
  private static final int ATTEMPTS_MAX = 100;

  private final UsageLedger ledgers;
  private final UsageStore usage;
  private final UsageStore.Difference difference;
  private final UsageAggregates aggregates;
  private final KeptPricing pricings;
  private final Transactions transactions;
  private final InstantSource businessTime;
  private final Coverages coverages;
  private final Faults faults;
  private final ConcurrentMap<String, Integer> deltasSinceFold = new ConcurrentHashMap<>();
  private final GroupCommit<List<IncomingUsage>, Taken> groups =
      new GroupCommit<>(this::store, WRITERS, GROUP_EVENTS_MAX, WAITING_EVENTS_MAX);

  /** What failed, one after the other, with nobody else's. */
  private final GroupCommit<List<IncomingUsage>, Taken> apart =
      new GroupCommit<>(this::store, 1, 1, WAITING_EVENTS_MAX);

  public TakeUsage(
      UsageLedger ledgers,
      UsageStore usage,
      UsageStore.Difference difference,
      UsageAggregates aggregates,
      Coverages coverages,
      Catalog catalog,
      Transactions transactions,
      InstantSource businessTime,
      Faults faults) {
    this.ledgers = ledgers;
    this.usage = usage;
    this.difference = difference;
    this.aggregates = aggregates;
    this.pricings = new KeptPricing(catalog);
    this.transactions = transactions;
    this.businessTime = businessTime;
    this.coverages = coverages;
    this.faults = faults;
  }

  /** What became of a batch: an outcome for each element; position 0 when nothing was stored. */
  public record Taken(List<EventOutcome> outcomes, long position) {
    public Taken {
      outcomes = List.copyOf(outcomes);
    }
  }

  /** Stores a batch that names no places where its events came from. */
  public Taken run(String tenant, List<IncomingUsage> batch) {
    return run(tenant, batch, _ -> "");
  }

  /**
   * Stores a batch; returns after the commit. An event that fails by a fault of ours is parked and
   * stops nobody; what is away is the caller's to wait for.
   *
   * @param batch at least one
   * @param origins where a parked event can be asked for again, by its place in the batch; or empty
   */
  public Taken run(String tenant, List<IncomingUsage> batch, IntFunction<String> origins) {
    try {
      return groups.submit(tenant, batch, batch.size());
    } catch (RuntimeException | StackOverflowError failure) {
      if (!faults.isOurs(failure)) {
        throw failure;
      }
      faults.incident(failure); // also where nothing fails by itself
      return new FailingEvents(faults, events -> apart.submit(tenant, events, events.size()), batch)
          .take(origins);
    }
  }

  /** A contract was added, or a cut-off passed, meanwhile. */
  private static final class Presumed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Presumed() {
      super("is made again", null, false, false);
    }
  }

  private List<Taken> store(String tenant, List<List<IncomingUsage>> batches) {
    // the first of its key is the one that is stored; in the order of the table's index
    var fresh = new TreeMap<KeyHash, Acceptable>();
    for (var batch : batches) {
      for (var element : batch) {
        if (element instanceof Acceptable event) {
          fresh.putIfAbsent(event.keyHash(), event);
        }
      }
    }
    var customers =
        fresh.values().stream().map(event -> event.event().customer()).collect(Collectors.toSet());
    var known = new HashMap<KeyHash, Known>();
    for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      var coverage = transactions.read(() -> coverages.of(tenant, customers));
      // the catalog is asked before the transaction, as events are placed
      var pricing = pricings.take(tenant);
      var placing = new UsagePlacing(pricing, coverage, businessTime.instant());
      fresh.forEach(placing::place);
      pricings.giveBack(tenant, pricing);
      placing.addTo(aggregates.of(tenant, placing.samples()));
      boolean isStored = false;
      try {
        var taken = transactions.write(() -> new Attempt(tenant, batches, placing, known).store());
        isStored = true;
        fold(tenant, placing.size());
        return taken;
      } catch (Presumed wrong) {
        // it is placed again
      } catch (UsageStore.KeyTaken wrong) {
        known.putAll(transactions.read(() -> usage.known(tenant, fresh.values())));
        known.keySet().forEach(fresh::remove);
      } finally {
        if (!isStored) {
          placing.takeOut();
        }
      }
    }
    throw new IllegalStateException(
        "a batch presumed wrong %d times in a row".formatted(ATTEMPTS_MAX));
  }

  /** Once enough was added, so that few of it must be summed when it is read. */
  private void fold(String tenant, int deltas) {
    int unfolded = deltasSinceFold.merge(tenant, deltas, Integer::sum);
    if (unfolded >= DELTAS_UNFOLDED_MAX && deltasSinceFold.remove(tenant, unfolded)) {
      if (!aggregates.fold(tenant)) { // a later batch tries again
        deltasSinceFold.merge(tenant, unfolded, Integer::sum);
      }
    }
  }

  /** One transaction. */
  private final class Attempt {
    private final String tenant;
    private final List<List<IncomingUsage>> batches;
    private final UsagePlacing placing;
    private final Map<KeyHash, Known> known;

    Attempt(
        String tenant,
        List<List<IncomingUsage>> batches,
        UsagePlacing placing,
        Map<KeyHash, Known> known) {
      this.tenant = tenant;
      this.batches = batches;
      this.placing = placing;
      this.known = known;
    }

    List<Taken> store() {
      long batch = ledgers.newBatch();
      var placed = placing.placed();
      usage.insert(tenant, batch, List.copyOf(placed.values()));
      var outcomes = batches.stream().map(new Outcomes(difference, placed, known)::of).toList();
      int kept = keep(batch, outcomes);
      if (placed.isEmpty() && kept == 0) {
        return outcomes.stream().map(one -> new Taken(one, 0)).toList();
      }
      aggregates.add(tenant, batch, placing.deltas());
      long position = addBatch(batch, placed.size());
      return outcomes.stream()
          .map(one -> new Taken(one, one.stream().anyMatch(Attempt::isNew) ? position : 0))
          .toList();
    }

    private static boolean isNew(EventOutcome outcome) {
      return !(outcome instanceof EventOutcome.Duplicate);
    }

    /** Takes the position, which makes the batch's instant final. */
    private long addBatch(long batch, int events) {
      var ledger = ledgers.lock(tenant);
      var now = businessTime.instant();
      var storeTime = now.isBefore(ledger.storeTime()) ? ledger.storeTime() : now;
      if (!placing.holds(ledger.termsRevision(), storeTime)) {
        throw new Presumed();
      }
      long position = ledger.position() + 1;
      ledgers.addBatch(tenant, batch, position, storeTime, events);
      return position;
    }

    private int keep(long batch, List<List<EventOutcome>> outcomes) {
      var rejected = batches.stream().flatMap(Outcomes::rejected).toList();
      var conflicts =
          IntStream.range(0, batches.size())
              .boxed()
              .flatMap(i -> Outcomes.conflicts(batches.get(i), outcomes.get(i)))
              .toList();
      return usage.keep(tenant, batch, "REJECTED", rejected)
          + usage.keep(tenant, batch, "CONFLICT", conflicts);
    }
  }
}
