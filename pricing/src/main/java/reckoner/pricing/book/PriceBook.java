package reckoner.pricing.book;

import java.util.List;

/**
 * A version of a price book, without ambiguity: for every product, event and time at most one entry
 * is the most specific one in force.
 *
 * @param dimensions all that entries name, the most significant first: of two entries that name
 *     equally many, the one that names the earlier dimension is more specific
 */
public record PriceBook(List<String> dimensions, List<BookEntry> entries) {
  /** Most dimensions that a book declares; a look-up tries each set of them that entries name. */
  public static final int DIMENSIONS_MAX = 16;

  /** Refused with all its faults, see {@link BookFault#of}. */
  public PriceBook {
    dimensions = List.copyOf(dimensions);
    entries = List.copyOf(entries);
    BookRefused.requireNone(BookFault.of(dimensions, entries));
  }
}
