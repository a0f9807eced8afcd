package reckoner.pricing.book;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeSet;
import reckoner.pricing.Decimals;

/** Why a book cannot be published. */
public sealed interface BookFault {
  /** More dimensions than {@link PriceBook#DIMENSIONS_MAX}. */
  record TooManyDimensions(int dimensions) implements BookFault {}

  /** The book declares a dimension twice, so that its order is none. */
  record DimensionRepeated(String dimension) implements BookFault {}

  /** An entry names dimensions that the book does not declare. */
  record DimensionsUndeclared(DatedEntry entry, List<String> names) implements BookFault {}

  /** An entry is never in force. */
  record RangeEmpty(DatedEntry entry) implements BookFault {}

  /** A multiplier that is 0 or less, or has too many fractional digits. */
  record MultiplierInvalid(MultiplierEntry entry) implements BookFault {}

  /** Two entries have one key. */
  record KeyRepeated(DatedEntry first, DatedEntry second) implements BookFault {}

  /** Two entries of one product and the same values are in force at one time. */
  record Overlap(DatedEntry first, DatedEntry second) implements BookFault {}

  /** In words, for a person. */
  default String words() {
    return switch (this) {
      case TooManyDimensions fault ->
          "a book has at most %d dimensions, not %d"
              .formatted(PriceBook.DIMENSIONS_MAX, fault.dimensions);
      case DimensionRepeated fault -> "dimension %s is declared twice".formatted(fault.dimension);
      case DimensionsUndeclared fault ->
          "entry %s names dimensions that the book does not declare: %s"
              .formatted(fault.entry.key(), String.join(", ", fault.names));
      case RangeEmpty fault ->
          "entry %s ends at %s and starts at %s: it is never in force"
              .formatted(fault.entry.key(), fault.entry.end(), fault.entry.start());
      case MultiplierInvalid fault ->
          "multiplier %s is %s; more than 0 with at most %d fractional digits is accepted"
              .formatted(
                  fault.entry.key(),
                  Decimals.plain(fault.entry.multiplier()),
                  Decimals.MULTIPLIER_FRACTION_DIGITS_MAX);
      case KeyRepeated fault ->
          "two entries have the key %s: %s and %s"
              .formatted(fault.first.key(), fault.first.cell(), fault.second.cell());
      case Overlap fault ->
          "entries %s and %s of %s are both in force from %s on"
              .formatted(
                  fault.first.key(),
                  fault.second.key(),
                  fault.first.cell(),
                  beginning(fault.second));
    };
  }

  private static String beginning(DatedEntry entry) {
    var start = entry.start();
    return start == null ? "the beginning" : start.toString();
  }

  private static Instant start(DatedEntry entry) {
    var start = entry.start();
    return start == null ? Instant.MIN : start;
  }

  /**
   * All faults of a book, in the order of its entries and then of its cells. An entry that overlaps
   * several stands once, beside the one of them that lasts longest.
   */
  static List<BookFault> of(List<String> dimensions, List<? extends DatedEntry> entries) {
    var faults = new ArrayList<BookFault>();
    if (dimensions.size() > PriceBook.DIMENSIONS_MAX) {
      faults.add(new TooManyDimensions(dimensions.size()));
    }
    var declared = new HashSet<String>();
    for (var dimension : dimensions) {
      if (!declared.add(dimension)) {
        faults.add(new DimensionRepeated(dimension));
      }
    }
    var keys = new HashMap<String, DatedEntry>();
    var cells = new LinkedHashMap<List<Object>, List<DatedEntry>>();
    for (var entry : entries) {
      var undeclared = new TreeSet<>(entry.dimensions().keySet());
      undeclared.removeAll(declared);
      if (!undeclared.isEmpty()) {
        faults.add(new DimensionsUndeclared(entry, List.copyOf(undeclared)));
      }
      var first = keys.putIfAbsent(entry.key(), entry);
      if (first != null) {
        faults.add(new KeyRepeated(first, entry));
      }
      if (entry instanceof MultiplierEntry multiplier && !isValid(multiplier)) {
        faults.add(new MultiplierInvalid(multiplier));
      }
      if (entry.endsBy(start(entry))) {
        faults.add(new RangeEmpty(entry));
      } else {
        cells
            .computeIfAbsent(List.of(entry.product(), entry.dimensions()), _ -> new ArrayList<>())
            .add(entry);
      }
    }
    cells.values().forEach(cell -> addOverlaps(cell, faults));
    return List.copyOf(faults);
  }

  private static boolean isValid(MultiplierEntry entry) {
    return entry.multiplier().signum() > 0
        && entry.multiplier().scale() <= Decimals.MULTIPLIER_FRACTION_DIGITS_MAX;
  }

  private static void addOverlaps(List<DatedEntry> cell, List<BookFault> faults) {
    if (cell.size() == 1) {
      return;
    }
    cell.sort(Comparator.comparing(BookFault::start));
    var lasting = cell.getFirst();
    for (var entry : cell.subList(1, cell.size())) {
      if (!lasting.endsBy(start(entry))) {
        faults.add(new Overlap(lasting, entry));
      }
      var end = entry.end();
      if (end == null || lasting.endsBy(end)) {
        lasting = entry;
      }
    }
  }
}
