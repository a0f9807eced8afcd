package reckoner.pricing.meter;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import reckoner.pricing.Period;
import reckoner.pricing.meter.Aggregation.Windowed;
import reckoner.pricing.meter.Measured.Bucket;
import reckoner.pricing.meter.Measured.Bucketed;

/**
 * The hours, local days or five minutes of a period; its first and last may be cut by its bounds.
 */
public final class Buckets {
  /** Most buckets of a period: more than eleven years of hours. */
  public static final int BUCKETS_MAX = 100_000;

  public enum Size {
    /** By the zone's clock, from each hour on. */
    FIVE_MINUTES(Duration.ofMinutes(5)),
    /** By the zone's clock. */
    HOUR(Duration.ofHours(1)),
    /** Local, of 23 or 25 hours too. */
    DAY(Duration.ofDays(1));

    private final Duration length;

    Size(Duration length) {
      this.length = length;
    }

    /** Where no clock changes. */
    Duration length() {
      return length;
    }
  }

  /** What a bucket without events is. */
  public enum Empty {
    /** Measured as any other: 0, or the value that a gauge still holds; the default. */
    COUNTS,
    /** Not there: an average is over the buckets that have events. */
    LEFT_OUT
  }

  private Buckets() {}

  /** Tile the period, in order. */
  public static List<Period> of(Size size, ZoneId zone, Period period) {
    return of(size, zone, period, BUCKETS_MAX)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "a period has at most %d buckets: %s".formatted(BUCKETS_MAX, period)));
  }

  /** The same, or nothing where they are more than so many. */
  static Optional<List<Period>> of(Size size, ZoneId zone, Period period, int most) {
    var buckets = new ArrayList<Period>();
    var start = period.start();
    while (start.isBefore(period.end())) {
      if (buckets.size() == most) {
        return Optional.empty();
      }
      var bucket = cut(start, size, zone, period);
      buckets.add(bucket);
      start = bucket.end();
    }
    return Optional.of(buckets);
  }

  private static Period cut(Instant start, Size size, ZoneId zone, Period period) {
    var next = next(start, size, zone);
    return new Period(start, next.isBefore(period.end()) ? next : period.end());
  }

  /** The one of a period's buckets into which an instant of the period falls. */
  static Period containing(Size size, ZoneId zone, Period period, Instant time) {
    if (!period.contains(time)) {
      throw new IllegalArgumentException("%s lies not in %s".formatted(time, period));
    }
    var start = size == Size.DAY ? startOfDay(time, zone) : begun(time, size.length(), zone);
    while (start.isAfter(time)) { // clocks went forward over the hour
      start = begun(start.minus(size.length()), size.length(), zone);
    }
    for (var next = start; !next.isAfter(time); next = next(next, size, zone)) {
      start = next; // more than once only where a clock went back over the hour
    }
    return cut(start.isBefore(period.start()) ? period.start() : start, size, zone, period);
  }

  private static Instant next(Instant time, Size size, ZoneId zone) {
    return size == Size.DAY ? nextDay(time, zone) : nextStep(time, size.length(), zone);
  }

  static Bucketed measure(Windowed windowed, PeriodUsage usage) {
    var buckets = new ArrayList<Bucket>();
    var opening = usage.opening();
    var events = usage.byTime();
    int from = 0;
    for (var period : of(windowed.size(), windowed.zone(), usage.period())) {
      int to = from;
      while (to < events.size() && period.contains(events.get(to).time())) {
        to++;
      }
      if (to > from || windowed.empty() == Empty.COUNTS) {
        var part = new PeriodUsage(period, opening, events.subList(from, to));
        buckets.add(new Bucket(period, windowed.each().measure(part)));
      }
      if (to > from) {
        opening = events.get(to - 1).quantity();
      }
      from = to;
    }
    return Bucketed.of(windowed, usage.period(), buckets);
  }

  /**
   * When the hour, or what else its clock counts, of the zone that contains an instant ends. An
   * hour that the clock repeats in whole is two; one that it repeats in part is one longer hour.
   */
  private static Instant nextStep(Instant time, Duration length, ZoneId zone) {
    var begun = begun(time, length, zone);
    var next = time;
    do {
      next = next.plus(length).minusNanos(past(next, length, zone));
    } while (begun(next, length, zone).equals(begun));
    return next;
  }

  private static long past(Instant time, Duration length, ZoneId zone) {
    return time.atZone(zone).getLong(ChronoField.NANO_OF_DAY) % length.toNanos();
  }

  private static Instant begun(Instant time, Duration length, ZoneId zone) {
    var local = time.atZone(zone);
    return local
        .with(
            ChronoField.NANO_OF_DAY,
            local.getLong(ChronoField.NANO_OF_DAY) - past(time, length, zone))
        .toInstant();
  }

  /** The last start of a local day that is not after an instant. */
  private static Instant startOfDay(Instant time, ZoneId zone) {
    var date = time.atZone(zone).toLocalDate().plusDays(1);
    while (date.atStartOfDay(zone).toInstant().isAfter(time)) {
      date = date.minusDays(1);
    }
    return date.atStartOfDay(zone).toInstant();
  }

  /** The first start of a local day after an instant, even where the clock went back over one. */
  private static Instant nextDay(Instant time, ZoneId zone) {
    var date = time.atZone(zone).toLocalDate();
    Instant start;
    do {
      date = date.plusDays(1);
      start = date.atStartOfDay(zone).toInstant();
    } while (!start.isAfter(time));
    return start;
  }
}
