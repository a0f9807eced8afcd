package reckoner.rating;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import reckoner.kit.store.Transactions;
import reckoner.rating.ContractStore.Coverage;
import reckoner.rating.IncomingUsage.Acceptable;
import reckoner.rating.IncomingUsage.Faulty;
import reckoner.rating.UsageStore.Known;
import reckoner.rating.UsageStore.Placed;

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

  private static final int GROUP_EVENTS_MAX = 10_000;
  private static final int WAITING_EVENTS_MAX = 60_000;

  private final UsageLedger ledgers;
  private final UsageStore usage;
  private final Catalog catalog;
  private final Transactions transactions;
  private final InstantSource businessTime;
  private final Coverages coverages;
  private final GroupCommit<List<IncomingUsage>, Taken> groups =
      new GroupCommit<>(this::store, WRITERS, GROUP_EVENTS_MAX, WAITING_EVENTS_MAX);

  public TakeUsage(
      UsageLedger ledgers,
      UsageStore usage,
      ContractStore contracts,
      Catalog catalog,
      Transactions transactions,
      InstantSource businessTime) {
    this.ledgers = ledgers;
    this.usage = usage;
    this.catalog = catalog;
    this.transactions = transactions;
    this.businessTime = businessTime;
    this.coverages = new Coverages(contracts, ledgers);
  }

  /** What became of a batch: an outcome for each element; position 0 when nothing was stored. */
  public record Taken(List<EventOutcome> outcomes, long position) {
    public Taken {
      outcomes = List.copyOf(outcomes);
    }
  }

  /** Stores a batch; returns after the commit. */
  public Taken run(String tenant, List<IncomingUsage> batch) {
    return groups.submit(tenant, batch, Math.max(1, batch.size()));
  }

  /** A transaction presumed what is not so. */
  private static final class Presumed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // it never leaves this class
    private final Map<KeyHash, Known> known;

    Presumed(Map<KeyHash, Known> known) {
      super("is made again", null, false, false);
      this.known = known;
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
    while (true) {
      var coverage = transactions.read(() -> coverages.of(tenant, customers));
      var pricing = pricing(tenant, fresh.values(), coverage);
      try {
        return transactions.write(
            () -> new Attempt(tenant, batches, coverage, pricing, known).store(fresh));
      } catch (Presumed wrong) {
        known.putAll(wrong.known);
        wrong.known.keySet().forEach(fresh::remove);
      }
    }
  }

  /** Asks the catalog before the transaction. */
  private Pricing pricing(
      String tenant, Collection<Acceptable> events, Coverages.Snapshot coverage) {
    var pricing = new Pricing(catalog, tenant, catalog.newestPosition(tenant));
    for (var event : events) {
      coverage
          .of(event.event())
          .ifPresent(covered -> pricing.lookUp(covered.charges(), event.event()));
    }
    return pricing;
  }

  /** One transaction. */
  private final class Attempt {
    private final String tenant;
    private final List<List<IncomingUsage>> batches;
    private final Coverages.Snapshot coverage;
    private final Pricing pricing;
    private final Map<KeyHash, Known> known;
    private final Map<KeyHash, Placed> placed = new LinkedHashMap<>();

    Attempt(
        String tenant,
        List<List<IncomingUsage>> batches,
        Coverages.Snapshot coverage,
        Pricing pricing,
        Map<KeyHash, Known> known) {
      this.tenant = tenant;
      this.batches = batches;
      this.coverage = coverage;
      this.pricing = pricing;
      this.known = known;
    }

    List<Taken> store(Map<KeyHash, Acceptable> fresh) {
      long batch = ledgers.newBatch();
      var presumedTime = businessTime.instant();
      fresh.forEach((key, event) -> placed.put(key, place(event, presumedTime)));
      int inserted = usage.insert(tenant, batch, List.copyOf(placed.values()));
      if (inserted < placed.size()) {
        throw new Presumed(usage.known(tenant, batch, placed.keySet()));
      }
      var outcomes = batches.stream().map(new Outcomes(placed, known)::of).toList();
      int kept = keep(batch, outcomes);
      if (inserted == 0 && kept == 0) {
        return outcomes.stream().map(one -> new Taken(one, 0)).toList();
      }
      long position = addBatch(batch, inserted, presumedTime);
      return outcomes.stream()
          .map(one -> new Taken(one, one.stream().anyMatch(Attempt::isNew) ? position : 0))
          .toList();
    }

    private static boolean isNew(EventOutcome outcome) {
      return !(outcome instanceof EventOutcome.Duplicate);
    }

    private Placed place(Acceptable event, Instant storeTime) {
      var covered = coverage.of(event.event());
      var outcome =
          covered
              .map(found -> pricing.stateOf(found, event.event(), storeTime))
              .orElseGet(() -> new EventOutcome.Stored(UsageState.WAITING, ""));
      return new Placed(event, covered, outcome);
    }

    /** Takes the position, which makes the batch's instant final. */
    private long addBatch(long batch, int events, Instant presumedTime) {
      var ledger = ledgers.lock(tenant);
      var now = businessTime.instant();
      var storeTime = now.isBefore(ledger.storeTime()) ? ledger.storeTime() : now;
      boolean cutOffPassed =
          placed.values().stream()
              .flatMap(event -> event.coverage().stream())
              .map(Coverage::cutoffTime)
              .anyMatch(cutoff -> presumedTime.isBefore(cutoff) && !storeTime.isBefore(cutoff));
      if (ledger.termsRevision() != coverage.revision() || cutOffPassed) {
        throw new Presumed(Map.of());
      }
      long position = ledger.position() + 1;
      ledgers.addBatch(tenant, batch, position, storeTime, events);
      return position;
    }

    private int keep(long batch, List<List<EventOutcome>> outcomes) {
      var rejected = new ArrayList<Faulty>();
      var conflicts = new ArrayList<Faulty>();
      for (int i = 0; i < batches.size(); i++) {
        for (int j = 0; j < batches.get(i).size(); j++) {
          switch (batches.get(i).get(j)) {
            case Faulty fault -> rejected.add(fault);
            case Acceptable event -> {
              if (outcomes.get(i).get(j) instanceof EventOutcome.Conflict(var message)) {
                conflicts.add(conflict(event, message));
              }
            }
          }
        }
      }
      return usage.keep(tenant, batch, "REJECTED", rejected)
          + usage.keep(tenant, batch, "CONFLICT", conflicts);
    }

    private static Faulty conflict(Acceptable event, String message) {
      return new Faulty(
          event.event().key(),
          event.contentHash(),
          event.body(),
          RatingReason.CONTENT_CONFLICT,
          "event_id",
          message);
    }
  }

  /** What became of each element, in the order of arrival. */
  private static final class Outcomes {
    private final Map<KeyHash, Placed> placed;
    private final Map<KeyHash, Known> known;
    private final Set<KeyHash> answered = new HashSet<>();

    Outcomes(Map<KeyHash, Placed> placed, Map<KeyHash, Known> known) {
      this.placed = placed;
      this.known = known;
    }

    List<EventOutcome> of(List<IncomingUsage> batch) {
      return batch.stream().map(this::of).toList();
    }

    private EventOutcome of(IncomingUsage element) {
      return switch (element) {
        case Faulty fault ->
            new EventOutcome.Rejected(fault.reason(), fault.field(), fault.message());
        case Acceptable event -> {
          var stored = placed.get(event.keyHash());
          if (stored == null) {
            yield compare(event, Objects.requireNonNull(known.get(event.keyHash())));
          }
          yield answered.add(event.keyHash())
              ? stored.outcome()
              : compare(event, new Known(stored.usage().contentHash(), stored.outcome().state()));
        }
      };
    }

    private static EventOutcome compare(Acceptable event, Known known) {
      if (Arrays.equals(event.contentHash(), known.contentHash())) {
        return new EventOutcome.Duplicate(known.state());
      }
      return new EventOutcome.Conflict(
          "event %s of %s was stored before with other content; the first stays"
              .formatted(event.event().key().eventId(), event.event().key().source()));
    }
  }
}
