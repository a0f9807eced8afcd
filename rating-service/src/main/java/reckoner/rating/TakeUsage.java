package reckoner.rating;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import reckoner.kit.store.Transactions;
import reckoner.rating.ContractStore.Coverage;
import reckoner.rating.IncomingUsage.Acceptable;
import reckoner.rating.IncomingUsage.Faulty;
import reckoner.rating.UsageStore.Known;
import reckoner.rating.UsageStore.Placed;

/** Takes a batch of usage in: once, in one transaction, matched and priced. */
public final class TakeUsage {
  private final UsageLedger ledgers;
  private final UsageStore usage;
  private final ContractStore contracts;
  private final Catalog catalog;
  private final Transactions transactions;
  private final InstantSource businessTime;

  public TakeUsage(
      UsageLedger ledgers,
      UsageStore usage,
      ContractStore contracts,
      Catalog catalog,
      Transactions transactions,
      InstantSource businessTime) {
    this.ledgers = ledgers;
    this.usage = usage;
    this.contracts = contracts;
    this.catalog = catalog;
    this.transactions = transactions;
    this.businessTime = businessTime;
  }

  /** What became of a batch: an outcome for each element; position 0 when nothing was stored. */
  public record Taken(List<EventOutcome> outcomes, long position) {
    public Taken {
      outcomes = List.copyOf(outcomes);
    }
  }

  public Taken run(String tenant, List<IncomingUsage> batch) {
    var events =
        batch.stream().filter(Acceptable.class::isInstance).map(Acceptable.class::cast).toList();
    var pricing = new Pricing(catalog, tenant, catalog.newestPosition(tenant));
    // the catalog is asked before the transaction, so that the ledger's lock is held briefly
    var before = transactions.read(() -> coverage(tenant, events));
    events.forEach(event ->
        before
            .of(event.event())
            .flatMap(Coverage::book)
            .ifPresent(
                book -> pricing.lookUp(book, event.event().provider(), event.event().model())));
    return transactions.write(() -> store(tenant, batch, events, pricing));
  }

  private Taken store(
      String tenant, List<IncomingUsage> batch, List<Acceptable> events, Pricing pricing) {
    var ledger = ledgers.lock(tenant);
    var now = businessTime.instant();
    var storeTime = now.isBefore(ledger.storeTime()) ? ledger.storeTime() : now;
    var position = ledger.position() + 1;

    var coverage = coverage(tenant, events); // again, under the lock that contracts take too
    var placed = new LinkedHashMap<UsageEvent.Key, Placed>();
    for (var event : events) {
      placed.computeIfAbsent(
          event.event().key(), key -> place(event, coverage.of(event.event()), pricing));
    }
    var inserted = usage.insert(tenant, position, List.copyOf(placed.values()));
    var known = usage.known(tenant, keysToCompare(events, inserted));
    var outcomes = outcomes(batch, placed, new HashSet<>(inserted), known);

    var kept = usage.keep(tenant, position, "REJECTED", rejected(batch));
    kept += usage.keep(tenant, position, "CONFLICT", conflicts(batch, outcomes));
    if (inserted.isEmpty() && kept == 0) {
      return new Taken(outcomes, 0);
    }
    ledgers.addBatch(tenant, position, storeTime);
    return new Taken(outcomes, position);
  }

  private static Placed place(Acceptable event, Optional<Coverage> coverage, Pricing pricing) {
    var outcome =
        coverage
            .map(found -> pricing.stateOf(found, event.event()))
            .orElseGet(() -> new EventOutcome.Stored(UsageState.WAITING, ""));
    return new Placed(event, coverage, outcome);
  }

  /** Keys that were there before, or stand in the batch more than once. */
  private static Set<UsageEvent.Key> keysToCompare(
      List<Acceptable> events, Set<UsageEvent.Key> inserted) {
    var seen = new HashSet<UsageEvent.Key>();
    return events.stream()
        .map(event -> event.event().key())
        .filter(key -> !seen.add(key) || !inserted.contains(key))
        .collect(Collectors.toSet());
  }

  private static List<EventOutcome> outcomes(
      List<IncomingUsage> batch,
      Map<UsageEvent.Key, Placed> placed,
      Set<UsageEvent.Key> fresh,
      Map<UsageEvent.Key, Known> known) {
    var outcomes = new ArrayList<EventOutcome>(batch.size());
    for (var element : batch) {
      outcomes.add(
          switch (element) {
            case Faulty fault ->
                new EventOutcome.Rejected(fault.reason(), fault.field(), fault.message());
            case Acceptable event -> {
              var key = event.event().key();
              // the first of its key in the batch is the one that was stored
              yield fresh.remove(key)
                  ? java.util.Objects.requireNonNull(placed.get(key)).outcome()
                  : compare(event, java.util.Objects.requireNonNull(known.get(key)));
            }
          });
    }
    return outcomes;
  }

  private static EventOutcome compare(Acceptable event, Known known) {
    if (Arrays.equals(event.contentHash(), known.contentHash())) {
      return new EventOutcome.Duplicate(known.state());
    }
    return new EventOutcome.Conflict(
        "event %s of %s was stored before with other content; the first stays"
            .formatted(event.event().key().eventId(), event.event().key().source()));
  }

  private static List<Faulty> rejected(List<IncomingUsage> batch) {
    return batch.stream().filter(Faulty.class::isInstance).map(Faulty.class::cast).toList();
  }

  private static List<Faulty> conflicts(List<IncomingUsage> batch, List<EventOutcome> outcomes) {
    var conflicts = new ArrayList<Faulty>();
    for (int i = 0; i < batch.size(); i++) {
      if (outcomes.get(i) instanceof EventOutcome.Conflict(var message)
          && batch.get(i) instanceof Acceptable event) {
        conflicts.add(
            new Faulty(
                event.event().key(),
                event.contentHash(),
                event.body(),
                RatingReason.CONTENT_CONFLICT,
                "event_id",
                message));
      }
    }
    return conflicts;
  }

  private CoverageByCustomer coverage(String tenant, List<Acceptable> events) {
    if (events.isEmpty()) {
      return new CoverageByCustomer(Map.of());
    }
    var customers = new HashSet<String>();
    var times = new ArrayList<Instant>(events.size());
    for (var event : events) {
      customers.add(event.event().customer());
      times.add(event.event().eventTime());
    }
    var byCustomer = new HashMap<String, List<Coverage>>();
    contracts
        .covering(tenant, customers, Collections.min(times), Collections.max(times))
        .forEach(period ->
            byCustomer.computeIfAbsent(period.customer(), key -> new ArrayList<>()).add(period));
    return new CoverageByCustomer(byCustomer);
  }

  /** The periods that a batch may fall into. */
  private record CoverageByCustomer(Map<String, List<Coverage>> periods) {
    Optional<Coverage> of(UsageEvent event) {
      return periods.getOrDefault(event.customer(), List.of()).stream()
          .filter(coverage -> coverage.period().contains(event.eventTime()))
          .findFirst();
    }
  }
}
