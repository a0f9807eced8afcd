package reckoner.rating;

import java.time.Duration;

/**
 * A rate limit of a contract: a bucket of {@code burst} units that fills by {@code quantity} units
 * in a window, continuously.
 *
 * @param limit key within the contract
 * @param windowMs at most 31 days, so that a level of at most 1,000,000,000 units fits
 * @param per the dimension each of whose values has a bucket of its own; empty for the customer
 * @param failsOpen whether units are allowed while its state is out of reach
 */
public record RateLimit(
    String limit,
    String meter,
    long quantity,
    long windowMs,
    long burst,
    String per,
    boolean failsOpen) {
  private static final long UNITS_MAX = 1_000_000_000;
  private static final long WINDOW_MS_MAX = Duration.ofDays(31).toMillis();

  public RateLimit {
    if (quantity < 1
        || quantity > UNITS_MAX
        || burst < 1
        || burst > UNITS_MAX
        || windowMs < 1
        || windowMs > WINDOW_MS_MAX) {
      throw new IllegalArgumentException("a limit is out of bounds: " + limit);
    }
  }

  /** A bucket that has what it holds at most. */
  Bucket full(long timeMs) {
    return new Bucket(capacity(), timeMs);
  }

  private long capacity() {
    return burst * windowMs;
  }

  /**
   * What a bucket holds as of an instant, exactly: in units × milliseconds of the window, so that
   * each millisecond adds {@code quantity} and nothing is ever divided.
   */
  public record Bucket(long level, long timeMs) {
    /** The same later; a clock that went back adds nothing. */
    public Bucket at(RateLimit limit, long nowMs) {
      long elapsed = nowMs - timeMs;
      if (elapsed <= 0) {
        return this;
      }
      return elapsed >= fullInMs(limit)
          ? limit.full(nowMs)
          : new Bucket(level + elapsed * limit.quantity, nowMs);
    }

    /** How many whole units it has. */
    public long units(RateLimit limit) {
      return level / limit.windowMs;
    }

    /** With so many units less; it must have them. */
    public Bucket less(RateLimit limit, long units) {
      return new Bucket(level - units * limit.windowMs, timeMs);
    }

    /** With so many units more, up to what it holds. */
    public Bucket more(RateLimit limit, long units) {
      return units >= limit.burst
          ? limit.full(timeMs)
          : new Bucket(Math.min(limit.capacity(), level + units * limit.windowMs), timeMs);
    }

    /** After how many milliseconds it has so many units; at most the burst. */
    public long waitMs(RateLimit limit, long units) {
      return Math.max(0, Math.ceilDiv(units * limit.windowMs - level, limit.quantity));
    }

    /** After how many milliseconds it is full. */
    public long fullInMs(RateLimit limit) {
      return Math.ceilDiv(limit.capacity() - level, limit.quantity);
    }
  }
}
