package reckoner.pricing.document;

import java.math.RoundingMode;
import java.util.List;
import reckoner.pricing.document.Policies.CreditPlace;
import reckoner.pricing.document.Policies.DiscountPlace;

/**
 * A document computed (RULES E2–E4): discounts → minimums and maximums → credits → tax → balance,
 * where the policies say nothing else.
 *
 * @param lines in the order of the document, then its true-up lines
 * @param steps in the order in which they were taken
 */
public record ComputedDocument(List<ComputedLine> lines, List<DocumentStep> steps, Totals totals) {
  public ComputedDocument {
    lines = List.copyOf(lines);
    steps = List.copyOf(steps);
  }

  public static ComputedDocument of(Document document) {
    var policies = document.policies();
    var sheet = new Worksheet(document);
    if (policies.discounts() == DiscountPlace.BEFORE_TAX) {
      Discounts.apply(sheet);
    }
    Bounds.beforeCredits(sheet);
    if (policies.credits() == CreditPlace.BEFORE_TAX) {
      Credits.apply(sheet);
    }
    Bounds.afterCredits(sheet);
    Taxes.apply(sheet);
    if (policies.discounts() == DiscountPlace.AFTER_TAX) {
      Discounts.apply(sheet);
    }
    if (policies.credits() != CreditPlace.BEFORE_TAX) {
      Credits.apply(sheet);
    }
    // whole minor units of the balance, which may be finer; never more than is due
    var balanceUsed =
        document
            .balance()
            .setScale(document.rounding().digits(), RoundingMode.DOWN)
            .min(Worksheet.due(sheet.rows).max(sheet.zero()));
    var lines =
        sheet.rows.stream()
            .map(row -> new ComputedLine(row.line, row.amount, row.steps, row.due))
            .toList();
    return new ComputedDocument(lines, sheet.steps, Totals.of(lines, balanceUsed, sheet.zero()));
  }
}
