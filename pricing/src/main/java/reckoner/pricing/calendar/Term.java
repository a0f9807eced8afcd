package reckoner.pricing.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import reckoner.pricing.Period;

/**
 * A calendar that ends; its last period may be a stub.
 *
 * @param end the first date that is not billed (RULES B7)
 */
public record Term(BillingCalendar calendar, LocalDate end) {
  /** What a charge that is added within a term ends with. */
  public enum CoTermination {
    /** The term's current period; its fraction is of that period. The default. */
    PERIOD,
    /** The term; its fraction is of the term. */
    TERM
  }

  public Term {
    if (end.getYear() > BillingCalendar.YEAR_MAX) {
      throw new IllegalArgumentException(
          "a term ends in the years 1 to %d: %s".formatted(BillingCalendar.YEAR_MAX, end));
    }
    if (!LocalDays.start(calendar.start(), calendar.zone())
        .isBefore(LocalDays.start(end, calendar.zone()))) {
      throw new IllegalArgumentException(
          "a term ends after its start: " + calendar.start() + " " + end);
    }
  }

  public Period period() {
    return dates().period(calendar.zone());
  }

  /** All periods, at most {@link BillingCalendar#PERIODS_MAX}; stubs may stand at both ends. */
  public List<BillingPeriod> periods() {
    var end = period().end();
    var periods =
        calendar
            .periods()
            .takeWhile(period -> period.period().start().isBefore(end))
            .map(this::clip)
            .toList();
    if (periods.getLast().period().end().isBefore(end)) {
      throw new IllegalArgumentException(
          "a term has at most %d periods: %s".formatted(BillingCalendar.PERIODS_MAX, dates()));
    }
    return periods;
  }

  /** The period that contains an instant; none outside of the term. */
  public Optional<BillingPeriod> containing(Instant time) {
    return period().contains(time) ? calendar.containing(time).map(this::clip) : Optional.empty();
  }

  /** The term of what is added on a date of this one: a stub, then this term's periods. */
  public Term addedOn(LocalDate date) {
    if (!dates().contains(date)) {
      throw new IllegalArgumentException("is not in the term %s: %s".formatted(dates(), date));
    }
    return new Term(calendar.startingOn(date), end);
  }

  /** The first, or only, period of what is added on a date of this term. */
  public BillingPeriod coTerminating(LocalDate date, CoTermination with) {
    var added = addedOn(date);
    return switch (with) {
      case PERIOD -> added.clip(added.calendar.period(0));
      case TERM -> new BillingPeriod(0, added.dates(), dates(), calendar.zone());
    };
  }

  private BillingPeriod clip(BillingPeriod period) {
    return period.until(end);
  }

  private DateRange dates() {
    return new DateRange(calendar.start(), end);
  }
}
