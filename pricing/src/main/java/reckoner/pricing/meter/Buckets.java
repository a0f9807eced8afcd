package reckoner.pricing.meter;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import reckoner.pricing.Period;
import reckoner.pricing.meter.Aggregation.Windowed;
import reckoner.pricing.meter.Measured.Bucket;
import reckoner.pricing.meter.Measured.Bucketed;

/** The hours or local days of a period; its first and last may be cut by the period's bounds. */
public final class Buckets {
  /** Most buckets of a period: more than eleven years of hours. */
  public static final int BUCKETS_MAX = 100_000;

  public enum Size {
    HOUR,
    DAY
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
    var buckets = new ArrayList<Period>();
    var start = period.start();
    while (start.isBefore(period.end())) {
      if (buckets.size() == BUCKETS_MAX) {
        throw new IllegalArgumentException(
            "a period has at most %d buckets: %s".formatted(BUCKETS_MAX, period));
      }
      var next =
          switch (size) {
            case HOUR -> nextHour(start, zone);
            case DAY -> nextDay(start, zone);
          };
      var end = next.isBefore(period.end()) ? next : period.end();
      buckets.add(new Period(start, end));
      start = end;
    }
    return buckets;
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
    var quantities = buckets.stream().map(Bucket::usage).toList();
    return new Bucketed(
        buckets, windowed.then().measure(PeriodUsage.of(usage.period(), quantities)));
  }

  /**
   * When the hour of the zone's clock that contains an instant ends. An hour that the clock repeats
   * in whole is two; one that it repeats in part is one longer hour.
   */
  private static Instant nextHour(Instant time, ZoneId zone) {
    var hour = hour(time, zone);
    var next = time;
    do {
      long past =
          next.atZone(zone).getLong(ChronoField.NANO_OF_DAY) % Duration.ofHours(1).toNanos();
      next = next.plus(1, ChronoUnit.HOURS).minusNanos(past);
    } while (hour(next, zone).equals(hour));
    return next;
  }

  private static Instant hour(Instant time, ZoneId zone) {
    return time.atZone(zone).truncatedTo(ChronoUnit.HOURS).toInstant();
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
