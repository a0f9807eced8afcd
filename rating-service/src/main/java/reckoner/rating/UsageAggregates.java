package reckoner.rating;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reckoner.rating.ContractStore.StoredPeriod;
import reckoner.rating.PeriodAdjustments.Part;

/**
 * Sums of usage by cell, kept with the events (RULES C5): what a batch adds is stored with it, and
 * folded into the aggregates' rows from time to time.
 */
public interface UsageAggregates {
  /** Usage of a contract and period that may be added up before it is priced. */
  record Key(int contract, int period, KeyHash cell) {
    // by hand: an event looks several up, and what the compiler makes is slower
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key
          && contract == key.contract
          && period == key.period
          && cell.equals(key.cell);
    }

    @Override
    public int hashCode() {
      return (31 * contract + period) * 31 + cell.hashCode();
    }
  }

  /** What an aggregate is of; asked once, when the aggregate is made. */
  interface Sample {
    /** Of an event that falls into it. */
    byte[] body();

    Part line();

    String priceVersion();
  }

  /** An aggregate and what is in it so far. */
  record Aggregate(long id, RunningTotal total) {}

  /**
   * What a batch adds to an aggregate.
   *
   * @param marginals sum of its events' marginal amounts (RULES F7)
   * @param windows what it adds to windows, where the aggregate is kept by them
   */
  record Delta(
      long aggregate,
      BigDecimal quantity,
      int events,
      BigDecimal marginals,
      List<UsageWindows.Part> windows) {}

  /**
   * The sum of an aggregate.
   *
   * @param sample an event that falls into it
   * @param line of a close into which it fell when it was made
   * @param marginals sum of its events' marginal amounts
   */
  record Sum(
      KeyHash cell,
      UsageEvent sample,
      BigDecimal quantity,
      long events,
      Part line,
      BigDecimal marginals) {}

  /**
   * Aggregates; those that are missing are made, each with a sample. Opens a transaction of its
   * own, so that those which are known are there for ever. What others add to them is known within
   * ten minutes.
   */
  Map<Key, Aggregate> of(String tenant, Map<Key, Sample> samples);

  /** What an aggregate's marginal amounts are of. */
  record Priced(Part line, String priceVersion) {}

  /** The same by the ids of aggregates. */
  Map<Long, Priced> priced(String tenant, Set<Long> aggregates);

  /** Those among these aggregates that are there; makes none. */
  Map<Key, Aggregate> existing(String tenant, Set<Key> keys);

  /** Adds what a batch adds, inside its transaction. */
  void add(String tenant, long batch, List<Delta> deltas);

  /**
   * Adds a part of what a batch adds.
   *
   * @param part an id of its own
   */
  void addPart(String tenant, long batch, long part, List<Delta> deltas);

  /**
   * What a period's usage that was in time sums up to.
   *
   * @param position of the ledger up to which they hold everything
   * @param isAggregated whether they do
   * @param hasUnpriced whether there is usage without a price, which is in none of them
   */
  record Held(long position, boolean isAggregated, boolean hasUnpriced, List<Sum> sums) {}

  /** Whether so much was added since the last fold that reading all of it would take long. */
  boolean isLong(String tenant);

  /** What is kept by windows. */
  UsageWindows windows();

  /** The sums of periods, in order. */
  List<Held> held(String tenant, List<StoredPeriod> periods);

  /**
   * Folds what batches added into the aggregates' rows; answers whether it could. What is not
   * folded is summed when it is read.
   */
  boolean fold(String tenant);
}
