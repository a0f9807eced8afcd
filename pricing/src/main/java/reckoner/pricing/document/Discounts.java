package reckoner.pricing.document;

import reckoner.pricing.document.Worksheet.Row;

/** Amount discounts, then percent discounts, each in the order listed (RULES E2, E3). */
final class Discounts {
  private Discounts() {}

  static void apply(Worksheet sheet) {
    for (var discount : sheet.document.discounts()) {
      if (discount instanceof Discount.Amount amount) {
        take(sheet, amount);
      }
    }
    for (var discount : sheet.document.discounts()) {
      if (discount instanceof Discount.Percent percent) {
        take(sheet, percent);
      }
    }
  }

  private static void take(Worksheet sheet, Discount discount) {
    var rows = sheet.rows(row -> discount.scope().covers(row.line) && mayBeDiscounted(row));
    var base = Worksheet.due(rows);
    var exact =
        switch (discount) {
          case Discount.Amount stated -> stated.amount();
          case Discount.Percent percent -> base.multiply(percent.percent()).movePointLeft(2);
        };
    var amount = sheet.rounding().round(exact).min(base.max(sheet.zero()));
    sheet.takeOff(
        amount, rows, (before, share) -> new LineStep.Discounted(discount.id(), before, share));
    sheet.steps.add(new DocumentStep.Discounted(discount, base, exact, amount));
  }

  /** A shortfall is net of discounts already, an adjustment carries those of its own period. */
  private static boolean mayBeDiscounted(Row row) {
    boolean ofThisPeriod =
        switch (row.line.kind()) {
          case USAGE, SUBSCRIPTION -> true;
          case TRUE_UP, ADJUSTMENT -> false;
        };
    return ofThisPeriod && row.due.signum() > 0;
  }
}
