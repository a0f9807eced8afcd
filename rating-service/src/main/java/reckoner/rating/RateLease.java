package reckoner.rating;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reckoner.rating.RateBuckets.Ask;
import reckoner.rating.RateBuckets.Name;
import reckoner.rating.RateLimit.Bucket;
import reckoner.rating.TakeRate.Answer;

/**
 * What a process holds of one bucket. Who asks the row keeps others of the process waiting for what
 * it brings, rather than have each of them ask.
 */
final class RateLease {
  /** After which it gives back what it has not spent. */
  static final Duration AGE_MAX = Duration.ofSeconds(1);

  /** A process holds at most this part of a bucket. */
  static final int PART = 16;

  private static final long NANOS_OF_MS = 1_000_000;

  private final Name name;
  private long units;
  // since the row was asked last
  private long spent;
  private long askedNanos;
  private @Nullable Bucket left;
  private boolean isEnded;

  RateLease(Name name) {
    this.name = name;
  }

  /** Takes units; answers nothing where the lease has ended. */
  synchronized Optional<Answer> take(long wanted, RateBuckets buckets, long nowNanos) {
    if (isEnded) {
      return Optional.empty();
    }
    long age = nowNanos - askedNanos;
    if (units >= wanted && age <= AGE_MAX.toNanos()) {
      units -= wanted;
      spent += wanted;
      return Optional.of(allowed(nowNanos));
    }
    if (left != null) {
      var atMost = atMost(left, nowNanos).more(name.limit(), units);
      if (atMost.units(name.limit()) < wanted) {
        return Optional.of(refused(atMost, wanted));
      }
    }
    return Optional.of(ask(wanted, buckets, nowNanos, age));
  }

  private Answer ask(long wanted, RateBuckets buckets, long nowNanos, long age) {
    long recent = left != null && age <= AGE_MAX.toNanos() ? spent : 0;
    long extra = Math.min(name.limit().burst() / PART, 2 * recent);
    long back = units;
    units = 0; // whatever happens, they are not spent twice
    var given = buckets.take(name, new Ask(wanted, extra, back));
    left = given.left();
    askedNanos = nowNanos;
    spent = 0;
    if (given.units() == 0) {
      return refused(given.left(), wanted);
    }
    units = given.units() - wanted;
    spent = wanted;
    return allowed(nowNanos);
  }

  /** What the row can have by now if nobody has taken anything; a millisecond may be cut. */
  private Bucket atMost(Bucket seen, long nowNanos) {
    long elapsedMs = (nowNanos - askedNanos) / NANOS_OF_MS + 1;
    return seen.at(name.limit(), seen.timeMs() + elapsedMs);
  }

  private Answer allowed(long nowNanos) {
    long remaining = left == null ? units : units + atMost(left, nowNanos).units(name.limit());
    return new Answer(
        true,
        name.limit().limit(),
        Math.min(remaining, name.limit().burst()),
        Optional.empty(),
        false);
  }

  private Answer refused(Bucket has, long wanted) {
    return new Answer(
        false,
        name.limit().limit(),
        has.units(name.limit()),
        Optional.of(Duration.ofMillis(Math.max(1, has.waitMs(name.limit(), wanted)))),
        false);
  }

  /** Takes back what another limit did not allow. */
  synchronized void undo(long wanted) {
    units += wanted;
    spent = Math.max(0, spent - wanted);
  }

  synchronized void giveBackOld(RateBuckets buckets, long nowNanos) {
    if (nowNanos - askedNanos > AGE_MAX.toNanos()) {
      giveBack(buckets);
    }
  }

  /** Gives everything back for good. */
  synchronized void end(RateBuckets buckets) {
    isEnded = true;
    giveBack(buckets);
  }

  private void giveBack(RateBuckets buckets) {
    if (units > 0) {
      long back = units;
      units = 0;
      try {
        buckets.take(name, new Ask(0, 0, back));
      } catch (RateBuckets.Unreachable lost) {
        spent = 0; // the bucket fills by itself
      }
    }
  }
}
