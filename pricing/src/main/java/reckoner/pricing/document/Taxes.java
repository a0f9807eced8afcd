package reckoner.pricing.document;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import reckoner.pricing.Allocation;
import reckoner.pricing.Decimals;
import reckoner.pricing.document.Policies.TaxPlace;
import reckoner.pricing.document.Worksheet.Row;

/**
 * Taxes in the order of the document: inclusive ones are taken out of the lines' amounts, exclusive
 * ones are added.
 */
final class Taxes {
  private final Worksheet sheet;
  private final List<TaxedRow> rows;

  /** A line while it is taxed. */
  private static final class TaxedRow {
    final Row row;

    /** What is due of the line, with its inclusive taxes. */
    final BigDecimal gross;

    /** Inclusive taxes of the line, each for an untaxed amount of 1. */
    final Map<Tax, BigDecimal> parts = new LinkedHashMap<>();

    /** {@link #gross} over the amount without inclusive taxes. */
    final BigDecimal factor;

    /** Inclusive taxes of the line, rounded. */
    final Map<Tax, BigDecimal> included = new HashMap<>();

    /** Taxes taken so far. */
    BigDecimal taxed = BigDecimal.ZERO;

    TaxedRow(Row row, List<Tax> taxes) {
      this.row = row;
      this.gross = row.due;
      var running = BigDecimal.ONE;
      for (var tax : taxes) {
        if (tax.inclusive() && bears(tax)) {
          var part = tax.on(tax.compound() ? running : BigDecimal.ONE);
          parts.put(tax, part);
          running = running.add(part);
        }
      }
      this.factor = running;
    }

    boolean bears(Tax tax) {
      return row.line.taxes().contains(tax.id());
    }

    /** The line's amount of an inclusive tax; times the factor, so that sums are divided once. */
    BigDecimal exactTimesFactor(Tax tax) {
      return gross.multiply(parts.getOrDefault(tax, BigDecimal.ZERO));
    }

    BigDecimal exactInclusive(Tax tax) {
      return Decimals.divide(exactTimesFactor(tax), factor);
    }

    BigDecimal base(Tax tax) {
      var net = gross.subtract(Worksheet.sum(List.copyOf(included.values())));
      return tax.compound() ? net.add(taxed) : net;
    }

    LineStep.Taxed take(Tax tax, BigDecimal exact, BigDecimal amount) {
      var step =
          new LineStep.Taxed(
              tax.id(), row.due, base(tax), Decimals.normalise(exact), amount, tax.inclusive());
      row.take(step);
      row.tax = row.tax.add(amount);
      taxed = taxed.add(amount);
      return step;
    }
  }

  private Taxes(Worksheet sheet) {
    this.sheet = sheet;
    this.rows = sheet.rows.stream().map(row -> new TaxedRow(row, sheet.document.taxes())).toList();
  }

  static void apply(Worksheet sheet) {
    new Taxes(sheet).apply();
  }

  private void apply() {
    var inclusive = sheet.document.taxes().stream().filter(Tax::inclusive).toList();
    // all of them first: the base of the first is without the last
    switch (sheet.document.policies().taxes()) {
      case LINE -> rows.forEach(this::includeInLine);
      case DOCUMENT -> inclusive.forEach(this::includeInDocument);
    }
    inclusive.forEach(this::takeInclusive);
    sheet.document.taxes().stream().filter(tax -> !tax.inclusive()).forEach(this::takeExclusive);
  }

  /** What a line contains is rounded once and split over its taxes (RULES A6). */
  private void includeInLine(TaxedRow row) {
    if (row.parts.isEmpty()) {
      return;
    }
    var taxes = row.gross.multiply(row.factor.subtract(BigDecimal.ONE));
    var amounts =
        Allocation.split(
            sheet.rounding().round(Decimals.divide(taxes, row.factor)),
            List.copyOf(row.parts.values()),
            sheet.rounding().digits(),
            sheet.document.policies().drift());
    int i = 0;
    for (var tax : row.parts.keySet()) {
      row.included.put(tax, amounts.get(i++));
    }
  }

  private void includeInDocument(Tax tax) {
    var bearing = bearing(tax);
    var amounts =
        together(
            bearing.stream().map(row -> row.exactInclusive(tax)).toList(),
            exactInclusive(bearing, tax));
    for (int i = 0; i < bearing.size(); i++) {
      bearing.get(i).included.put(tax, amounts.get(i));
    }
  }

  /** Divided once for all lines with the same factor, so that a half stays a half (RULES A4). */
  private static BigDecimal exactInclusive(List<TaxedRow> bearing, Tax tax) {
    var dividends = new TreeMap<BigDecimal, BigDecimal>();
    for (var row : bearing) {
      dividends.merge(row.factor, row.exactTimesFactor(tax), BigDecimal::add);
    }
    var sum = BigDecimal.ZERO;
    for (var group : dividends.entrySet()) {
      sum = sum.add(Decimals.divide(group.getValue(), group.getKey()));
    }
    return sum;
  }

  private void takeInclusive(Tax tax) {
    var bearing = bearing(tax);
    var taken = new ArrayList<LineStep.Taxed>();
    for (var row : bearing) {
      var amount = row.included.getOrDefault(tax, BigDecimal.ZERO);
      taken.add(row.take(tax, row.exactInclusive(tax), amount));
    }
    record(tax, exactInclusive(bearing, tax), taken);
  }

  private void takeExclusive(Tax tax) {
    var bearing = bearing(tax);
    var exact = bearing.stream().map(row -> tax.on(row.base(tax))).toList();
    var sum = Worksheet.sum(exact);
    var amounts =
        sheet.document.policies().taxes() == TaxPlace.LINE
            ? exact.stream().map(sheet.rounding()::round).toList()
            : together(exact, sum);
    var taken = new ArrayList<LineStep.Taxed>();
    for (int i = 0; i < bearing.size(); i++) {
      taken.add(bearing.get(i).take(tax, exact.get(i), amounts.get(i)));
    }
    record(tax, sum, taken);
  }

  private List<BigDecimal> together(List<BigDecimal> exact, BigDecimal sum) {
    return JointRounding.round(exact, sum, sheet.rounding(), sheet.document.policies().drift());
  }

  private void record(Tax tax, BigDecimal exact, List<LineStep.Taxed> taken) {
    var base = Worksheet.sum(taken.stream().map(LineStep.Taxed::base).toList());
    var amount = Worksheet.sum(taken.stream().map(LineStep.Taxed::amount).toList());
    sheet.steps.add(
        new DocumentStep.Taxed(
            tax, sheet.zero().add(base), Decimals.normalise(exact), sheet.zero().add(amount)));
  }

  private List<TaxedRow> bearing(Tax tax) {
    return rows.stream().filter(row -> row.bears(tax)).toList();
  }
}
