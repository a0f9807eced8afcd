package reckoner.pricing.book;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a book says of a product, for some values of its dimensions, during a range of time. */
public sealed interface DatedEntry permits BookEntry, MultiplierEntry {
  String product();

  /** The values that an event has; a dimension that is not named has any value, or none. */
  Map<String, String> dimensions();

  /** From when on it is in force, inclusive; null for ever before. */
  @Nullable Instant start();

  /** Until when it is in force, exclusive; null for ever after. */
  @Nullable Instant end();

  /** The seller's name of the entry, unique in its book. */
  String key();

  default boolean startsAfter(Instant time) {
    var start = start();
    return start != null && start.isAfter(time);
  }

  default boolean endsBy(Instant time) {
    var end = end();
    return end != null && !end.isAfter(time);
  }

  /** The product and the values that it is for, such as {@code resolution, region eu}. */
  default String cell() {
    return cell(product(), dimensions());
  }

  /** A product and values of its dimensions, in words. */
  static String cell(String product, Map<String, String> dimensions) {
    return new TreeMap<>(dimensions)
        .entrySet().stream()
            .map(dimension -> ", " + dimension.getKey() + " " + dimension.getValue())
            .collect(Collectors.joining("", product, ""));
  }
}
