package reckoner.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before a call is made again: twice as long after each failure in a row, up to a
 * bound, and of that a random part from the half on, so that clients do not come back together.
 *
 * @param first after the first failure, at most
 * @param longest after any number of failures
 */
record Pauses(Duration first, Duration longest) {
  private static final int DOUBLINGS_MAX = 30;

  /**
   * The pause after so many failures in a row.
   *
   * @param failures from 1 on
   */
  Duration after(int failures, RandomGenerator random) {
    long most =
        Math.min(
            longest.toNanos(),
            Math.multiplyExact(first.toNanos(), 1L << Math.min(failures - 1, DOUBLINGS_MAX)));
    return Duration.ofNanos(random.nextLong(most / 2, most + 1));
  }
}
