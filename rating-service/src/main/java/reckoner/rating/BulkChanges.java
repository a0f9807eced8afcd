package reckoner.rating;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.store.Transactions;
import reckoner.rating.BackfillStore.Part;
import reckoner.rating.ContractStore.Coverage;
import reckoner.rating.IncomingUsage.Acceptable;
import reckoner.rating.UsageCorrections.Current;
import reckoner.rating.UsageCorrections.Restoring;
import reckoner.rating.UsageCorrections.Superseding;
import reckoner.rating.UsageStore.Cause;

/**
 * Facts that come and go in bulk, at one position: one transaction, page by page, so that memory
 * does not grow with them. What its pages ask of the catalog, and the aggregates that they add to,
 * are there before it begins, because they are rehearsed. It keeps those away who would change what
 * is stored, and takes the ledger's row last, so that usage comes in meanwhile.
 */
public final class BulkChanges {
  /** Of at most 65,536 bytes each. */
  static final int PAGE_EVENTS = 1_000;

  /** Leaves room for a void and the fact with which the event holds again; the table's bound. */
  private static final int GENERATION_MAX = 998;

  private static final Comparator<Part> PARTS =
      Comparator.comparingInt(Part::contract).thenComparingInt(Part::period);

  private final UsageLedger ledgers;
  private final UsageStore usage;
  private final UsageStore.Difference difference;
  private final UsageCorrections corrections;
  private final UsageAggregates aggregates;
  private final ContractStore contracts;
  private final Catalog catalog;
  private final Transactions transactions;
  private final InstantSource businessTime;
  private final Coverages coverages;

  public BulkChanges(
      UsageLedger ledgers,
      UsageStore usage,
      UsageStore.Difference difference,
      UsageCorrections corrections,
      UsageAggregates aggregates,
      ContractStore contracts,
      Coverages coverages,
      Catalog catalog,
      Transactions transactions,
      InstantSource businessTime) {
    this.ledgers = ledgers;
    this.usage = usage;
    this.difference = difference;
    this.corrections = corrections;
    this.aggregates = aggregates;
    this.contracts = contracts;
    this.catalog = catalog;
    this.transactions = transactions;
    this.businessTime = businessTime;
    this.coverages = coverages;
  }

  /** Presumed before the transaction: prices, contracts, and that no cut-off passes. */
  record Basis(Pricing pricing, Instant time, int termsRevision, TotalsApart totals) {}

  /**
   * A part of a change.
   *
   * @param gone what holds no longer
   * @param come what is stored, in the order of keys
   * @param restored which of that holds again
   */
  record Page(List<Current> gone, List<Acceptable> come, List<Restoring> restored) {
    static Page gone(List<Current> gone) {
      return new Page(gone, List.of(), List.of());
    }

    static Page come(List<Acceptable> come) {
      return new Page(List.of(), come, List.of());
    }

    private Set<String> customers() {
      var customers = new HashSet<String>();
      gone.forEach(one -> customers.add(one.event().customer()));
      come.forEach(one -> customers.add(one.event().customer()));
      return customers;
    }
  }

  Basis basis(String tenant) {
    int revision = transactions.read(() -> ledgers.termsRevision(tenant));
    var pricing = new Pricing(catalog, tenant, catalog.newestPosition(tenant));
    return new Basis(pricing, businessTime.instant(), revision, new TotalsApart());
  }

  /** Asks for all that a page will need, outside any transaction. */
  void rehearse(String tenant, Basis basis, Page page) {
    var coverage = transactions.read(() -> coverages.of(tenant, page.customers()));
    var placing = new UsagePlacing(basis.pricing(), coverage, basis.time());
    page.gone().forEach(one -> CorrectUsage.takeBack(one, coverage, placing));
    page.come().forEach(one -> placing.place(one.keyHash(), one));
    aggregates.of(tenant, placing.samples());
  }

  /** Begins inside the caller's transaction, once nobody else changes what is stored. */
  Change begin(String tenant, Basis basis, String reason) {
    if (ledgers.termsRevision(tenant) != basis.termsRevision()) {
      throw new Outdated();
    }
    return new Change(tenant, basis, reason);
  }

  /** After the commit: few sums shall have to be added up when they are read. */
  void committed(String tenant, Basis basis) {
    basis.totals().takeIn();
    aggregates.fold(tenant);
  }

  /** One transaction's. */
  final class Change {
    private final String tenant;
    private final Basis basis;
    private final String reason;
    private final long batch = ledgers.newBatch();
    private final long seen;
    private final Map<UsageState, Long> states = new EnumMap<>(UsageState.class);
    // in one order, so that two do not wait for each other in a circle
    private final Set<Part> distrusted = new TreeSet<>(PARTS);
    private Instant nextCutoff = Instant.MAX;
    private long gone;
    private int stored;
    private long duplicates;
    private long conflicts;

    private Change(String tenant, Basis basis, String reason) {
      this.tenant = tenant;
      this.basis = basis;
      this.reason = reason;
      this.seen = ledgers.position(tenant);
    }

