package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.kit.testing.Seed;
import reckoner.rating.RateLimit.Bucket;
import reckoner.rating.TakeRate.Answer;
import reckoner.rating.TakeRate.Question;

/** Taking units from leases, over buckets in memory whose clock stands still between steps. */
class TakeRateTest {
  private static final Instant NOW = Instant.parse("2026-03-16T00:00:00Z");

  /** What the database holds, and its clock. */
  private static final class Shared implements RateBuckets {
    private final Map<Name, Bucket> buckets = new HashMap<>();
    private long nowMs = 1_000_000;
    private int asked;
    private boolean isDown;

    @Override
    public synchronized Given take(Name name, Ask ask) {
      asked++;
      if (isDown) {
        throw new Unreachable(new IllegalStateException("down"));
      }
      var limit = name.limit();
      var has =
          buckets.getOrDefault(name, limit.full(nowMs)).at(limit, nowMs).more(limit, ask.back());
      long units = has.units(limit);
      long given =
          units < ask.needed()
              ? 0
              : ask.needed() + Math.min(ask.extra(), (units - ask.needed()) / 2);
      buckets.put(name, has.less(limit, given));
      return new Given(given, has.less(limit, given));
    }

    @Override
    public int forgetFull() {
      throw new AssertionError("not of this test");
    }
  }

  private final Shared shared = new Shared();
  private final List<RateLimit> limits = new ArrayList<>();

  private TakeRate process() {
    return new TakeRate(
        (_, _, _) -> Optional.of(new RateLimits.OfContract("c", limits)),
        shared,
        () -> NOW,
        () -> Duration.ofMillis(shared.nowMs).toNanos());
  }

  private static Question question(long units, String key) {
    return new Question("c", "calls", units, Map.of("api_key", key), Optional.empty());
  }

  private static RateLimit limit(String key, long quantity, long windowMs, String per) {
    return new RateLimit(key, "calls", quantity, windowMs, quantity, per, false);
  }

  @Test
  void aLimitIsUsedToTheLastUnitAndRefusesUntilTheNextIsThere() {
    limits.add(limit("l", 10, 1_000, ""));
    var process = process();
    for (long left = 9; left >= 0; left--) {
      var answer = process.run("t", question(1, "k"));
      assertTrue(answer.isAllowed());
    }
    var refused = process.run("t", question(1, "k"));
    assertEquals(
        new Answer(false, "l", 0, Optional.of(Duration.ofMillis(99)), false),
        refused,
        "a millisecond is counted already, for clocks that cut");
    shared.nowMs += 100;
    assertTrue(process.run("t", question(1, "k")).isAllowed());
    assertFalse(process.run("t", question(1, "k")).isAllowed());
    assertEquals(
        Optional.empty(),
        process.run("t", question(11, "k")).retryAfter(),
        "more than the burst never is");
  }

  @Test
  void allLimitsOfTheMeterAllowItOrNoneIsTakenFrom() {
    limits.add(limit("wide", 100, 60_000, ""));
    limits.add(limit("narrow", 10, 60_000, "api_key"));
    limits.add(new RateLimit("other", "pages", 1, 1_000, 1, "", false));
    var process = process();
    assertEquals("narrow", process.run("t", question(10, "a")).limit(), "the least is left there");
    for (int i = 0; i < 5; i++) {
      var refused = process.run("t", question(10, "a"));
      assertFalse(refused.isAllowed());
      assertEquals("narrow", refused.limit());
    }
    for (var key : List.of("b", "c", "d", "e", "f", "g", "h", "i", "j")) {
      assertTrue(process.run("t", question(10, key)).isAllowed(), key);
    }
    assertEquals("wide", process.run("t", question(1, "k")).limit());
    assertFalse(process.run("t", question(1, "k")).isAllowed());
  }

