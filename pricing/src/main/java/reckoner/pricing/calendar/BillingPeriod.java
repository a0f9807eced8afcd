package reckoner.pricing.calendar;

import java.time.LocalDate;
import java.time.ZoneId;
import reckoner.pricing.Period;

/**
 * A period that is billed.
 *
 * @param number counts from 0 at the start of its calendar
 * @param dates the dates that are billed
 * @param whole the period of the full cadence that {@code dates} is, or is a stub of
 */
public record BillingPeriod(int number, DateRange dates, DateRange whole, ZoneId zone) {
  public BillingPeriod {
    if (number < 0) {
      throw new IllegalArgumentException("a period's number is 0 or more: " + number);
    }
    if (!whole.contains(dates)) {
      throw new IllegalArgumentException("a period lies in its whole: " + dates + " " + whole);
    }
  }

  public Period period() {
    return dates.period(zone);
  }

  public boolean stub() {
    return !dates.equals(whole);
  }

  /** This period, or the stub of it that ends on a date within it. */
  public BillingPeriod until(LocalDate end) {
    return end.isBefore(dates.end())
        ? new BillingPeriod(number, new DateRange(dates.start(), end), whole, zone)
        : this;
  }

  /** What part of the whole this is: all of it, whatever the basis, unless it is a stub. */
  public Proration proration(ProrationBasis basis) {
    var proration = Proration.of(basis, dates, whole, zone);
    return stub() ? proration : proration.withNumerator(proration.denominator());
  }

  /** What part of the whole is left on a date of this period; on the first date, all of it. */
  public Proration prorationFrom(LocalDate date, ProrationBasis basis) {
    checkDate(date);
    return date.equals(dates.start())
        ? proration(basis)
        : Proration.of(basis, new DateRange(date, dates.end()), whole, zone);
  }

  /**
   * What part of the whole a part of this period is, such that the parts that make up this period
   * sum to what it is itself. Where a month of 30 days and the real one differ, the last part takes
   * the difference.
   */
  public Proration prorationOf(DateRange part, ProrationBasis basis) {
    return Proration.of(basis, part, whole, zone)
        .withNumerator(used(part.end(), basis) - used(part.start(), basis));
  }

  private long used(LocalDate date, ProrationBasis basis) {
    if (date.equals(dates.start())) {
      return 0;
    }
    return date.equals(dates.end())
        ? proration(basis).numerator()
        : Proration.of(basis, new DateRange(dates.start(), date), whole, zone).numerator();
  }

  void checkDate(LocalDate date) {
    if (!dates.contains(date)) {
      throw new IllegalArgumentException("is not in the period %s: %s".formatted(dates, date));
    }
  }
}
