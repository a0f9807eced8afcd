package reckoner.rating;

import reckoner.rating.RateLimit.Bucket;

/** The state of rate limits, which all processes share. Each call is a transaction of its own. */
public interface RateBuckets {
  /**
   * Names a bucket.
   *
   * @param value of the limit's dimension; empty where it has none
   */
  record Name(String tenant, String contract, RateLimit limit, String value) {}

  /**
   * What is asked of a bucket.
   *
   * @param needed all of them or none
   * @param extra beyond them, at most half of what it has left
   * @param back units that were taken before and are not used
   */
  record Ask(long needed, long extra, long back) {}

  /**
   * What a bucket gave.
   *
   * @param units none, or what was needed and some of the extra
   * @param left what it has left
   */
  record Given(long units, Bucket left) {}

  /** The state is out of reach. */
  final class Unreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Unreachable(Throwable cause) {
      super(cause);
    }
  }

  /** Takes units out of a bucket; throws {@link Unreachable} where it cannot. */
  Given take(Name name, Ask ask);

  /** Forgets buckets that are full again: who asks finds a full one. */
  int forgetFull();
}