  @Test
  void mostAnswersAskNoTable() {
    limits.add(limit("l", 1_000_000, 60_000, ""));
    var process = process();
    for (int i = 0; i < 100_000; i++) {
      assertTrue(process.run("t", question(1, "k")).isAllowed());
    }
    assertTrue(shared.asked < 50, () -> shared.asked + " of 100,000");
    shared.buckets.replaceAll((name, _) -> new Bucket(0, shared.nowMs));
    shared.nowMs += 2; // in which the bucket fills by 33
    int before = shared.asked;
    for (int i = 0; i < 100_000; i++) {
      process.run("t", question(1_000, "k"));
    }
    assertTrue(shared.asked - before < 1_000, "refusals neither");
  }

  @Test
  void whatIsNotSpentIsGivenBack() {
    limits.add(limit("l", 1_600, 2_678_400_000L, ""));
    var one = process();
    for (int i = 0; i < 100; i++) {
      one.run("t", question(1, "k"));
    }
    shared.nowMs += 1_001;
    one.giveBack();
    var other = process();
    long taken = 0;
    while (other.run("t", question(1, "k")).isAllowed()) {
      taken++;
    }
    assertEquals(1_500, taken);
  }

  @Test
  void processesTogetherAllowNoMoreThanIsWrittenDown() {
    long seed = Seed.of(TakeRateTest.class);
    var random = new SplittableRandom(seed);
    var limit = limit("l", 640, 10_000, "");
    limits.add(limit);
    var processes = List.of(process(), process(), process());
    var allowed = new ArrayList<Long>(); // the instants of all units
    long end = shared.nowMs + 60_000;
    while (shared.nowMs < end) {
      var process = processes.get(random.nextInt(3));
      for (int i = random.nextInt(1, 30); i > 0; i--) {
        if (process.run("t", question(1, "k")).isAllowed()) {
          allowed.add(shared.nowMs);
        }
      }
      shared.nowMs += random.nextInt(0, 40);
      if (random.nextInt(20) == 0) {
        processes.forEach(TakeRate::giveBack);
      }
    }
    assertTrue(allowed.size() > 640 * 6, () -> "it was used, seed " + seed);
    for (int from = 0; from < allowed.size(); from++) {
      for (int to = from; to < allowed.size(); to += 97) {
        long span = allowed.get(to) - allowed.get(from);
        long bound = 640 + 640 * span / 10_000 + 3 * 40;
        assertTrue(
            to - from + 1 <= bound, "%d in %d ms, seed %d".formatted(to - from + 1, span, seed));
      }
    }
  }

  @Test
  void anOutageIsAnsweredAsTheCallerSaysElseAsTheLimitSays() {
    limits.add(limit("closed", 10, 1_000, ""));
    var process = process();
    shared.isDown = true;
    var closed = process.run("t", question(1, "k"));
    assertFalse(closed.isAllowed());
    assertTrue(closed.isUndecided());
    var open = new Question("c", "calls", 1, Map.of(), Optional.of(true));
    assertTrue(process.run("t", open).isAllowed());
    assertEquals(1, shared.asked, "it is not asked again at once");
    limits.set(0, new RateLimit("open", "calls", 10, 1_000, 10, "", true));
    assertTrue(process.run("t", question(1, "k")).isAllowed());
    shared.isDown = false;
    shared.nowMs += 1_000;
    var decided = process.run("t", question(1, "k"));
    assertTrue(decided.isAllowed());
    assertFalse(decided.isUndecided());
  }

  @Test
  @Tag("F14")
  void valuesAreBounded() {
    limits.add(limit("l", 10, 1_000, "api_key"));
    var process = process();
    for (int i = 0; i < 1_000_000; i++) {
      process.run("t", question(1, "key " + i));
      shared.buckets.clear(); // as they are forgotten there
      if (i % 10_000 == 0) {
        process.giveBack();
      }
    }
    process.giveBack();
    assertEquals(TakeRate.LEASES_MAX, process.size());
  }
}
