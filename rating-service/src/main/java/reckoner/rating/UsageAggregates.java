package reckoner.rating;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import reckoner.rating.ContractStore.StoredPeriod;

/**
 * Sums of usage by cell, kept with the events (RULES C5): what a batch adds is stored with it, and
 * folded into the aggregates' rows from time to time.
 */
public interface UsageAggregates {
  /** Usage of a contract and period that may be added up before it is priced. */
  record Key(int contract, int period, KeyHash cell) {}

  /** What a batch adds to an aggregate. */
  record Delta(long aggregate, BigDecimal quantity, int events) {}

  /**
   * The sum of an aggregate.
   *
   * @param sample an event that falls into it
   */
  record Sum(KeyHash cell, UsageEvent sample, BigDecimal quantity, long events) {}

  /**
   * The ids of aggregates; those that are missing are made, each with the body of a sample. Opens a
   * transaction of its own, so that ids which are known are there for ever.
   */
  Map<Key, Long> ids(String tenant, Map<Key, byte[]> samples);

  /** Adds what a batch adds, inside its transaction. */
  void add(String tenant, long batch, List<Delta> deltas);

  /**
   * What a period's usage that was in time sums up to.
   *
   * @param position of the ledger up to which they hold everything
   */
  record Held(long position, List<Sum> sums) {}

  /** The sums of a period. */
  Held of(String tenant, StoredPeriod period);

  /**
   * Folds what batches added into the aggregates' rows; answers whether it could. What is not
   * folded is summed when it is read.
   */
  boolean fold(String tenant);
}
