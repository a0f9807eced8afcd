package reckoner.pricing.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import reckoner.pricing.Period;

/** A half-open range of local dates; the end is the first date that is not in it (RULES B1, B7). */
public record DateRange(LocalDate start, LocalDate end) {
  public DateRange {
    if (!start.isBefore(end)) {
      throw new IllegalArgumentException(
          "a range of dates ends after its start: " + start + " " + end);
    }
  }

  /** The dates of a stored period, whose boundaries are starts of local days. */
  public static DateRange of(Period period, ZoneId zone) {
    return new DateRange(date(period.start(), zone), date(period.end(), zone));
  }

  public boolean contains(LocalDate date) {
    return !date.isBefore(start) && date.isBefore(end);
  }

  public boolean contains(DateRange part) {
    return !part.start.isBefore(start) && !part.end.isAfter(end);
  }

  /** From the start of the first day to the start of the day after the last. */
  public Period period(ZoneId zone) {
    return new Period(LocalDays.start(start, zone), LocalDays.start(end, zone));
  }

  private static LocalDate date(Instant start, ZoneId zone) {
    var date = start.atZone(zone).toLocalDate();
    if (!LocalDays.start(date, zone).equals(start)) {
      throw new IllegalArgumentException("no day starts at %s in %s".formatted(start, zone));
    }
    return date;
  }
}
