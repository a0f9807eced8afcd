package reckoner.pricing.meter;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import reckoner.pricing.Period;
import reckoner.pricing.meter.Aggregation.Percentile;
import reckoner.pricing.meter.Aggregation.Windowed;

/** The windows of a period by which its usage is kept. */
public final class Windows {
  /** Of a period over whose windows a percentile is. */
  public static final int RANKED_MAX = 10_000;

  private Windows() {}

  /**
   * The window into which an instant of a period falls: the bucket of buckets, or else the day of
   * UTC, which is only there so that not all must be read again where something was taken back.
   */
  public static Period of(Aggregation aggregation, Period period, Instant time) {
    if (!(aggregation instanceof Windowed windowed)) {
      return Buckets.containing(Buckets.Size.DAY, ZoneOffset.UTC, period, time);
    }
    var bucket = Buckets.containing(windowed.size(), windowed.zone(), period, time);
    return windowed.each() instanceof Windowed each ? of(each, bucket, time) : bucket;
  }

  /** What is measured of each window. */
  public static Aggregation each(Aggregation aggregation) {
    return aggregation instanceof Windowed windowed ? each(windowed.each()) : aggregation;
  }

  /** Whether a window keeps all that is measured of it: a percentile asks for each event. */
  public static boolean keep(Aggregation aggregation) {
    return !(each(aggregation) instanceof Percentile);
  }

  /** Why an aggregation cannot be kept over a period; nothing where it can. */
  public static Optional<String> fault(Aggregation aggregation, Period period) {
    if (!(aggregation instanceof Windowed windowed)) {
      return aggregation instanceof Percentile
          ? Optional.of(
              "is a percentile of events; make it the `then` of windows, e.g. of five minutes")
          : Optional.empty();
    }
    int most = isRanked(windowed.then()) ? RANKED_MAX : Buckets.BUCKETS_MAX;
    if (!isAtMost(most, windowed, period)) {
      return Optional.of(
          "has more than %,d windows from %s to %s; make them longer, or the period shorter"
              .formatted(most, period.start(), period.end()));
    }
    return fault(windowed.each(), period);
  }

  private static boolean isRanked(Aggregation then) {
    return switch (then) {
      case Percentile _ -> true;
      case Windowed windowed -> isRanked(windowed.each()) || isRanked(windowed.then());
      case Aggregation.Sum(),
          Aggregation.Count(),
          Aggregation.CountDistinct _,
          Aggregation.Min(),
          Aggregation.Max(),
          Aggregation.Latest(),
          Aggregation.Average(),
          Aggregation.TimeWeighted _,
          Aggregation.TimeAverage(),
          Aggregation.Peak(),
          Aggregation.Closing() ->
          false;
    };
  }

  private static boolean isAtMost(int most, Windowed windowed, Period period) {
    var length = windowed.size().length();
    // the first and the last are cut, and clocks cut some more
    if (Duration.between(period.start(), period.end()).dividedBy(length) < most / 2) {
      return true;
    }
    return Buckets.of(windowed.size(), windowed.zone(), period, most).isPresent();
  }
}
