package reckoner.pricing.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The days of a zone: when they start, and which dates have none. */
final class LocalDays {
  private LocalDays() {}

  /**
   * The first instant of a date: the earlier midnight where there are two, the end of the gap where
   * there is none. A date that the zone left out starts with the next one.
   */
  static Instant start(LocalDate date, ZoneId zone) {
    return date.atStartOfDay(zone).toInstant();
  }

  /** How many dates of a range have a day. */
  static long count(DateRange dates, ZoneId zone) {
    return ChronoUnit.DAYS.between(dates.start(), dates.end())
        - leftOut(dates.start(), dates.end(), zone).size();
  }

  /** The dates in {@code [from, to)}, ascending, that the zone left out. */
  static List<LocalDate> leftOut(LocalDate from, LocalDate to, ZoneId zone) {
    var dates = new ArrayList<LocalDate>();
    var rules = zone.getRules();
    var end = start(to, zone);
    // From just before the start, so that a gap that makes up the first date is seen.
    var gap = rules.nextTransition(start(from, zone).minusNanos(1));
    while (gap != null && !gap.getInstant().isAfter(end)) {
      var date = dateFrom(gap.getDateTimeBefore());
      while (!date.plusDays(1).atStartOfDay().isAfter(gap.getDateTimeAfter())) {
        if (!date.isBefore(from) && date.isBefore(to)) {
          dates.add(date);
        }
        date = date.plusDays(1);
      }
      gap = rules.nextTransition(gap.getInstant());
    }
    return dates;
  }

  /** The first date that starts at a local time or later. */
  private static LocalDate dateFrom(LocalDateTime time) {
    return time.toLocalTime().equals(LocalTime.MIDNIGHT)
        ? time.toLocalDate()
        : time.toLocalDate().plusDays(1);
  }
}
