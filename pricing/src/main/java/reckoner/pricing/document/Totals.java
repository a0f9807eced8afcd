package reckoner.pricing.document;

import java.math.BigDecimal;
import java.util.List;
import reckoner.pricing.Decimals;

/**
 * A document's sums over its lines, in whole minor units: amounts − discounts + raised − cut −
 * credits + taxes = total, total − balanceUsed = due.
 *
 * @param amounts of all lines, own true-up lines too
 * @param raised to minimums, where not by a line of its own
 * @param cut to maximums
 * @param taxes added to the amounts
 * @param taxesIncluded contained in the amounts
 * @param total below 0 where the seller owes
 * @param balanceUsed of the customer's balance, 0 or more
 */
public record Totals(
    BigDecimal amounts,
    BigDecimal discounts,
    BigDecimal raised,
    BigDecimal cut,
    BigDecimal credits,
    BigDecimal taxes,
    BigDecimal taxesIncluded,
    BigDecimal total,
    BigDecimal balanceUsed,
    BigDecimal due) {

  public Totals {
    var sum = amounts.subtract(discounts).add(raised).subtract(cut).subtract(credits).add(taxes);
    if (sum.compareTo(total) != 0 || total.subtract(balanceUsed).compareTo(due) != 0) {
      throw new IllegalArgumentException(
          "the sums of a document come to %s, not %s less %s = %s"
              .formatted(
                  Decimals.plain(sum),
                  Decimals.plain(total),
                  Decimals.plain(balanceUsed),
                  Decimals.plain(due)));
    }
  }

  /**
   * @param zero in whole minor units
   */
  static Totals of(List<ComputedLine> lines, BigDecimal balanceUsed, BigDecimal zero) {
    var amounts = zero;
    var discounts = zero;
    var raised = zero;
    var cut = zero;
    var credits = zero;
    var taxes = zero;
    var taxesIncluded = zero;
    var total = zero;
    for (var line : lines) {
      amounts = amounts.add(line.amount());
      total = total.add(line.total());
      for (var step : line.steps()) {
        switch (step) {
          case LineStep.Discounted discounted -> discounts = discounts.add(discounted.share());
          case LineStep.RaisedToMinimum minimum -> raised = raised.add(minimum.share());
          case LineStep.CutToMaximum maximum -> cut = cut.add(maximum.share());
          case LineStep.Credited credited -> credits = credits.add(credited.paid());
          case LineStep.Taxed tax -> {
            taxes = taxes.add(tax.effect());
            if (tax.inclusive()) {
              taxesIncluded = taxesIncluded.add(tax.amount());
            }
          }
        }
      }
    }
    return new Totals(
        amounts,
        discounts,
        raised,
        cut,
        credits,
        taxes,
        taxesIncluded,
        total,
        balanceUsed,
        total.subtract(balanceUsed));
  }
}
