package reckoner.pricing.document;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import reckoner.pricing.Allocation;
import reckoner.pricing.Rounding;

/** A document while it is computed: every step reads what the steps before left due. */
final class Worksheet {
  final Document document;
  final List<Row> rows = new ArrayList<>();
  final List<DocumentStep> steps = new ArrayList<>();

  /** A line while it is computed. */
  static final class Row {
    final Line line;
    final BigDecimal amount;
    final List<LineStep> steps = new ArrayList<>();

    /** What is due of the line; its amount and the effects of its steps. */
    BigDecimal due;

    /** Taxes on the line, inclusive ones too. */
    BigDecimal tax = BigDecimal.ZERO;

    Row(Line line, BigDecimal amount) {
      this.line = line;
      this.amount = amount;
      this.due = amount;
    }

    void take(LineStep step) {
      steps.add(step);
      due = due.add(step.effect());
    }
  }

  /** Makes the share of one line a step of it. */
  @FunctionalInterface
  interface StepOf {
    LineStep of(BigDecimal before, BigDecimal share);
  }

  /** Starts with the lines' amounts, rounded once (RULES A5). */
  Worksheet(Document document) {
    this.document = document;
    var exact = document.lines().stream().map(Line::amountExact).toList();
    var rounded =
        switch (document.policies().rounding()) {
          case LINE -> exact.stream().map(rounding()::round).toList();
          case DOCUMENT ->
              JointRounding.round(exact, sum(exact), rounding(), document.policies().drift());
        };
    for (int i = 0; i < rounded.size(); i++) {
      rows.add(new Row(document.lines().get(i), rounded.get(i)));
    }
  }

  Rounding rounding() {
    return document.rounding();
  }

  BigDecimal zero() {
    return BigDecimal.ZERO.setScale(rounding().digits());
  }

  List<Row> rows(Predicate<Row> which) {
    return rows.stream().filter(which).toList();
  }

  static BigDecimal due(List<Row> rows) {
    return sum(rows.stream().map(row -> row.due).toList());
  }

  static BigDecimal sum(List<BigDecimal> amounts) {
    return amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** Adds an amount to rows by weight; lines whose share is 0 get no step. */
  void spread(BigDecimal amount, List<Row> over, List<BigDecimal> weights, StepOf step) {
    var shares =
        Allocation.split(amount, weights, rounding().digits(), document.policies().drift());
    for (int i = 0; i < shares.size(); i++) {
      if (shares.get(i).signum() != 0) {
        over.get(i).take(step.of(over.get(i).due, shares.get(i)));
      }
    }
  }

  /**
   * Takes an amount from positive rows by what is due of them. None goes below zero: where the
   * drift would do so to the last, the row before it gives the rest.
   *
   * @param amount 0 to what is due of the rows
   */
  void takeOff(BigDecimal amount, List<Row> from, StepOf step) {
    if (amount.signum() == 0) {
      return;
    }
    var due = from.stream().map(row -> row.due).toList();
    var shares =
        new ArrayList<>(
            Allocation.split(amount, due, rounding().digits(), document.policies().drift()));
    var over = BigDecimal.ZERO;
    for (int i = shares.size() - 1; i >= 0; i--) {
      var wanted = shares.get(i).add(over);
      shares.set(i, wanted.min(due.get(i)));
      over = wanted.subtract(shares.get(i));
    }
    for (int i = 0; i < shares.size(); i++) {
      if (shares.get(i).signum() != 0) {
        from.get(i).take(step.of(due.get(i), shares.get(i)));
      }
    }
  }
}
