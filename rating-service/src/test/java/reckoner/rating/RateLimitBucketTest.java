package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.kit.testing.Seed;
import reckoner.rating.RateLimit.Bucket;

/** What a bucket holds, to the millisecond. */
class RateLimitBucketTest {
  private static final long MONTH_MS = 2_678_400_000L;

  static RateLimit limit(long quantity, long windowMs, long burst) {
    return new RateLimit("l", "calls", quantity, windowMs, burst, "", false);
  }

  /** An empty bucket after some time: its units, and how long the next one takes. */
  @ParameterizedTest
  @CsvSource({
    // quantity, window, burst, elapsed, units, wait for one more than these
    "10, 1000, 10, 0, 0, 100",
    "10, 1000, 10, 99, 0, 1",
    "10, 1000, 10, 100, 1, 100",
    "10, 1000, 10, 101, 1, 99",
    "10, 1000, 10, 999, 9, 1",
    "3, 1000, 3, 333, 0, 1",
    "3, 1000, 3, 334, 1, 333",
    "3, 1000, 3, 666, 1, 1",
    "3, 1000, 3, 667, 2, 333",
    "7, 2678400000, 7, 382628571, 0, 1",
    "7, 2678400000, 7, 382628572, 1, 382628571",
    "1, 2678400000, 2, 2678399999, 0, 1",
    "1, 2678400000, 2, 2678400000, 1, 2678400000",
    "1000000000, 1000, 1000000000, 1, 1000000, 1",
    "10, 1000, 1, 99, 0, 1",
  })
  void anEmptyBucketFillsExactly(
      long quantity, long windowMs, long burst, long elapsed, long units, long waitMs) {
    var limit = limit(quantity, windowMs, burst);
    var bucket = new Bucket(0, 5_000).at(limit, 5_000 + elapsed);
    assertEquals(units, bucket.units(limit));
    assertEquals(waitMs, bucket.waitMs(limit, units + 1));
    var then = bucket.at(limit, bucket.timeMs() + waitMs);
    assertEquals(0, then.waitMs(limit, units + 1), "enough when it said so");
    if (waitMs > 1) {
      assertEquals(
          units, bucket.at(limit, bucket.timeMs() + waitMs - 1).units(limit), "and not before");
    }
  }

  @Test
  void itHoldsTheBurstAndNoMore() {
    var limit = limit(10, 1_000, 25);
    assertEquals(25, limit.full(0).units(limit));
    assertEquals(25, limit.full(0).at(limit, 1_000_000).units(limit));
    assertEquals(0, limit.full(0).less(limit, 25).level());
    assertEquals(2_500, limit.full(0).less(limit, 25).fullInMs(limit));
    assertEquals(25, new Bucket(1, 0).more(limit, 1_000_000_000).units(limit));
    assertEquals(25, limit.full(0).less(limit, 1).more(limit, 2).units(limit));
  }

  @Test
  void aClockThatGoesBackAddsNothing() {
    var limit = limit(10, 1_000, 10);
    var empty = new Bucket(0, 5_000);
    assertEquals(empty, empty.at(limit, 4_000));
    assertEquals(1, empty.at(limit, 4_000).at(limit, 5_100).units(limit));
  }

  @Test
  void theLargestLimitDoesNotOverflow() {
    var limit = limit(1_000_000_000, MONTH_MS, 1_000_000_000);
    assertEquals(1_000_000_000, limit.full(0).units(limit));
    assertEquals(1_000_000_000, limit.full(0).more(limit, 999_999_999).units(limit));
    assertEquals(MONTH_MS, new Bucket(0, 0).fullInMs(limit));
    assertEquals(1_000_000_000, new Bucket(0, 0).at(limit, Long.MAX_VALUE).units(limit));
    var slow = limit(1, MONTH_MS, 1_000_000_000);
    assertEquals(1, new Bucket(0, 0).at(slow, MONTH_MS).units(slow));
    assertThrows(IllegalArgumentException.class, () -> limit(1, 1_000, 1_000_000_001));
    assertThrows(IllegalArgumentException.class, () -> limit(1, MONTH_MS + 1, 1));
  }

  @Test
  void anyMomentsOfAskingGiveWhatExactArithmeticGives() {
    long seed = Seed.of(RateLimitBucketTest.class);
    var random = new SplittableRandom(seed);
    for (int i = 0; i < 200; i++) {
      long quantity = random.nextLong(1, 1_000);
      long windowMs = random.nextLong(1_000, 100_000);
      long burst = random.nextLong(1, 2_000);
      var limit = limit(quantity, windowMs, burst);
      var bucket = limit.full(0);
      var exact = BigInteger.valueOf(burst).multiply(BigInteger.valueOf(windowMs));
      var capacity = exact;
      long now = 0;
      for (int step = 0; step < 100; step++) {
        long elapsed = random.nextLong(0, 2_000);
        now += elapsed;
        bucket = bucket.at(limit, now);
        exact =
            exact
                .add(BigInteger.valueOf(elapsed).multiply(BigInteger.valueOf(quantity)))
                .min(capacity);
        long wanted = random.nextLong(1, burst + 1);
        if (bucket.units(limit) >= wanted) {
          bucket = bucket.less(limit, wanted);
          exact = exact.subtract(BigInteger.valueOf(wanted).multiply(BigInteger.valueOf(windowMs)));
        }
        assertEquals(exact.longValueExact(), bucket.level(), "seed " + seed);
      }
    }
  }
}
