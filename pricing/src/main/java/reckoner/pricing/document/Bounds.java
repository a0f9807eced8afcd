package reckoner.pricing.document;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import reckoner.pricing.document.Policies.MinimumPlace;
import reckoner.pricing.document.Scope.Reach;
import reckoner.pricing.document.Worksheet.Row;

/** Minimums and maximums, inner scopes first (RULES E3). */
final class Bounds {
  private Bounds() {}

  /** Whether a line counts to a bound: an adjustment counts to those of its own period. */
  static boolean counts(Line line, Scope scope) {
    return line.kind() != Line.Kind.ADJUSTMENT && scope.covers(line);
  }

  static void beforeCredits(Worksheet sheet) {
    boolean minimums = sheet.document.policies().minimums() == MinimumPlace.BEFORE_CREDITS;
    for (var reach : Reach.values()) {
      if (minimums) {
        raise(sheet, reach);
      }
      cut(sheet, reach);
    }
  }

  static void afterCredits(Worksheet sheet) {
    if (sheet.document.policies().minimums() == MinimumPlace.AFTER_CREDITS) {
      for (var reach : Reach.values()) {
        raise(sheet, reach);
      }
    }
  }

  private static void raise(Worksheet sheet, Reach reach) {
    for (var bound : sheet.document.bounds()) {
      if (bound.scope().reach() == reach && bound.minimum().isPresent()) {
        raise(sheet, bound, sheet.rounding().round(bound.minimum().get()));
      }
    }
  }

  private static void raise(Worksheet sheet, Bound bound, BigDecimal minimum) {
    var rows = sheet.rows(row -> counts(row.line, bound.scope()));
    var base = Worksheet.due(rows);
    var shortfall = minimum.subtract(base).max(sheet.zero());
    sheet.steps.add(new DocumentStep.RaisedToMinimum(bound, base, shortfall));
    if (shortfall.signum() == 0) {
      return;
    }
    switch (sheet.document.policies().shortfall()) {
      case OWN_LINE -> {
        var line = largest(rows).line.as(bound.id(), Line.Kind.TRUE_UP, shortfall);
        sheet.rows.add(new Row(line, shortfall));
      }
      case PRO_RATA -> {
        var takers = notBelowZero(rows);
        sheet.spread(
            shortfall,
            takers,
            takers.stream().map(row -> row.due.max(BigDecimal.ZERO)).toList(),
            (before, share) -> new LineStep.RaisedToMinimum(bound.id(), before, share));
      }
      case EVENLY -> {
        var takers = notBelowZero(rows);
        sheet.spread(
            shortfall,
            takers,
            Collections.nCopies(takers.size(), BigDecimal.ONE),
            (before, share) -> new LineStep.RaisedToMinimum(bound.id(), before, share));
      }
    }
  }

  private static void cut(Worksheet sheet, Reach reach) {
    for (var bound : sheet.document.bounds()) {
      if (bound.scope().reach() == reach && bound.maximum().isPresent()) {
        cut(sheet, bound, sheet.rounding().round(bound.maximum().get()));
      }
    }
  }

  private static void cut(Worksheet sheet, Bound bound, BigDecimal maximum) {
    var rows = sheet.rows(row -> counts(row.line, bound.scope()));
    var base = Worksheet.due(rows);
    var excess = base.subtract(maximum).max(sheet.zero());
    sheet.takeOff(
        excess,
        rows.stream().filter(row -> row.due.signum() > 0).toList(),
        (before, share) -> new LineStep.CutToMaximum(bound.id(), before, share));
    sheet.steps.add(new DocumentStep.CutToMaximum(bound, base, excess));
  }

  /** The first of those of which most is due. */
  private static Row largest(List<Row> rows) {
    var largest = rows.getFirst();
    for (var row : rows) {
      if (row.due.compareTo(largest.due) > 0) {
        largest = row;
      }
    }
    return largest;
  }

  /** Credit lines share in a shortfall only where a scope has nothing else. */
  private static List<Row> notBelowZero(List<Row> rows) {
    var charges = rows.stream().filter(row -> row.due.signum() >= 0).toList();
    return charges.isEmpty() ? rows : charges;
  }
}
