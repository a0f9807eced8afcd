package reckoner.pricing.calendar;

import java.time.LocalDate;

/** How often a charge recurs: once every {@code count} units. */
public record Cadence(int count, Unit unit) {
  public static final int COUNT_MAX = 1_000;

  public static final Cadence DAILY = new Cadence(1, Unit.DAY);
  public static final Cadence WEEKLY = new Cadence(1, Unit.WEEK);
  public static final Cadence MONTHLY = new Cadence(1, Unit.MONTH);
  public static final Cadence QUARTERLY = new Cadence(3, Unit.MONTH);
  public static final Cadence HALF_YEARLY = new Cadence(6, Unit.MONTH);
  public static final Cadence YEARLY = new Cadence(1, Unit.YEAR);

  public enum Unit {
    DAY,
    WEEK,
    MONTH,
    YEAR;

    /** The date so many units later; a month that is too short gives its last day. */
    LocalDate after(LocalDate date, int count) {
      return switch (this) {
        case DAY -> date.plusDays(count);
        case WEEK -> date.plusWeeks(count);
        case MONTH -> date.plusMonths(count);
        case YEAR -> date.plusYears(count);
      };
    }
  }

  public Cadence {
    if (count < 1 || count > COUNT_MAX) {
      throw new IllegalArgumentException(
          "a cadence is of 1 to %d units: %d".formatted(COUNT_MAX, count));
    }
  }
}
