package reckoner.pricing.calendar;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.YearMonth;
import java.time.temporal.TemporalAdjusters;
import reckoner.pricing.calendar.Cadence.Unit;

/**
 * Where whole periods begin. Unless it is the start itself, the first period may be a stub: from
 * the start to the first date that is aligned.
 */
public sealed interface Alignment {
  /** Whole periods from the start date; the default. */
  record OnStart() implements Alignment {}

  /** Weeks that begin on a weekday. */
  record OnWeekday(DayOfWeek weekday) implements Alignment {}

  /**
   * Months or years that begin on a day of whichever month comes first.
   *
   * @param day 1 to 31; a month without it has its last day instead
   */
  record OnDayOfMonth(int day) implements Alignment {
    public OnDayOfMonth {
      if (day < 1 || day > 31) {
        throw new IllegalArgumentException("a day of the month is 1 to 31: " + day);
      }
    }
  }

  /**
   * Quarters, half-years, years: one period in the year begins on this day. 29 February is the 28th
   * in a common year.
   */
  record OnMonthDay(MonthDay monthDay) implements Alignment {}

  /** The dates on which whole periods of a charge that starts on a date begin. */
  default Grid grid(Cadence cadence, LocalDate start) {
    return switch (this) {
      case OnStart() ->
          isOfMonths(cadence)
              ? new Grid.OfMonths(YearMonth.from(start), start.getDayOfMonth(), step(cadence))
              : new Grid.OfDays(start, step(cadence));
      case OnWeekday(var weekday) -> {
        check(cadence.unit() == Unit.WEEK, cadence, "weeks are aligned to a weekday");
        yield new Grid.OfDays(start.with(TemporalAdjusters.nextOrSame(weekday)), step(cadence));
      }
      case OnDayOfMonth(var day) -> {
        check(isOfMonths(cadence), cadence, "months and years are aligned to a day of the month");
        var month = YearMonth.from(start);
        boolean past = Grid.dayOf(month, day).isBefore(start);
        yield new Grid.OfMonths(past ? month.plusMonths(1) : month, day, step(cadence));
      }
      case OnMonthDay(var monthDay) -> {
        check(
            isOfMonths(cadence) && (12 % step(cadence) == 0 || step(cadence) % 12 == 0),
            cadence,
            "what divides a year, or years, are aligned to a month and day");
        var month = YearMonth.of(start.getYear(), monthDay.getMonth());
        boolean past = Grid.dayOf(month, monthDay.getDayOfMonth()).isBefore(start);
        yield new Grid.OfMonths(
            past ? month.plusYears(1) : month, monthDay.getDayOfMonth(), step(cadence));
      }
    };
  }

  private static boolean isOfMonths(Cadence cadence) {
    return cadence.unit() == Unit.MONTH || cadence.unit() == Unit.YEAR;
  }

  /** In days or months, as the grid counts. */
  private static int step(Cadence cadence) {
    return cadence.count()
        * switch (cadence.unit()) {
          case DAY, MONTH -> 1;
          case WEEK -> 7;
          case YEAR -> 12;
        };
  }

  private static void check(boolean holds, Cadence cadence, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s: %d %s".formatted(rule, cadence.count(), cadence.unit()));
    }
  }
}
