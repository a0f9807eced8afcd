package reckoner.rating;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reckoner.rating.ContractStore.Coverage;
import reckoner.rating.IncomingUsage.Acceptable;
import reckoner.rating.PeriodAdjustments.Part;
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
  private final List<Addition> additions = new ArrayList<>();
  private final List<Marginal> takenBack = new ArrayList<>();
  private final WindowPlacing windows = new WindowPlacing();
  private Instant nextCutoff = Instant.MAX;

  UsagePlacing(Pricing pricing, Coverages.Snapshot coverage, Instant presumedTime) {
    this.pricing = pricing;
    this.coverage = coverage;
    this.presumedTime = presumedTime;
  }

  /** What goes into an aggregate, which is found once all is placed. */
  private static final class Added implements UsageAggregates.Sample {
    private final Coverage covered;
    private final Share share;
    private final byte[] body;
    private UsageAggregates.@Nullable Aggregate aggregate;
    private BigDecimal quantity = BigDecimal.ZERO;
    private int events;
    private BigDecimal marginals = BigDecimal.ZERO;

    Added(Coverage covered, Share share, byte[] body) {
      this.covered = covered;
      this.share = share;
      this.body = body;
    }

    @Override
    public byte[] body() {
      return body;
    }

    @Override
    public Part line() {
      return PeriodSums.line(share, covered.period());
    }

    @Override
    public String priceVersion() {
      return PeriodSums.priceVersion(share);
    }

    void addQuantity(BigDecimal more) {
      quantity = sum(quantity, more);
    }

    void addMarginal(BigDecimal more) {
      marginals = sum(marginals, more);
    }

    /** Most aggregates get one event of a batch. */
    private static BigDecimal sum(BigDecimal before, BigDecimal more) {
      return before.signum() == 0 ? more : before.add(more);
    }

    UsageAggregates.Aggregate aggregate() {
      return Objects.requireNonNull(aggregate, "is found before it is added to");
    }
  }

  /**
   * An event's part of it.
   *
   * @param arrived none of what is taken back
   */
  private record Addition(
      @Nullable Placed arrived, Added to, Share share, BigDecimal quantity, Cost cost) {}

  /** Places an event under the key that its row will have. */
  void place(KeyHash key, Acceptable event) {
    var covered = coverage.of(event.event());
    if (covered.isEmpty()) {
      var waiting = new EventOutcome.Stored(UsageState.WAITING, "");
      placed.put(key, new Placed(event, covered, waiting, List.of()));
      return;
    }
    presume(covered.get().cutoffTime());
    var countings = pricing.rate(covered.get().charges(), event.event());
    var outcome = Pricing.stateOf(covered.get(), countings, presumedTime);
    var arrived = new Placed(event, covered, outcome, new ArrayList<>(1));
    placed.put(key, arrived);
    if (outcome.state() == UsageState.RATED) {
      add(covered.get(), countings, event.body(), arrived);
    }
  }

  /** Takes a rated event back; after its period's cut-off the aggregates stay as they were then. */
  void takeBack(Coverage covered, UsageEvent event, byte[] body, List<Marginal> marginals) {
    presume(covered.cutoffTime());
    if (presumedTime.isBefore(covered.cutoffTime())) {
      add(covered, pricing.rate(covered.charges(), event), body, null);
      takenBack.addAll(marginals);
    }
  }

  private void presume(Instant cutoff) {
    if (presumedTime.isBefore(cutoff) && cutoff.isBefore(nextCutoff)) {
      nextCutoff = cutoff;
    }
  }

  private void add(
      Coverage covered, List<Pricing.Counting> countings, byte[] body, @Nullable Placed arrived) {
    for (var counting : countings) {
      if (counting instanceof Pricing.Covered(var _, var shares)) {
        shares.forEach(share -> add(covered, share, body, arrived));
      }
    }
  }

  private void add(Coverage covered, Share share, byte[] body, @Nullable Placed arrived) {
    var cell = share.cell();
    // what cannot be added up is noted all the same: whoever finds it reads the events
    var name = cell == null ? PeriodSums.single(share) : cell;
    var key = new UsageAggregates.Key(covered.contract(), covered.number(), pricing.cell(name));
    var sum = sums.get(key);
    if (sum == null) {
      sum = new Added(covered, share, body);
      sums.put(key, sum);
    }
    var quantity = arrived == null ? share.quantity().negate() : share.quantity();
    additions.add(
        new Addition(
            arrived, sum, share, quantity, arrived == null ? Cost.NOTHING : pricing.cost(share)));
    sum.addQuantity(quantity);
    sum.events += arrived == null ? -1 : 1;
    if (share instanceof Share.Metered usage && usage.isWindowed()) {
      windows.add(key, usage, usage.window(covered.period()), arrived == null ? -1 : 1);
    }
  }

  /** Says what each event is worth as it arrives, after what is in its aggregates (RULES F7). */
  void addTo(Map<UsageAggregates.Key, UsageAggregates.Aggregate> aggregates) {
    addTo(aggregates, UsageAggregates.Aggregate::total);
  }

  /**
   * Says what each event is worth.
   *
   * @param totals which running total of an aggregate is moved
   */
  void addTo(
      Map<UsageAggregates.Key, UsageAggregates.Aggregate> aggregates,
      Function<UsageAggregates.Aggregate, RunningTotal> totals) {
    sums.forEach((key, sum) -> sum.aggregate = aggregates.get(key));
    for (var addition : additions) {
      var sum = addition.to();
      var before = totals.apply(sum.aggregate()).add(addition.quantity());
      if (addition.arrived() != null) {
        var share = addition.share();
        var amount = MarginalAmounts.amount(share, before);
        addition
            .arrived()
            .marginals()
            .add(new Marginal(sum.aggregate().id(), amount, addition.cost()));
        sum.addMarginal(amount);
      }
    }
  }

  /** Takes everything out of the running totals again, because it was not stored. */
  void takeOut() {
    additions.forEach(
        addition -> addition.to().aggregate().total().add(addition.quantity().negate()));
  }

  /** From now on the windows that are touched are to be read again, as those of corrections. */
  void rereadWindows() {
    windows.reread();
  }

  /** Whether what was presumed is so, under the ledger's lock. */
  boolean holds(int termsRevision, Instant storeTime) {
    return termsRevision == coverage.revision() && storeTime.isBefore(nextCutoff);
  }

  /** When it holds no longer. */
  Instant nextCutoff() {
    return nextCutoff;
  }

  /** By the key of each one's row. */
  Map<KeyHash, Placed> placed() {
    return placed;
  }

  /** The aggregates that are added to. */
  Map<UsageAggregates.Key, UsageAggregates.Sample> samples() {
    return Collections.unmodifiableMap(sums);
  }

  /** How many aggregates and windows are added to. */
  int size() {
    return sums.size() + windows.size();
  }

  /** What is added to the aggregates. */
  List<UsageAggregates.Delta> deltas() {
    var deltas = new ArrayList<UsageAggregates.Delta>(sums.size() + takenBack.size());
    sums.forEach((key, sum) ->
        deltas.add(
            new UsageAggregates.Delta(
                sum.aggregate().id(),
                sum.quantity,
                sum.events,
                sum.marginals,
                windows.parts(key))));
    takenBack.forEach(marginal ->
        deltas.add(
            new UsageAggregates.Delta(
                marginal.aggregate(), BigDecimal.ZERO, 0, marginal.amount().negate(), List.of())));
    return deltas;
  }
}
