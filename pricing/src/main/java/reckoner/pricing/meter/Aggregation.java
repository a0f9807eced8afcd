package reckoner.pricing.meter;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.HashSet;
import reckoner.pricing.Decimals;
import reckoner.pricing.meter.Measured.Counted;
import reckoner.pricing.meter.Measured.Held;

/**
 * How the events of a period become one quantity. Each is defined for no events at all: 0, for
 * nothing was measured; a gauge still holds the value with which the period opened.
 */
public sealed interface Aggregation {
  record Sum() implements Aggregation {}

  record Count() implements Aggregation {}

  /**
   * How many values a dimension has, exactly; none is a value too, as it is where a price is
   * grouped by dimension.
   */
  record CountDistinct(String dimension) implements Aggregation {}

  record Min() implements Aggregation {}

  record Max() implements Aggregation {}

  /** The last event by event time, of several at one instant the one that arrived last. */
  record Latest() implements Aggregation {}

  /** The mean of the events, whenever they were. */
  record Average() implements Aggregation {}

  /**
   * The value that so many percent of the events do not exceed.
   *
   * @param percent 0 to 100, at most 2 fractional digits
   */
  record Percentile(BigDecimal percent, Interpolation interpolation) implements Aggregation {
    public Percentile {
      Percentiles.check(percent);
      percent = Decimals.normalise(percent);
    }

    public static Percentile of(BigDecimal percent) {
      return new Percentile(percent, Interpolation.NEAREST_RANK);
    }
  }

  /** What a percentile between two values is. */
  enum Interpolation {
    /** The least value at or below which so many percent of the values are; the default. */
    NEAREST_RANK,
    /** On the line between both, where 0 is the least value and 100 the greatest. */
    LINEAR
  }

  /** A gauge's value × how long it held, in units of time, e.g. GB-hours. */
  record TimeWeighted(Unit unit) implements Aggregation {}

  /** The mean of a gauge, each value weighted by how long it held. */
  record TimeAverage() implements Aggregation {}

  /** The highest value that a gauge held for any time. */
  record Peak() implements Aggregation {}

  /** The value of a gauge that holds at the period's end. */
  record Closing() implements Aggregation {}

  /** Lengths of real time; a day is 24 hours, whatever the clocks do. */
  enum Unit {
    SECOND(1),
    MINUTE(60),
    HOUR(3_600),
    DAY(86_400);

    private final BigDecimal seconds;

    Unit(long seconds) {
      this.seconds = BigDecimal.valueOf(seconds);
    }
  }

  /**
   * Each bucket of the period is measured by itself, then their quantities are, e.g. the sum of
   * daily peaks. A gauge is carried from bucket to bucket.
   *
   * @param then over the buckets' quantities, each at its bucket's start
   */
  record Windowed(
      Buckets.Size size, ZoneId zone, Aggregation each, Aggregation then, Buckets.Empty empty)
      implements Aggregation {
    /** Hours that begin on the hour of the zone's clock; those without events count. */
    public static Windowed hourly(ZoneId zone, Aggregation each, Aggregation then) {
      return new Windowed(Buckets.Size.HOUR, zone, each, then, Buckets.Empty.COUNTS);
    }

    /** Local days, of 23 or 25 hours too; those without events count. */
    public static Windowed daily(ZoneId zone, Aggregation each, Aggregation then) {
      return new Windowed(Buckets.Size.DAY, zone, each, then, Buckets.Empty.COUNTS);
    }
  }

  default Measured measure(PeriodUsage usage) {
    var events = usage.events();
    return switch (this) {
      case Sum() -> Tally.of(events).summed();
      case Count() -> Tally.of(events).counted();
      case CountDistinct(var dimension) -> distinct(dimension, usage);
      case Min() -> Tally.of(events).min();
      case Max() -> Tally.of(events).max();
      case Latest() -> Tally.of(events).latest();
      case Average() -> Tally.of(events).averaged();
      case Percentile percentile -> Percentiles.of(percentile, events);
      case TimeWeighted(var unit) -> new Held(Gauge.segments(usage), unit.seconds);
      case TimeAverage() -> new Held(Gauge.segments(usage), Gauge.seconds(usage.period()));
      case Peak() -> Gauge.peak(usage);
      case Closing() -> Gauge.closing(usage);
      case Windowed windowed -> Buckets.measure(windowed, usage);
    };
  }

  private static Counted distinct(String dimension, PeriodUsage usage) {
    var values = new HashSet<String>();
    for (var event : usage.events()) {
      values.add(event.dimensions().getOrDefault(dimension, ""));
    }
    return new Counted(usage.events().size(), BigDecimal.valueOf(values.size()));
  }
}
