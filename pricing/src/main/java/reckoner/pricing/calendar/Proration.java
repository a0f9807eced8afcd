package reckoner.pricing.calendar;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * What part of a whole period is billed: numerator ÷ denominator, 0 to 1.
 *
 * @param partCount what was counted of the part before the rule of the basis: seconds where the
 *     basis is in seconds, else local days
 * @param wholeCount the same of what the part is a part of
 */
public record Proration(
    ProrationBasis basis, long numerator, long denominator, long partCount, long wholeCount) {
  private static final int DAYS_OF_MONTH = 30;

  public Proration {
    if (numerator < 0 || denominator < 1 || numerator > denominator) {
      throw new IllegalArgumentException(
          "a proration is from 0 to 1: %d/%d".formatted(numerator, denominator));
    }
  }

  public static Proration of(ProrationBasis basis, DateRange part, DateRange whole, ZoneId zone) {
    if (!whole.contains(part)) {
      throw new IllegalArgumentException("a part lies in its whole: " + part + " " + whole);
    }
    long counted = count(basis, part, zone);
    long all = count(basis, whole, zone);
    return switch (basis) {
      case LOCAL_DAYS, SECONDS -> new Proration(basis, counted, all, counted, all);
      case MONTH_OF_30_DAYS -> {
        long denominator = DAYS_OF_MONTH * months(whole);
        yield new Proration(basis, Math.min(counted, denominator), denominator, counted, all);
      }
      case STRICT_30_360 -> {
        long numerator = days360(part.end(), whole) - days360(part.start(), whole);
        yield new Proration(basis, numerator, DAYS_OF_MONTH * months(whole), counted, all);
      }
      case NONE -> new Proration(basis, 1, 1, counted, all);
    };
  }

  /** The same counts with another numerator. */
  Proration withNumerator(long other) {
    return new Proration(basis, other, denominator, partCount, wholeCount);
  }

  /** This part as a part of a larger part of the same whole, e.g. 21/31 of 28/31 is 21/28. */
  Proration outOf(Proration larger) {
    return larger.numerator == 0
        ? this
        : new Proration(basis, numerator, larger.numerator, partCount, larger.partCount);
  }

  private static long count(ProrationBasis basis, DateRange dates, ZoneId zone) {
    return switch (basis) {
      case SECONDS ->
          ChronoUnit.SECONDS.between(
              LocalDays.start(dates.start(), zone), LocalDays.start(dates.end(), zone));
      case LOCAL_DAYS, MONTH_OF_30_DAYS, STRICT_30_360, NONE -> LocalDays.count(dates, zone);
    };
  }

  /** Whole months, where the shorter month of the two ends may have cut the anchor's day. */
  private static long months(DateRange whole) {
    var start = whole.start();
    var end = whole.end();
    var cut = start.getDayOfMonth() < end.getDayOfMonth() ? start : end;
    boolean sameDay = start.getDayOfMonth() == end.getDayOfMonth();
    if (!sameDay && cut.getDayOfMonth() < cut.lengthOfMonth()) {
      throw new IllegalArgumentException("months of 30 days need whole months: " + whole);
    }
    return end.getYear() * 12L
        + end.getMonthValue()
        - start.getYear() * 12L
        - start.getMonthValue();
  }

  /**
   * A date's place in a calendar of 30-day months. An end of the whole stands for the anchor's day,
   * the larger of both, so that every whole month comes to 30.
   */
  private static long days360(LocalDate date, DateRange whole) {
    boolean end = date.equals(whole.start()) || date.equals(whole.end());
    int day =
        end
            ? Math.max(whole.start().getDayOfMonth(), whole.end().getDayOfMonth())
            : date.getDayOfMonth();
    return DAYS_OF_MONTH * (date.getYear() * 12L + date.getMonthValue())
        + Math.min(day, DAYS_OF_MONTH);
  }
}
