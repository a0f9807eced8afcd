package reckoner.rating;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import reckoner.rating.UsageAggregates.Aggregate;

/**
 * Running totals of a change that may yet be refused: others go on from theirs until it is stored.
 */
final class TotalsApart {
  private final Map<Long, One> all = new HashMap<>();
  private boolean isStored;

  private record One(Aggregate aggregate, BigDecimal begun, RunningTotal total) {}

  /** Begins with what is known of an aggregate. */
  RunningTotal of(Aggregate aggregate) {
    return all.computeIfAbsent(
            aggregate.id(),
            _ -> {
              var begun = aggregate.total().quantity();
              return new One(aggregate, begun, new RunningTotal(begun));
            })
        .total();
  }

  /** From now on the caller's transaction has all of it; what was there before is of another. */
  void stored() {
    isStored = true;
  }

  /** After the commit: others go on from what was stored. A repetition stores nothing. */
  void takeIn() {
    if (isStored) {
      all.values()
          .forEach(
              one -> one.aggregate().total().add(one.total().quantity().subtract(one.begun())));
      all.clear();
    }
  }
}
