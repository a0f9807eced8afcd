package reckoner.pricing.calendar;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/**
 * What an order adds to, or takes from, the rest of a term: a line for each period that is left,
 * stubs prorated, whole periods whole. One order may be asked for by several bases, e.g. what will
 * be billed by months of 30 days and what is contracted by actual days.
 */
public record OrderDelta(List<Line> lines) {
  /**
   * A quantity that is added or removed.
   *
   * @param from the first date of the new quantity
   * @param quantity negative where it is removed
   * @param unitPrice for a whole period
   */
  public record QuantityChange(LocalDate from, BigDecimal quantity, BigDecimal unitPrice) {}

  public record Line(BillingPeriod period, ProratedAmount prorated) {}

  public OrderDelta {
    lines = List.copyOf(lines);
  }

  public static OrderDelta of(Term term, QuantityChange change, ProrationPolicy policy) {
    var amount = change.quantity().multiply(change.unitPrice());
    return new OrderDelta(
        term.addedOn(change.from()).periods().stream()
            .map(period ->
                new Line(
                    period,
                    new ProratedAmount(
                        amount, period.proration(policy.basis()), policy.rounding())))
            .toList());
  }

  /** The sum of the rounded lines. */
  public BigDecimal total() {
    return lines.stream()
        .map(line -> line.prorated().rounded())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
