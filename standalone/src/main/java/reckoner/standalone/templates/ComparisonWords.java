package reckoner.standalone.templates;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import reckoner.catalog.template.Comparison;
import reckoner.catalog.template.Comparison.Crossing;
import reckoner.catalog.template.Comparison.Row;
import reckoner.catalog.template.TemplateOffer;
import reckoner.standalone.print.TextTable;

/** A comparison as a table and sentences. */
public final class ComparisonWords {
  private static final String LEAST = "*";

  private ComparisonWords() {}

  public static List<String> of(Comparison comparison) {
    var names = names(comparison);
    var table = new TextTable(0);
    table.row(Stream.concat(Stream.of("units"), names.stream()).toList());
    for (var row : comparison.rows()) {
      table.row(Stream.concat(Stream.of(Numbers.units(row.units())), cells(row)).toList());
    }
    var lines = new ArrayList<String>();
    lines.add("Totals in %s before tax; * is the least.".formatted(currency(comparison)));
    lines.add(units(comparison.offers()));
    lines.add("");
    lines.addAll(table.lines());
    lines.add("");
    if (comparison.crossings().isEmpty()) {
      lines.add("In this range none becomes cheaper than another that was cheaper before.");
    }
    comparison.crossings().stream().map(crossing -> crossing(names, crossing)).forEach(lines::add);
    return lines;
  }

  /** What each offer comes to at one volume, the cheapest first. */
  public static List<String> at(long units, List<TemplateOffer> offers, Row row) {
    var table = new TextTable(1);
    IntStream.range(0, offers.size())
        .boxed()
        .sorted((a, b) -> row.totals().get(a).compareTo(row.totals().get(b)))
        .forEach(i ->
            table.row(
                List.of(
                    "  " + offers.get(i).name(),
                    Numbers.of(row.totals().get(i)) + " " + offers.get(i).currency())));
    return Stream.concat(
            Stream.of("For %s units, the cheapest first:".formatted(Numbers.units(units))),
            table.lines().stream())
        .toList();
  }

  private static Stream<String> cells(Row row) {
    return row.totals().stream()
        .map(total -> Numbers.of(total) + (total.compareTo(row.least()) == 0 ? " " + LEAST : "  "));
  }

  private static String crossing(List<String> names, Crossing crossing) {
    return "From %s units on %s is cheaper than %s: %s instead of %s."
        .formatted(
            Numbers.units(crossing.units()),
            names.get(crossing.after()),
            names.get(crossing.before()),
            Numbers.of(crossing.afterTotal()),
            Numbers.of(crossing.beforeTotal()));
  }

  /** What a unit of each is, where they differ. */
  static String units(List<TemplateOffer> offers) {
    var units = offers.stream().map(of -> of.example().getVolume().getUnit()).distinct().toList();
    return units.size() == 1
        ? "A unit is one %s.".formatted(units.getFirst())
        : "Units are compared one for one: "
            + String.join(
                ", ",
                offers.stream()
                    .map(of ->
                        "one %s of %s".formatted(of.example().getVolume().getUnit(), of.name()))
                    .toList())
            + ".";
  }

  static String currency(Comparison comparison) {
    return comparison.offers().getFirst().currency();
  }

  static List<String> names(Comparison comparison) {
    return comparison.offers().stream().map(TemplateOffer::name).toList();
  }
}
