package reckoner.rating;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import reckoner.rating.ContractStore.Coverage;
import reckoner.rating.IncomingUsage.Acceptable;
import reckoner.rating.UsageStore.Placed;

/**
 * Where the events of a batch belong and what they add to aggregates, presumed before its
 * transaction: that no contract is added meanwhile and that no cut-off passes.
 */
final class UsagePlacing {
  private final Pricing pricing;
  private final Coverages.Snapshot coverage;
  private final Instant presumedTime;
  private final Map<KeyHash, Placed> placed = new LinkedHashMap<>();
  private final Map<UsageAggregates.Key, Added> sums = new HashMap<>();
  private final Map<UsageAggregates.Key, byte[]> samples = new HashMap<>();
  private final Map<String, KeyHash> cells = new HashMap<>();
  private Instant nextCutoff = Instant.MAX;

  UsagePlacing(Pricing pricing, Coverages.Snapshot coverage, Instant presumedTime) {
    this.pricing = pricing;
    this.coverage = coverage;
    this.presumedTime = presumedTime;
  }

  private static final class Added {
    private BigDecimal quantity = BigDecimal.ZERO;
    private int events;
  }

  /** Places an event under the key that its row will have. */
  void place(KeyHash key, Acceptable event) {
    var covered = coverage.of(event.event());
    if (covered.isEmpty()) {
      var waiting = new EventOutcome.Stored(UsageState.WAITING, "");
      placed.put(key, new Placed(event, covered, waiting));
      return;
    }
    presume(covered.get().cutoffTime());
    var countings = pricing.rate(covered.get().charges(), event.event());
    var outcome = Pricing.stateOf(covered.get(), countings, presumedTime);
    placed.put(key, new Placed(event, covered, outcome));
    if (outcome.state() == UsageState.RATED) {
      add(covered.get(), countings, event.body(), 1);
    }
  }

  /** Takes a rated event back; after its period's cut-off the aggregates stay as they were then. */
  void takeBack(Coverage covered, UsageEvent event, byte[] body) {
    presume(covered.cutoffTime());
    if (presumedTime.isBefore(covered.cutoffTime())) {
      add(covered, pricing.rate(covered.charges(), event), body, -1);
    }
  }

  private void presume(Instant cutoff) {
    if (presumedTime.isBefore(cutoff) && cutoff.isBefore(nextCutoff)) {
      nextCutoff = cutoff;
    }
  }

  private void add(Coverage covered, List<Pricing.Counting> countings, byte[] body, int sign) {
    for (var counting : countings) {
      if (counting instanceof Pricing.Covered(var _, var shares)) {
        shares.forEach(share -> add(covered, share, body, sign));
      }
    }
  }

  private void add(Coverage covered, Share share, byte[] body, int sign) {
    var cell = share.cell();
    // what cannot be added up is noted all the same: whoever finds it reads the events
    var name = cell == null ? "single/1\0" + share.charge().charge() : cell;
    var key =
        new UsageAggregates.Key(
            covered.contract(),
            covered.number(),
            cells.computeIfAbsent(name, text -> Share.hash(text)));
    samples.putIfAbsent(key, body);
    var sum = sums.computeIfAbsent(key, _ -> new Added());
    sum.quantity =
        sign > 0 ? sum.quantity.add(share.quantity()) : sum.quantity.subtract(share.quantity());
    sum.events += sign;
  }

  /** Whether what was presumed is so, under the ledger's lock. */
  boolean holds(int termsRevision, Instant storeTime) {
    return termsRevision == coverage.revision() && storeTime.isBefore(nextCutoff);
  }

  /** By the key of each one's row. */
  Map<KeyHash, Placed> placed() {
    return placed;
  }

  /** The aggregates that are added to, each with the body of an event that falls into it. */
  Map<UsageAggregates.Key, byte[]> samples() {
    return samples;
  }

  /** How many aggregates are added to. */
  int size() {
    return sums.size();
  }

  List<UsageAggregates.Delta> deltas(Map<UsageAggregates.Key, Long> ids) {
    return sums.entrySet().stream()
        .map(sum ->
            new UsageAggregates.Delta(
                Objects.requireNonNull(ids.get(sum.getKey())),
                sum.getValue().quantity,
                sum.getValue().events))
        .toList();
  }
}
