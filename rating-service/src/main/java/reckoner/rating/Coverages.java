package reckoner.rating;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import reckoner.rating.ContractStore.Coverage;

/**
 * The periods of customers, kept in memory: contracts are only ever added, and each addition raises
 * the tenant's revision of terms. Whoever stores by it looks at the revision again under the
 * ledger's lock.
 */
public final class Coverages {
  /** Of all customers that are kept; a period takes some hundred bytes. */
  private static final int WEIGHT_MAX = 200_000;

  /** A metered charge takes as much as so many periods. */
  private static final int WEIGHT_OF_METERED = 50;

  private final ContractStore contracts;
  private final TermsRevisions current;
  private final Map<String, Integer> revisions = new HashMap<>();
  // the least recently used first
  private final LinkedHashMap<Customer, List<Coverage>> periods = new LinkedHashMap<>();
  private int kept;

  private record Customer(String tenant, String customer) {}

  /** As of the present revision. */
  public Coverages(ContractStore contracts, UsageLedger ledgers) {
    this(contracts, ledgers::termsRevision);
  }

  Coverages(ContractStore contracts, TermsRevisions current) {
    this.contracts = contracts;
    this.current = current;
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
      return from > 0 && known.get(from - 1).period().contains(event.eventTime())
          ? Optional.of(known.get(from - 1))
          : Optional.empty();
    }
  }

  /** Every period of these customers; inside the caller's transaction. */
  synchronized Snapshot of(String tenant, Set<String> customers) {
    int revision = current.of(tenant);
    var before = revisions.get(tenant);
    if (before != null && before != revision) {
      contracts
          .customersSince(tenant, Math.min(before, revision))
          .forEach(customer -> forget(new Customer(tenant, customer)));
    }
    revisions.put(tenant, revision); // not before what changed is forgotten
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

  /** The same for one customer who is kept as of the present revision; asks the store nothing. */
  synchronized Optional<Snapshot> kept(String tenant, String customer) {
    int revision = current.of(tenant);
    var name = new Customer(tenant, customer);
    var known = periods.get(name);
    if (known == null || !Objects.equals(revisions.get(tenant), revision)) {
      return Optional.empty();
    }
    periods.putLast(name, known); // used last
    return Optional.of(new Snapshot(revision, Map.of(customer, known)));
  }

  private void keep(Customer customer, List<Coverage> known) {
    periods.put(customer, known);
    kept += weight(known);
    while (kept > WEIGHT_MAX && periods.size() > 1) {
      forget(periods.firstEntry().getKey());
    }
  }

  /** Periods of one contract share its charges. */
  private static int weight(List<Coverage> known) {
    var charges = Collections.<UsageCharges>newSetFromMap(new IdentityHashMap<>());
    known.forEach(coverage -> charges.add(coverage.charges()));
    int metered = charges.stream().mapToInt(one -> one.metered().size()).sum();
    return 1 + known.size() + WEIGHT_OF_METERED * metered;
  }

  private void forget(Customer customer) {
    var known = periods.remove(customer);
    if (known != null) {
      kept -= weight(known);
    }
  }
}
