package reckoner.pricing.book;

import java.util.List;

/**
 * Multipliers of the list price by product and dimensions, with the same order as a {@link
 * PriceBook}.
 */
public record Multipliers(List<String> dimensions, List<MultiplierEntry> entries) {
  /** Refused with all their faults, see {@link BookFault#of}. */
  public Multipliers {
    dimensions = List.copyOf(dimensions);
    entries = List.copyOf(entries);
    BookRefused.requireNone(BookFault.of(dimensions, entries));
  }
}
