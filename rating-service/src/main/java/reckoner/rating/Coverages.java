package reckoner.rating;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import reckoner.rating.ContractStore.Coverage;

/**
 * The periods of customers, kept in memory: contracts are only ever added, and each addition raises
 * the tenant's revision of terms. Whoever stores by it looks at the revision again under the
 * ledger's lock.
 */
final class Coverages {
  /** Of all customers that are kept; one takes some hundred bytes. */
  private static final int PERIODS_MAX = 200_000;

  private final ContractStore contracts;
  private final UsageLedger ledgers;
  private final Map<String, Integer> revisions = new HashMap<>();
  // the least recently used first
  private final LinkedHashMap<Customer, List<Coverage>> periods = new LinkedHashMap<>();
  private int kept;

  private record Customer(String tenant, String customer) {}

  Coverages(ContractStore contracts, UsageLedger ledgers) {
    this.contracts = contracts;
    this.ledgers = ledgers;
  }

  /** What customers' usage falls into, as of a revision of the terms. */
  record Snapshot(int revision, Map<String, List<Coverage>> periods) {
    Optional<Coverage> of(UsageEvent event) {
      var known = periods.getOrDefault(event.customer(), List.of());
      int from = 0;
      int to = known.size();
      while (from < to) { // the first period that starts after the event
        int middle = (from + to) >>> 1;
        if (known.get(middle).period().start().isAfter(event.eventTime())) {
          to = middle;
        } else {
          from = middle + 1;
        }
      }
      return from > 0 && contains(known.get(from - 1), event.eventTime())
          ? Optional.of(known.get(from - 1))
          : Optional.empty();
    }

    private static boolean contains(Coverage coverage, Instant time) {
      return coverage.period().contains(time);
    }
  }

  /** Every period of these customers; inside the caller's transaction. */
  synchronized Snapshot of(String tenant, Set<String> customers) {
    int revision = ledgers.termsRevision(tenant);
    var before = revisions.put(tenant, revision);
    if (before != null && before != revision) {
      contracts
          .customersSince(tenant, Math.min(before, revision))
          .forEach(customer -> forget(new Customer(tenant, customer)));
    }
    var found = new HashMap<String, List<Coverage>>();
    var missing = new HashSet<String>();
    for (var customer : customers) {
      var known = periods.get(new Customer(tenant, customer));
      if (known == null) {
        missing.add(customer);
      } else {
        periods.putLast(new Customer(tenant, customer), known); // used last
        found.put(customer, known);
      }
    }
    if (!missing.isEmpty()) {
      var loaded =
          contracts.covering(tenant, missing).stream()
              .collect(Collectors.groupingBy(Coverage::customer));
      for (var customer : missing) {
        var known = new ArrayList<>(loaded.getOrDefault(customer, List.of()));
        known.sort(Comparator.comparing(coverage -> coverage.period().start()));
        keep(new Customer(tenant, customer), known);
        found.put(customer, known);
      }
    }
    return new Snapshot(revision, found);
  }

  private void keep(Customer customer, List<Coverage> known) {
    periods.put(customer, known);
    kept += known.size() + 1;
    while (kept > PERIODS_MAX && periods.size() > 1) {
      forget(periods.firstEntry().getKey());
    }
  }

  private void forget(Customer customer) {
    var known = periods.remove(customer);
    if (known != null) {
      kept -= known.size() + 1;
    }
  }
}
