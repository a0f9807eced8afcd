package reckoner.rating;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Thresholds, and which periods are to be looked at for them. Every call takes part in the caller's
 * transaction.
 */
public interface SpendWatches {
  /**
   * A threshold that was set.
   *
   * @param setTime it counts in what ends later
   */
  record Stored(Threshold threshold, Instant setTime, boolean isRemoved) {}

  /** All of a contract, removed ones too, by key. */
  List<Stored> thresholds(String tenant, String contract);

  void addThreshold(String tenant, String contract, Threshold threshold, Instant now);

  void removeThreshold(String tenant, String contract, String threshold, Instant now);

  Optional<Duration> follow(String tenant, String contract);

  /** Keeps a tenant's changes from being gathered, and its watches from changing, to the commit. */
  void lockGathering(String tenant);

  /** Looks at a contract from now on; its running period at once. */
  void watch(String tenant, String contract, Optional<Duration> follow, Instant now);

  /** Looks no more, and forgets what was seen. */
  void unwatch(String tenant, String contract);

  /** Tenants whose watched periods may have changed. */
  List<String> tenants(Instant now);

  /**
   * Puts the watched periods that changed since the last time into the queue, and those that have
   * begun, or whose missing prices may have come; and the begun ones after each, whose gauges open
   * with what it ends with. Nothing where another does it just now.
   */
  void gather(String tenant, Instant now, long catalogPosition);

  /** A period to look at. */
  record Look(String tenant, String contract, Instant periodStart, long mark) {}

  /** Takes periods out of the queue for a minute, those that wait longest first. */
  List<Look> take(Instant now, int limit);

  /** Locks a contract's watch to the commit; false where it is watched no more. */
  boolean lockWatch(Look look);

  /**
   * What was seen of a period.
   *
   * @param sentTime when the period's spend was last told; none where it never was
   * @param isTold whether this spend was told last
   */
  record Seen(SpendSnapshot spend, Optional<Instant> sentTime, boolean isTold) {}

  /** What was seen of a contract's periods that start at these instants. */
  List<Seen> seen(String tenant, String contract, Collection<Instant> periodStarts);

  /** Keeps what was seen, unless more is. */
  void see(String tenant, SpendSnapshot spend, long catalogPosition);

  /** Notes that what was seen is told. */
  void tell(String tenant, SpendSnapshot spend, Instant now);

  /** Notes that a threshold was reached; false where it was before. */
  boolean reach(String tenant, SpendNews.Reached reached);

  /** Ends a look, unless the period changed since it began; then it is looked at again. */
  void done(Look look);

  /** Ends a look and has another one later. */
  void again(Look look, Instant time);
}
