package reckoner.pricing.calendar;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;

/**
 * The endless row of dates on which periods may begin, in both directions. Each date is computed
 * from the anchor itself, so that a short month moves one date and no later one (RULES B3).
 */
public sealed interface Grid {
  /** The date of an index; index 0 is the anchor's. */
  LocalDate date(int index);

  /** The least index whose date is after the given one. */
  int indexAfter(LocalDate date);

  /** Every {@code step} days. */
  record OfDays(LocalDate anchor, int step) implements Grid {
    public OfDays {
      checkStep(step);
    }

    @Override
    public LocalDate date(int index) {
      return anchor.plusDays((long) index * step);
    }

    @Override
    public int indexAfter(LocalDate date) {
      return Math.toIntExact(Math.floorDiv(ChronoUnit.DAYS.between(anchor, date), step) + 1);
    }
  }

  /**
   * Every {@code step} months.
   *
   * @param day day of the month, 1 to 31; a month without it has its last day instead
   */
  record OfMonths(YearMonth anchor, int day, int step) implements Grid {
    public OfMonths {
      checkStep(step);
      if (day < 1 || day > 31) {
        throw new IllegalArgumentException("a day of the month is 1 to 31: " + day);
      }
    }

    @Override
    public LocalDate date(int index) {
      return dayOf(anchor.plusMonths((long) index * step), day);
    }

    @Override
    public int indexAfter(LocalDate date) {
      long months = ChronoUnit.MONTHS.between(anchor, YearMonth.from(date));
      int index = Math.toIntExact(Math.floorDiv(months, step));
      return date(index).isAfter(date) ? index : index + 1;
    }
  }

  /** That day of the month, or the month's last day where it has none. */
  static LocalDate dayOf(YearMonth month, int day) {
    return month.atDay(Math.min(day, month.lengthOfMonth()));
  }

  private static void checkStep(int step) {
    if (step < 1) {
      throw new IllegalArgumentException("a step is 1 or more: " + step);
    }
  }
}
