package reckoner.rating;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import reckoner.kit.store.Transactions;
import reckoner.rating.PeriodAdjustments.Part;
import reckoner.rating.PeriodAdjustments.Reconciled;
import reckoner.rating.UsageStore.Placement;

/** Says what events were worth to a line as they arrived, and what its close made of that. */
public final class ReadMarginals {
  private final UsageAggregates aggregates;
  private final PeriodAdjustments adjustments;
  private final Transactions transactions;

  public ReadMarginals(
      UsageAggregates aggregates, PeriodAdjustments adjustments, Transactions transactions) {
    this.aggregates = aggregates;
    this.adjustments = adjustments;
    this.transactions = transactions;
  }

  /** What an event was worth, by the price of a version. */
  public record Value(BigDecimal amount, Cost cost, String priceVersion) {}

  /** Of each event, in their order; none where it was not rated into the line on its arrival. */
  public List<Optional<Value>> of(String tenant, Part line, List<Placement> events) {
    var ids = new HashSet<Long>();
    events.forEach(event -> event.marginals().forEach(one -> ids.add(one.aggregate())));
    var priced = transactions.read(() -> aggregates.priced(tenant, ids));
    return events.stream()
        .map(event -> {
          var amount = BigDecimal.ZERO;
          var cost = Cost.NOTHING;
          var version = Optional.<String>empty();
          for (var marginal : event.marginals()) {
            var of = priced.get(marginal.aggregate());
            if (of != null && of.line().equals(line)) {
              amount = amount.add(marginal.amount());
              cost = cost.plus(marginal.cost());
              version = Optional.of(of.priceVersion());
            }
          }
          var sum = amount;
          var costs = cost;
          return version.map(one -> new Value(sum, costs, one));
        })
        .toList();
  }

  /** The difference entry of a line of a close; none before. */
  public Optional<Reconciled> reconciled(
      String tenant, String contract, Instant periodStart, Part line) {
    return transactions.read(() -> adjustments.reconciled(tenant, contract, periodStart, line));
  }
}
