package reckoner.rating;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.store.Transactions;
import reckoner.rating.ContractStore.Coverage;
import reckoner.rating.IncomingUsage.Acceptable;
import reckoner.rating.UsageCorrections.Current;
import reckoner.rating.UsageCorrections.Superseding;
import reckoner.rating.UsageStore.Cause;

/**
 * Amends and voids events by later facts that name them (RULES G1). All of a request or none of it;
 * what is in time for its period's close changes it, the rest its adjustment.
 */
public final class CorrectUsage {
  /** Corrections of one event that are asked for by name; backfills may add to them. */
  static final int GENERATIONS_MAX = 100;

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

  public CorrectUsage(
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

  /**
   * What is to hold of an event.
   *
   * @param amendment the whole event as it should have been; none to void it
   */
  public record Correction(UsageEvent.Key key, Optional<Acceptable> amendment, String reason) {}

  /** What became of it: the state of the amendment, or VOIDED. */
  public record Corrected(UsageEvent.Key key, int generation, UsageState state, String reason) {}

  /** The outcomes in order of the request, and the position of the batch. */
  public record Outcome(List<Corrected> corrected, long position) {
    public Outcome {
      corrected = List.copyOf(corrected);
    }
  }

  /** What holds now and what is to hold, presumed before the transaction. */
  public static final class Prepared {
    private final List<Correction> corrections;
    private final Map<KeyHash, Current> current;
    private final UsagePlacing placing;
    private final List<Coverage> distrusted;
    private final TotalsApart totals;

    private Prepared(
        List<Correction> corrections,
        Map<KeyHash, Current> current,
        UsagePlacing placing,
        List<Coverage> distrusted,
        TotalsApart totals) {
      this.corrections = corrections;
      this.current = current;
      this.placing = placing;
      this.distrusted = distrusted;
      this.totals = totals;
    }

    /** After the commit. */
    public void committed() {
      totals.takeIn();
    }

    private Current current(Correction correction) {
      return Objects.requireNonNull(current.get(KeyHash.of(correction.key())));
    }

    private Superseding superseding(Correction correction) {
      var superseded = current(correction);
      var event = KeyHash.of(correction.key());
      return correction.amendment().isPresent()
          ? new Superseding(
              event,
              superseded,
              Cause.AMENDED,
              KeyHash.ofAmendment(correction.key(), superseded.generation() + 1),
              correction.reason())
          : new Superseding(event, superseded, Cause.VOIDED, event, correction.reason());
    }

    private Corrected corrected(Correction correction) {
      int generation = current(correction).generation() + 1;
      var row = KeyHash.ofAmendment(correction.key(), generation);
      var outcome =
          correction.amendment().isPresent()
              ? Objects.requireNonNull(placing.placed().get(row)).outcome()
              : new EventOutcome.Stored(UsageState.VOIDED, "");
      return new Corrected(correction.key(), generation, outcome.state(), outcome.reason());
    }
  }

  /** Finds what holds and asks for prices, outside any transaction; refuses nothing. */
  public Prepared prepare(String tenant, List<Correction> requested) {
    var keys = requested.stream().map(one -> KeyHash.of(one.key())).toList();
    var current = transactions.read(() -> corrections.current(tenant, keys));
    var customers = new HashSet<String>();
    current.values().forEach(one -> customers.add(one.event().customer()));
    requested.forEach(
        one -> one.amendment().ifPresent(event -> customers.add(event.event().customer())));
    var coverage = transactions.read(() -> coverages.of(tenant, customers));
    var pricing = new Pricing(catalog, tenant, catalog.newestPosition(tenant));
    var placing = new UsagePlacing(pricing, coverage, businessTime.instant());
    placing.rereadWindows();
    // in the order in which all lock several periods
    var distrusted =
        new TreeSet<>(
            Comparator.comparingInt(Coverage::contract).thenComparingInt(Coverage::number));
    var amendments = new TreeMap<KeyHash, Acceptable>(); // in the order of the table's index
    for (var correction : requested) {
      var superseded = current.get(KeyHash.of(correction.key()));
      if (!fault(correction, superseded).isEmpty()) {
        continue; // it is refused when it is run, unless it is a repetition of what is done
      }
      takeBack(Objects.requireNonNull(superseded), coverage, placing).ifPresent(distrusted::add);
      correction
          .amendment()
          .ifPresent(event -> {
            var row = KeyHash.ofAmendment(correction.key(), superseded.generation() + 1);
            amendments.put(
                row, new Acceptable(event.event(), row, event.contentHash(), event.body()));
          });
    }
    amendments.forEach(placing::place);
    var totals = new TotalsApart();
    placing.addTo(aggregates.of(tenant, placing.samples()), totals::of);
    return new Prepared(requested, current, placing, List.copyOf(distrusted), totals);
  }

  /** The period whose aggregates cannot be trusted afterwards, if there is one. */
  static Optional<Coverage> takeBack(
      Current superseded, Coverages.Snapshot coverage, UsagePlacing placing) {
    if (superseded.contract().isEmpty()) {
      return Optional.empty();
    }
    var covered =
        coverage
            .of(superseded.event())
            .filter(one -> superseded.contract().getAsInt() == one.contract())
            .orElseThrow(Outdated::new);
    return switch (superseded.state()) {
      case RATED -> {
        placing.takeBack(covered, superseded.event(), superseded.body(), superseded.marginals());
        yield Optional.empty();
      }
      // it is in no aggregate, and would seem to be once its price is known
      case UNPRICED -> Optional.of(covered);
      case WAITING, LATE, UNCOUNTED, AMENDED, VOIDED, HELD -> Optional.empty();
    };
  }

  private void check(List<Correction> requested, Map<KeyHash, Current> current) {
    var faults = new ArrayList<Refusal.Fault>();
    var named = new HashSet<KeyHash>();
    for (int i = 0; i < requested.size(); i++) {
      var correction = requested.get(i);
      var key = KeyHash.of(correction.key());
      var fault = named.add(key) ? fault(correction, current.get(key)) : "is named twice";
      if (!fault.isEmpty()) {
        faults.add(
            new Refusal.Fault(
                "corrections[%d]".formatted(i),
                "event %s of %s %s"
                    .formatted(correction.key().eventId(), correction.key().source(), fault)));
      }
    }
    if (!faults.isEmpty()) {
      throw new Refusal(
              RatingReason.CORRECTION_IMPOSSIBLE,
              "%d of %d corrections cannot be made, the first: %s"
                  .formatted(faults.size(), requested.size(), faults.getFirst().message()),
              faults)
          .asException();
    }
  }

  private String fault(Correction correction, @Nullable Current current) {
    if (current == null) {
      return "is not known";
    }
    if (current.state() == UsageState.VOIDED) {
      return "is voided already";
    }
    if (current.generation() >= GENERATIONS_MAX) {
      return "was corrected %d times, which is the most".formatted(GENERATIONS_MAX);
    }
    boolean isUnchanged =
        correction
            .amendment()
            .filter(event -> difference.field(current.body(), event.body()) == null)
            .isPresent();
    return isUnchanged ? "is so already" : "";
  }

  /** Stores them inside the caller's transaction. */
  public Outcome run(String tenant, Prepared prepared) {
    ledgers.enter(tenant);
    var ledger = ledgers.lock(tenant);
    var now = businessTime.instant();
    var storeTime = now.isBefore(ledger.storeTime()) ? ledger.storeTime() : now;
    var keys = prepared.corrections.stream().map(one -> KeyHash.of(one.key())).toList();
    var found = corrections.current(tenant, keys);
    check(prepared.corrections, found);
    boolean isSame =
        found.size() == prepared.current.size()
            && prepared.current.entrySet().stream()
                .allMatch(
                    one -> one.getValue().isSame(Objects.requireNonNull(found.get(one.getKey()))));
    if (!isSame || !prepared.placing.holds(ledger.termsRevision(), storeTime)) {
      throw new Outdated();
    }
    long batch = ledgers.newBatch();
    corrections.supersede(
        tenant, batch, prepared.corrections.stream().map(prepared::superseding).toList());
    var placed = List.copyOf(prepared.placing.placed().values());
    usage.insert(tenant, batch, placed);
    aggregates.add(tenant, batch, prepared.placing.deltas());
    prepared.distrusted.forEach(
        one -> contracts.distrustAggregates(tenant, one.contract(), one.number()));
    long position = ledger.position() + 1;
    ledgers.addBatch(tenant, batch, position, storeTime, placed.size());
    prepared.totals.stored();
    return new Outcome(prepared.corrections.stream().map(prepared::corrected).toList(), position);
  }

  /** Everything that was said of an event, in order; empty where it is not known. */
  public List<UsageCorrections.Fact> history(String tenant, UsageEvent.Key key) {
    return transactions.read(() -> corrections.history(tenant, KeyHash.of(key)));
  }
}
