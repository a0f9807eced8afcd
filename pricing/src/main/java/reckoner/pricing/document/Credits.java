package reckoner.pricing.document;

import java.math.BigDecimal;
import java.math.RoundingMode;
import reckoner.pricing.Decimals;
import reckoner.pricing.document.Policies.CreditPlace;
import reckoner.pricing.document.Worksheet.Row;

/** Credits pay line by line: each credit in its order, each line in its order (RULES E2, E4). */
final class Credits {
  private Credits() {}

  static void apply(Worksheet sheet) {
    // credit lines reduce what there is to pay, so that credits never make a document negative
    var open = payable(sheet);
    for (var credit : sheet.document.credits()) {
      var paid = sheet.zero();
      // held in whole minor units: a balance may be finer, what it pays may not
      var held = credit.amount().setScale(sheet.rounding().digits(), RoundingMode.DOWN);
      for (var row : sheet.rows) {
        if (!row.line.creditsMayPay() || !credit.mayPay(row.line.key())) {
          continue;
        }
        var part = payable(sheet, row).min(held.subtract(paid)).min(open);
        if (part.signum() > 0) {
          row.take(new LineStep.Credited(credit.id(), row.due, part));
          paid = paid.add(part);
          open = open.subtract(part);
        }
      }
      var left = Decimals.normalise(credit.amount().subtract(paid));
      sheet.steps.add(new DocumentStep.Credited(credit, paid, left));
    }
  }

  private static BigDecimal payable(Worksheet sheet) {
    return Worksheet.sum(sheet.rows.stream().map(row -> payable(sheet, row)).toList());
  }

  private static BigDecimal payable(Worksheet sheet, Row row) {
    return sheet.document.policies().credits() == CreditPlace.AFTER_TAX_NEVER_PAYING_TAX
        ? row.due.subtract(row.tax)
        : row.due;
  }
}
