package reckoner.pricing.meter;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import reckoner.pricing.Decimals;
import reckoner.pricing.meter.Aggregation.Average;
import reckoner.pricing.meter.Aggregation.Closing;
import reckoner.pricing.meter.Aggregation.Max;
import reckoner.pricing.meter.Aggregation.Peak;
import reckoner.pricing.meter.Aggregation.TimeAverage;
import reckoner.pricing.meter.Aggregation.Windowed;

/**
 * The ways to count seats (RULES D9). Seats are a gauge: a reading is their number from then on,
 * the opening value their number when the period starts. By days, the last number of a local day
 * counts for all of it (RULES B7).
 */
public final class Seats {
  /**
   * Seats that are charged from a date to the period's end.
   *
   * @param added of the first, all seats that the period starts with; of the others more than 0, or
   *     less where seats were given back
   */
  public record Dated(LocalDate from, BigDecimal added) {
    public Dated {
      added = Decimals.normalise(added);
    }
  }

  private Seats() {}

  /**
   * Purchased in advance; the default. The first is of the period's first date, the others of the
   * dates on which the number changed, ascending. What each costs is prorated by the calendar;
   * whether what is given back is credited is decided there too.
   */
  public static List<Dated> purchased(PeriodUsage changes, ZoneId zone) {
    var dated = new ArrayList<Dated>();
    var seats = BigDecimal.ZERO;
    for (var day : Buckets.measure(peakOfDays(zone), changes).buckets()) {
      var added = day.measured().quantity().subtract(seats);
      if (dated.isEmpty() || added.signum() != 0) {
        dated.add(new Dated(day.period().start().atZone(zone).toLocalDate(), added));
      }
      seats = seats.add(added);
    }
    return List.copyOf(dated);
  }

  /** The most seats that were held at any moment, however short. */
  public static Aggregation peak() {
    return new Peak();
  }

  /** The most seats of any local day. */
  public static Windowed peakOfDays(ZoneId zone) {
    return Windowed.daily(zone, new Closing(), new Max());
  }

  /** The average over local days, each of which weighs the same. */
  public static Windowed average(ZoneId zone) {
    return Windowed.daily(zone, new Closing(), new Average());
  }

  /** The average over all moments. */
  public static Aggregation averageBySeconds() {
    return new TimeAverage();
  }
}
