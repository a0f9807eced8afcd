package reckoner.pricing.book;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.model.ChargeTerms;

/** A price of a book. An empty range is refused by the book, with all of its faults. */
public record BookEntry(
    String product,
    Map<String, String> dimensions,
    @Nullable Instant start,
    @Nullable Instant end,
    ChargeTerms terms,
    String key)
    implements DatedEntry {
  public BookEntry {
    dimensions = Map.copyOf(dimensions);
  }
}
