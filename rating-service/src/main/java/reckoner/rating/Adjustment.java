package reckoner.rating;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import reckoner.pricing.UsageLine;
import reckoner.rating.PeriodCharges.DueCharge;

/**
 * What a closed period comes to by now, less what was billed of it (RULES A8, G2).
 *
 * @param number of the period's adjustments, from 1
 * @param charges as they are known now
 * @param lines only where something differs
 * @param uncounted rows of usage that came late and that no charge counts
 */
public record Adjustment(
    int number, PeriodCharges charges, List<Line> lines, List<KeyHash> uncounted) {
  public Adjustment {
    lines = List.copyOf(lines);
    uncounted = List.copyOf(uncounted);
  }

  /** What a line does (RULES G3). */
  public enum Kind {
    /** Takes the difference at an unchanged unit price. */
    DIFFERENCE,
    /** Takes back what was billed, because its unit price changed. */
    REVERSAL,
    /** Bills the whole again, at the changed unit price. */
    REPLACEMENT
  }

  /** Why a line differs. */
  public enum Reason {
    LATE,
    AMENDED,
    VOIDED,
    PRICE_CORRECTED,
    /** A gauge holds something else when the period begins, by what changed in an earlier one. */
    OPENING_CHANGED
  }

  /** Sums of a line; differences have either sign. */
  public record Amounts(
      BigDecimal quantity,
      BigDecimal allowance,
      BigDecimal quantityPriced,
      BigDecimal amountExact,
      BigDecimal amount,
      BigDecimal costExact,
      long events) {
    static final Amounts NONE =
        new Amounts(
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            0);

    public static Amounts of(PeriodCharges.Line line) {
      return switch (line) {
        case PeriodCharges.FixedLine(var fixed) -> of(fixed);
        case PeriodCharges.ModelLine(var _, var model) -> of(model);
        case PeriodCharges.MeteredLine metered ->
            new Amounts(
                metered.charged().quantity(),
                metered.charged().allowance(),
                metered.charged().quantityPriced(),
                metered.charged().priced().amountExact(),
                metered.amount(),
                BigDecimal.ZERO,
                metered.events());
      };
    }

    private static Amounts of(UsageLine line) {
      return new Amounts(
          line.quantity(),
          line.allowance(),
          line.quantityPriced(),
          line.amountExact(),
          line.amount(),
          line.costExact(),
          0);
    }

    /** The same with the rounded amount that was billed. */
    Amounts billedAs(BigDecimal billed) {
      return new Amounts(
          quantity, allowance, quantityPriced, amountExact, billed, costExact, events);
    }

    Amounts minus(Amounts other) {
      return new Amounts(
          quantity.subtract(other.quantity),
          allowance.subtract(other.allowance),
          quantityPriced.subtract(other.quantityPriced),
          amountExact.subtract(other.amountExact),
          amount.subtract(other.amount),
          costExact.subtract(other.costExact),
          events - other.events);
    }

    boolean isNothing() {
      return quantity.signum() == 0
          && allowance.signum() == 0
          && amountExact.signum() == 0
          && amount.signum() == 0
          && costExact.signum() == 0
          && events == 0;
    }
  }

  /**
   * One line.
   *
   * @param revision of its part: 0 was the close's (RULES C6)
   * @param amounts what is billed now, of either sign
   * @param cumulative the whole line, which explains them; of a reversal, and of what is gone, as
   *     it was billed
   * @param reasons how many events changed, by why; 0 of a price or an opening
   */
  public record Line(
      int revision, Kind kind, Amounts amounts, DueCharge cumulative, Map<Reason, Long> reasons) {
    public Line {
      reasons = Collections.unmodifiableMap(new TreeMap<>(reasons));
    }
  }
}
