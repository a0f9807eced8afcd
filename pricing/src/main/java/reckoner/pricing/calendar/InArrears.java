package reckoner.pricing.calendar;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * What a period with changes costs where it is billed at its end: a line for each stretch of days
 * under the same terms, each rounded (RULES B7, E5).
 *
 * @param segments in order, without gap; they end early after a cancellation, and there is none
 *     where the first day is not billed any more
 */
public record InArrears(BillingPeriod period, List<Segment> segments) {
  public record Segment(DateRange dates, RecurringAmount recurring, ProratedAmount prorated) {}

  public InArrears {
    segments = List.copyOf(segments);
  }

  /**
   * The segments of a period.
   *
   * @param recurring in force at the period's start
   */
  public static InArrears of(
      BillingPeriod period,
      RecurringAmount recurring,
      List<Change> changes,
      ProrationPolicy policy) {
    var segments = new ArrayList<Segment>();
    var from = period.dates().start();
    var current = recurring;
    for (var change : Change.inOrder(changes, period)) {
      if (!change.isBilledAtOnce(policy.basis())) {
        continue;
      }
      add(segments, period, from, change.date(), current, policy);
      from = change.date();
      switch (change) {
        case Change.NewAmount changed -> current = changed.recurring();
        case Change.Cancellation _ -> {
          return new InArrears(period, segments);
        }
      }
    }
    add(segments, period, from, period.dates().end(), current, policy);
    return new InArrears(period, segments);
  }

  /** The sum of the rounded lines. */
  public BigDecimal total() {
    return segments.stream()
        .map(segment -> segment.prorated().rounded())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static void add(
      List<Segment> segments,
      BillingPeriod period,
      LocalDate from,
      LocalDate to,
      RecurringAmount recurring,
      ProrationPolicy policy) {
    // A change on the first day, or on a date that the zone left out, ends no segment before it.
    if (!LocalDays.start(from, period.zone()).isBefore(LocalDays.start(to, period.zone()))) {
      return;
    }
    var dates = new DateRange(from, to);
    var proration = period.prorationOf(dates, policy.basis());
    segments.add(
        new Segment(
            dates,
            recurring,
            new ProratedAmount(recurring.amount(), proration, policy.rounding())));
  }
}