    /** The ledger's position when it began; only new usage comes after it. */
    long seen() {
      return seen;
    }

    Map<UsageState, Long> states() {
      return states;
    }

    long gone() {
      return gone;
    }

    long duplicates() {
      return duplicates;
    }

    long conflicts() {
      return conflicts;
    }

    void apply(Page page) {
      var fresh = unknown(page.come());
      var coverage = coverage(page);
      var placing = new UsagePlacing(basis.pricing(), coverage, basis.time());
      placing.rereadWindows(); // a window would have a row of each page
      for (var one : page.gone()) {
        CorrectUsage.takeBack(one, coverage, placing).ifPresent(this::distrust);
      }
      fresh.forEach(one -> placing.place(one.keyHash(), one));
      var asked = placing.samples().keySet();
      var existing = aggregates.existing(tenant, asked);
      if (existing.size() < asked.size()) {
        throw new Outdated(); // it was not rehearsed
      }
      placing.addTo(existing, basis.totals()::of);
      end(page.gone());
      corrections.restore(tenant, batch, page.restored());
      var placed = List.copyOf(placing.placed().values());
      insert(placed);
      placed.forEach(one -> states.merge(one.outcome().state(), 1L, Long::sum));
      stored += placed.size();
      // in parts, under batches of their own: only their sum is ever read
      aggregates.addPart(tenant, batch, ledgers.newBatch(), placing.deltas());
      if (placing.nextCutoff().isBefore(nextCutoff)) {
        nextCutoff = placing.nextCutoff();
      }
    }

    private void insert(List<UsageStore.Placed> placed) {
      try {
        usage.insert(tenant, batch, placed);
      } catch (UsageStore.KeyTaken other) { // some came in at the same moment
        throw new Outdated();
      }
    }

    private void distrust(Coverage covered) {
      distrusted.add(new Part(covered.contract(), covered.number()));
    }

    private Coverages.Snapshot coverage(Page page) {
      var coverage = coverages.of(tenant, page.customers());
      if (coverage.revision() != basis.termsRevision()) {
        throw new Outdated();
      }
      return coverage;
    }

    private void end(List<Current> facts) {
      gone += facts.size();
      if (gone > Backfill.EVENTS_MAX) {
        throw Refusal.of(
                RatingReason.BACKFILL_FULL,
                "more than %,d events would be replaced; a smaller range has fewer"
                    .formatted(Backfill.EVENTS_MAX))
            .asException();
      }
      corrections.supersede(tenant, batch, facts.stream().map(this::voiding).toList());
    }

    private Superseding voiding(Current fact) {
      var key = fact.event().key();
      if (fact.generation() > GENERATION_MAX) {
        throw Refusal.of(
                RatingReason.CORRECTION_IMPOSSIBLE,
                "event %s of %s was corrected %d times, which is the most"
                    .formatted(key.eventId(), key.source(), fact.generation()))
            .asException();
      }
      var event = KeyHash.of(key);
      return new Superseding(event, fact, Cause.VOIDED, event, reason);
    }

    /** Those that the ledger has not; the others are duplicates and conflicts. */
    private List<Acceptable> unknown(List<Acceptable> come) {
      var known = usage.known(tenant, come);
      if (known.isEmpty()) {
        return come;
      }
      var there = come.stream().filter(one -> known.containsKey(one.keyHash())).toList();
      var elements = List.<IncomingUsage>copyOf(there);
      var outcomes = new Outcomes(difference, Map.of(), known).of(elements);
      var kept = Outcomes.conflicts(elements, outcomes).toList();
      conflicts += kept.size();
      duplicates += there.size() - kept.size();
      usage.keep(tenant, batch, "CONFLICT", kept);
      return come.stream().filter(one -> !known.containsKey(one.keyHash())).toList();
    }

    /** Takes the ledger's row: from here on nothing comes in. */
    UsageLedger.Ledger lock() {
      return ledgers.lock(tenant);
    }

    /**
     * Ends what came in since it began. Its period's aggregates are not believed any more, rather
     * than asking for prices while all others wait.
     */
    void endLate(List<Current> facts) {
      var coverage = coverage(Page.gone(facts));
      for (var fact : facts) {
        boolean isAdded = fact.state() == UsageState.RATED || fact.state() == UsageState.UNPRICED;
        if (isAdded && fact.contract().isPresent()) {
          coverage.of(fact.event()).ifPresent(this::distrust);
        }
      }
      end(facts);
    }

    /** Takes the position, which makes the batch's instant final. */
    Backfill.Stored store(UsageLedger.Ledger ledger) {
      var now = businessTime.instant();
      var storeTime = now.isBefore(ledger.storeTime()) ? ledger.storeTime() : now;
      if (!storeTime.isBefore(nextCutoff)) {
        throw new Outdated();
      }
      distrusted.forEach(
          part -> contracts.distrustAggregates(tenant, part.contract(), part.period()));
      long position = ledger.position() + 1;
      ledgers.addBatch(tenant, batch, position, storeTime, stored);
      basis.totals().stored();
      return new Backfill.Stored(batch, position, storeTime);
    }
  }
}
