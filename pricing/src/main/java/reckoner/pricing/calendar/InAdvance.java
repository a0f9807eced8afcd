package reckoner.pricing.calendar;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import reckoner.pricing.Decimals;

/**
 * What changes within a period cost where the period was billed at its start: for each a credit of
 * the unused part and a charge for the rest, two lines, each rounded; a cancellation has the credit
 * only (RULES B7, E5).
 *
 * @param lines in the order of the changes, the credit first; 0 is stated too
 */
public record InAdvance(BillingPeriod period, Opening opening, List<Line> lines) {
  /**
   * What held at the period's start.
   *
   * @param recurring in force at the start, net of what is to count as the current price
   * @param billed the rounded amount of the period's first line, net of its discounts
   */
  public record Opening(RecurringAmount recurring, BigDecimal billed) {
    public Opening {
      if (billed.signum() < 0) {
        throw new IllegalArgumentException(
            "a billed amount is 0 or more: " + Decimals.plain(billed));
      }
    }
  }

  public enum Kind {
    CREDIT,
    CHARGE
  }

  /**
   * One line.
   *
   * @param dates unused, or newly charged
   * @param prorated the computation, without sign
   * @param amount negative for a credit; nearer to 0 than computed where more was not billed
   */
  public record Line(Kind kind, DateRange dates, ProratedAmount prorated, BigDecimal amount) {
    public Line {
      boolean agrees =
          switch (kind) {
            case CHARGE -> amount.compareTo(prorated.rounded()) == 0;
            case CREDIT ->
                amount.signum() <= 0 && amount.negate().compareTo(prorated.rounded()) <= 0;
          };
      if (!agrees) {
        throw new IllegalArgumentException(
            "a %s of %s does not follow from %s"
                .formatted(kind, Decimals.plain(amount), Decimals.plain(prorated.exact())));
      }
    }
  }

  public InAdvance {
    lines = List.copyOf(lines);
    var left = opening.billed();
    for (var line : lines) {
      left = left.add(line.amount());
      if (left.signum() < 0) {
        throw new IllegalArgumentException(
            "more is credited than was billed: " + Decimals.plain(left));
      }
    }
  }

  /** The line of a period's start, before discounts. */
  public static ProratedAmount charge(
      BillingPeriod period, RecurringAmount recurring, ProrationPolicy policy) {
    return new ProratedAmount(
        recurring.amount(), period.proration(policy.basis()), policy.rounding());
  }

  /** The lines of changes in one period. */
  public static InAdvance of(
      BillingPeriod period, Opening opening, List<Change> changes, ProrationPolicy policy) {
    if (policy.rounding().round(opening.billed()).compareTo(opening.billed()) != 0) {
      throw new IllegalArgumentException(
          "a billed amount is rounded: " + Decimals.plain(opening.billed()));
    }
    var lines = new ArrayList<Line>();
    var lastBilled = policy.rounding().round(opening.billed());
    var lastBilledFor = period.proration(policy.basis());
    var current = opening.recurring().amount();
    var left = lastBilled;
    for (var change : Change.inOrder(changes, period)) {
      var next =
          switch (change) {
            case Change.NewAmount changed -> changed.recurring().amount();
            case Change.Cancellation _ -> BigDecimal.ZERO;
          };
      if (change.isBilledAtOnce(policy.basis())) {
        var dates = new DateRange(change.date(), period.dates().end());
        var rest = period.prorationFrom(change.date(), policy.basis());
        var unused =
            switch (policy.creditBase()) {
              case AMOUNT_LAST_BILLED ->
                  new ProratedAmount(lastBilled, rest.outOf(lastBilledFor), policy.rounding());
              case CURRENT_PRICE -> new ProratedAmount(current, rest, policy.rounding());
            };
        var credit = unused.rounded().min(left);
        lines.add(new Line(Kind.CREDIT, dates, unused, credit.negate()));
        left = left.subtract(credit);
        if (change instanceof Change.NewAmount) {
          var charge = new ProratedAmount(next, rest, policy.rounding());
          lines.add(new Line(Kind.CHARGE, dates, charge, charge.rounded()));
          left = left.add(charge.rounded());
          lastBilled = charge.rounded();
          lastBilledFor = rest;
        }
      }
      current = next;
    }
    return new InAdvance(period, opening, lines);
  }

  /** Credits and charges together; negative where the customer gets back. */
  public BigDecimal net() {
    return lines.stream().map(Line::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
