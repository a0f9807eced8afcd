package reckoner.pricing.book;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.model.ChargeTerms;

/**
 * What is different between two versions of a price book, as a customer meets it: the terms that
 * each cell has at each time. How entries are cut and named makes no difference.
 */
public sealed interface BookDifference {
  /** The book orders its dimensions otherwise: other entries may be the more specific ones. */
  record DimensionsReordered(List<String> before, List<String> after) implements BookDifference {}

  /** A price where there was none. */
  record Added(Cell cell, Range range, ChargeTerms terms) implements BookDifference {}

  /** No price where there was one. */
  record Removed(Cell cell, Range range, ChargeTerms terms) implements BookDifference {}

  /** Another price. */
  record Changed(Cell cell, Range range, ChargeTerms before, ChargeTerms after)
      implements BookDifference {}

  /** The same price starts at another time; null for ever before. */
  record StartMoved(Cell cell, ChargeTerms terms, @Nullable Instant before, @Nullable Instant after)
      implements BookDifference {}

  /** The same price ends at another time; null for ever after. */
  record EndMoved(Cell cell, ChargeTerms terms, @Nullable Instant before, @Nullable Instant after)
      implements BookDifference {}

  /** A product and the values of its dimensions. */
  record Cell(String product, Map<String, String> dimensions) {
    public Cell {
      dimensions = Map.copyOf(dimensions);
    }

    String words() {
      return DatedEntry.cell(product, dimensions);
    }
  }

  /** A half-open range of time; null for no bound. */
  record Range(@Nullable Instant from, @Nullable Instant until) {
    String words() {
      return Figures.range(from, until);
    }
  }

  /** In words, for a seller. */
  default String words(PriceWords words) {
    return switch (this) {
      case DimensionsReordered d ->
          "dimensions are ordered %s, before %s"
              .formatted(String.join(", ", d.after), String.join(", ", d.before));
      case Added d -> "%s: new, %s%s".formatted(d.cell.words(), words.of(d.terms), d.range.words());
      case Removed d ->
          "%s: %s is no more%s".formatted(d.cell.words(), words.of(d.terms), d.range.words());
      case Changed d -> "%s: %s".formatted(d.cell.words(), changes(d, words));
      case StartMoved d ->
          "%s: %s starts %s, before %s"
              .formatted(
                  d.cell.words(),
                  words.of(d.terms),
                  d.after == null ? "without a date" : Figures.time(d.after),
                  d.before == null ? "without a date" : Figures.time(d.before));
      case EndMoved d ->
          "%s: %s ends %s, before %s"
              .formatted(
                  d.cell.words(),
                  words.of(d.terms),
                  d.after == null ? "never" : Figures.time(d.after),
                  d.before == null ? "never" : Figures.time(d.before));
    };
  }

  /** The date stands after the price and before the percentage where there is but one change. */
  private static String changes(Changed changed, PriceWords words) {
    var changes = TermsChange.between(changed.before, changed.after, words);
    var range = changed.range.words();
    if (changes.size() == 1) {
      var only = changes.getFirst();
      return new TermsChange(
              only.fact(),
              only.before(),
              only.after() == null ? null : only.after() + range,
              only.percent())
          .words();
    }
    return changes.stream().map(TermsChange::words).collect(Collectors.joining("; ")) + range;
  }

  /** All differences, by product, then cell, then time. */
  static List<BookDifference> between(PriceBook before, PriceBook after) {
    var differences = new ArrayList<BookDifference>();
    if (!before.dimensions().equals(after.dimensions())) {
      differences.add(new DimensionsReordered(before.dimensions(), after.dimensions()));
    }
    var cells = new HashSet<Cell>();
    var old = byCell(before, cells);
    var fresh = byCell(after, cells);
    for (var cell : sorted(cells)) {
      CellDifference.add(
          cell,
          old.getOrDefault(cell, List.of()),
          fresh.getOrDefault(cell, List.of()),
          differences);
    }
    return List.copyOf(differences);
  }

  private static List<Cell> sorted(Set<Cell> cells) {
    return cells.stream()
        .sorted(
            Comparator.comparing(Cell::product)
                .thenComparing(cell -> new TreeMap<>(cell.dimensions()).toString()))
        .toList();
  }

  private static Map<Cell, List<BookEntry>> byCell(PriceBook book, Set<Cell> cells) {
    var byCell =
        book.entries().stream()
            .collect(Collectors.groupingBy(entry -> new Cell(entry.product(), entry.dimensions())));
    cells.addAll(byCell.keySet());
    return byCell;
  }
}
