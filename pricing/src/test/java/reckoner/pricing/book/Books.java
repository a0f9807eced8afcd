package reckoner.pricing.book;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Rate;
import reckoner.pricing.model.ChargeTerms;
import reckoner.pricing.model.PerUnit;

/** Books out of short texts, for tables of tests. */
final class Books {
  static final List<String> DIMENSIONS = List.of("region", "tier", "channel");

  private Books() {}

  /** A month of 2026 or a date; none for {@code *}. */
  static @Nullable Instant time(String text) {
    if (text.equals("*")) {
      return null;
    }
    return at(text);
  }

  static Instant at(String text) {
    var date = text.length() == 2 ? "2026-" + text + "-01" : text;
    return LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** Values such as {@code region=eu tier=gold}; none for {@code -}. */
  static Map<String, String> named(String text) {
    var values = new TreeMap<String, String>();
    if (!text.equals("-")) {
      for (var value : text.split(" ")) {
        var parts = value.split("=");
        values.put(parts[0], parts[1]);
      }
    }
    return values;
  }

  static ChargeTerms perUnit(String amount) {
    return ChargeTerms.of(new PerUnit(new Rate(new BigDecimal(amount), 1)));
  }

  /** Rows of {@code key product values start end price}, parted by {@code |}. */
  static List<BookEntry> entries(String... rows) {
    var entries = new ArrayList<BookEntry>();
    for (var row : rows) {
      var parts = row.split("\\|");
      entries.add(
          new BookEntry(
              parts[1],
              named(parts[2]),
              time(parts[3]),
              time(parts[4]),
              perUnit(parts[5]),
              parts[0]));
    }
    return entries;
  }

  static PriceBook book(String... rows) {
    return new PriceBook(DIMENSIONS, entries(rows));
  }

  static PinnedBook<BookEntry> pinned(String... rows) {
    return PinnedBook.fixed(PriceIndex.of(book(rows)));
  }

  static MultiplierEntry multiplier(String row) {
    var parts = row.split("\\|");
    return new MultiplierEntry(
        parts[1],
        named(parts[2]),
        time(parts[3]),
        time(parts[4]),
        new BigDecimal(parts[5]),
        parts[0]);
  }

  static PinnedBook<MultiplierEntry> multipliers(String... rows) {
    var entries = List.of(rows).stream().map(Books::multiplier).toList();
    return PinnedBook.fixed(PriceIndex.of(new Multipliers(DIMENSIONS, entries)));
  }
}
