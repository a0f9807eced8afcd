package reckoner.pricing.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The billing periods of a charge, numbered from 0 at its start, half-open and without gap or
 * overlap (RULES B3).
 *
 * @param start the first date that is billed
 * @param grid where whole periods begin; a start between two of its dates begins with a stub
 */
public record BillingCalendar(LocalDate start, Grid grid, ZoneId zone) {
  /** Most periods that a calendar numbers, finds or lists: a hundred years of days. */
  public static final int PERIODS_MAX = 36_600;

  public static final int YEAR_MAX = 9_999;

  public BillingCalendar {
    if (start.getYear() < 1 || start.getYear() > YEAR_MAX) {
      throw new IllegalArgumentException(
          "a calendar starts in the years 1 to %d: %s".formatted(YEAR_MAX, start));
    }
  }

  public static BillingCalendar of(
      LocalDate start, Cadence cadence, Alignment alignment, ZoneId zone) {
    return new BillingCalendar(start, alignment.grid(cadence, start), zone);
  }

  /** The same boundaries for what starts on another date, numbered from there. */
  public BillingCalendar startingOn(LocalDate date) {
    return new BillingCalendar(date, grid, zone);
  }

  /** The period of a number, 0 to {@link #PERIODS_MAX} - 1. */
  public BillingPeriod period(int number) {
    if (number < 0 || number >= PERIODS_MAX) {
      throw new IllegalArgumentException(
          "a period's number is 0 to %d: %d".formatted(PERIODS_MAX - 1, number));
    }
    return period(number, stepsWithoutTime());
  }

  /** All periods in order. */
  Stream<BillingPeriod> periods() {
    var empty = stepsWithoutTime();
    return IntStream.range(0, PERIODS_MAX).mapToObj(number -> period(number, empty));
  }

  /**
   * The period that contains an instant; none before the start. Searches by halves over the
   * boundaries themselves, for in a zone whose clocks went back over midnight the local date of an
   * instant may be that of the day before.
   */
  public Optional<BillingPeriod> containing(Instant time) {
    if (time.isBefore(LocalDays.start(start, zone))) {
      return Optional.empty();
    }
    var empty = stepsWithoutTime();
    int low = 0;
    int high = PERIODS_MAX;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (time.isBefore(LocalDays.start(period(middle, empty).dates().start(), zone))) {
        high = middle;
      } else {
        low = middle;
      }
    }
    var found = period(low, empty);
    if (!found.period().contains(time)) {
      throw new IllegalArgumentException(
          "is after the last of %d periods: %s".formatted(PERIODS_MAX, time));
    }
    return Optional.of(found);
  }

  private BillingPeriod period(int number, List<Integer> empty) {
    int step = number;
    for (int without : empty) {
      if (without <= step) {
        step++;
      }
    }
    int index = grid.indexAfter(start) + step;
    var whole = new DateRange(grid.date(index - 1), grid.date(index));
    return new BillingPeriod(number, new DateRange(from(step), whole.end()), whole, zone);
  }

  private LocalDate from(int step) {
    return step == 0 ? start : grid.date(grid.indexAfter(start) + step - 1);
  }

  /** Steps, ascending, whose one date the zone left out; they have no number. */
  private List<Integer> stepsWithoutTime() {
    boolean daily = from(2).equals(from(1).plusDays(1));
    boolean firstOfOneDay = from(1).equals(start.plusDays(1));
    if (!daily && !firstOfOneDay) {
      return List.of();
    }
    var steps = new ArrayList<Integer>();
    for (var date : LocalDays.leftOut(start, from(daily ? PERIODS_MAX : 1), zone)) {
      int step = grid.indexAfter(date) - grid.indexAfter(start);
      if (from(step).equals(date) && from(step + 1).equals(date.plusDays(1))) {
        steps.add(step);
      }
    }
    return steps;
  }
}
