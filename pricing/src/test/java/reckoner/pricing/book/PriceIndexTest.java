package reckoner.pricing.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static reckoner.pricing.book.Books.DIMENSIONS;
import static reckoner.pricing.book.Books.at;
import static reckoner.pricing.book.Books.book;
import static reckoner.pricing.book.Books.named;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceIndexTest {
  private static final PriceIndex<BookEntry> INDEX =
      PriceIndex.of(
          book(
              "any|chat|-|*|*|9",
              "eu|chat|region=eu|*|*|8",
              "gold|chat|tier=gold|*|*|7",
              "web|chat|channel=web|*|*|6",
              "gold web|chat|tier=gold channel=web|*|*|5",
              "us 1|chat|region=us|01|03|4",
              "us 2|chat|region=us|03|05|3",
              "us 3|chat|region=us|06|*|2",
              "only|mail|region=eu tier=gold|02|04|1"));

  private static String find(String product, String event, String time) {
    return key(INDEX.find(product, named(event), at(time)));
  }

  private static String key(@Nullable DatedEntry entry) {
    return entry == null ? "none" : entry.key();
  }

  @ParameterizedTest
  @CsvSource({
    "-, any",
    "user=7, any",
    "region=asia, any",
    "region=eu, eu",
    "tier=gold, gold",
    // of equally many dimensions the one that is declared first
    "region=eu tier=gold, eu",
    "region=eu channel=web, eu",
    // more dimensions go before an earlier one
    "tier=gold channel=web, gold web",
    "region=eu tier=gold channel=web, gold web",
    "region=eu tier=silver channel=web user=7, eu"
  })
  void theMostSpecificCellAnswers(String event, String key) {
    assertEquals(key, find("chat", event, "01"));
  }

  @ParameterizedTest
  @CsvSource({
    "2025-12-31, any",
    "2026-01-01, us 1",
    "2026-02-28, us 1",
    "2026-03-01, us 2",
    "2026-04-30, us 2",
    "2026-05-01, any",
    "2026-05-31, any",
    "2026-06-01, us 3",
    "2100-01-01, us 3"
  })
  void aCellThatIsNotInForceLeavesTheEventToALessSpecificOne(String date, String key) {
    assertEquals(key, find("chat", "region=us", date));
  }

  @ParameterizedTest
  @CsvSource({
    "fax, -, 03, PRODUCT_NOT_PRICED",
    "mail, -, 03, DIMENSIONS_NOT_COVERED",
    "mail, region=eu, 03, DIMENSIONS_NOT_COVERED",
    "mail, region=eu tier=gold, 01, NOT_YET_IN_FORCE",
    "mail, region=eu tier=gold, 04, NO_LONGER_IN_FORCE"
  })
  void whereThereIsNoEntryTheReasonIsNamed(
      String product, String event, String time, Verdict.Code code) {
    assertEquals("none", find(product, event, time));
    assertEquals(code, INDEX.whyNone(product, named(event), at(time)).code());
  }

  @Test
  void reasonsNameTheEntriesThatComeNearest() {
    var index =
        PriceIndex.of(
            book(
                "old eu|chat|region=eu|01|02|1",
                "old|chat|-|01|03|1",
                "new eu|chat|region=eu|08|09|1",
                "new|chat|-|07|08|1",
                "far|mail|region=us tier=silver|01|*|1",
                "near|mail|region=eu|01|*|1",
                "sms 2|sms|-|05|06|1",
                "sms 1|sms|region=eu|04|05|1"));
    assertEquals(
        "old (chat) ended at 2026-03-01T00:00:00Z, the next starts at 2026-07-01T00:00:00Z",
        index.whyNone("chat", named("region=eu"), at("05")).words());
    assertEquals(
        "new eu (chat, region eu) ended at 2026-09-01T00:00:00Z",
        index.whyNone("chat", named("region=eu"), at("10")).words());
    assertEquals(
        "has no entry for these dimensions, the nearest is near (mail, region eu)",
        index.whyNone("mail", named("region=asia tier=gold"), at("05")).words());
    var nearest =
        PriceIndex.of(
            book(
                "gold|chat|region=eu tier=gold|*|*|1",
                "silver|chat|region=us tier=silver|*|*|1",
                "web|chat|channel=web|*|*|1"));
    assertEquals(
        "has no entry for these dimensions, the nearest is gold (chat, region eu, tier gold)",
        nearest.whyNone("chat", named("region=eu tier=bronze"), at("05")).words());
    assertEquals(
        "sms 1 (sms, region eu) is not in force before 2026-04-01T00:00:00Z",
        index.whyNone("sms", named("region=eu"), at("01")).words());
    assertEquals(
        "sms 2 (sms) is not in force before 2026-05-01T00:00:00Z",
        index.whyNone("sms", named("region=us"), at("01")).words());
  }

  @Test
  void theIndexFindsWhatASearchThroughAllEntriesFinds() {
    long seed = System.nanoTime();
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      var entries = randomEntries(random);
      var index = PriceIndex.of(new PriceBook(DIMENSIONS, entries));
      for (int i = 0; i < 200; i++) {
        var product = "p" + random.nextInt(3);
        var event = randomValues(random);
        var time = Instant.ofEpochSecond(random.nextInt(14));
        assertEquals(
            key(search(entries, product, event, time)),
            key(index.find(product, event, time)),
            () -> "seed %d: %s %s %s in %s".formatted(seed, product, event, time, entries));
      }
    }
  }

  private static @Nullable BookEntry search(
      List<BookEntry> entries, String product, Map<String, String> event, Instant time) {
    return entries.stream()
        .filter(entry -> entry.product().equals(product))
        .filter(entry -> event.entrySet().containsAll(entry.dimensions().entrySet()))
        .filter(entry -> !entry.startsAfter(time) && !entry.endsBy(time))
        .max(
            Comparator.comparingInt((BookEntry entry) -> entry.dimensions().size())
                .thenComparing(entry -> entry.dimensions().containsKey("region"))
                .thenComparing(entry -> entry.dimensions().containsKey("tier"))
                .thenComparing(entry -> entry.dimensions().containsKey("channel")))
        .orElse(null);
  }

  private static List<BookEntry> randomEntries(SplittableRandom random) {
    var free = new HashMap<List<Object>, Integer>();
    var entries = new ArrayList<BookEntry>();
    for (int i = 0; i < 60; i++) {
      var product = "p" + random.nextInt(3);
      var values = randomValues(random);
      int start = free.getOrDefault(List.of(product, values), 0) + random.nextInt(3);
      int end = start + 1 + random.nextInt(4);
      free.put(List.of(product, values), end);
      entries.add(
          new BookEntry(
              product,
              values,
              Instant.ofEpochSecond(start),
              Instant.ofEpochSecond(end),
              Books.perUnit("1"),
              "e" + i));
    }
    return entries;
  }

  private static Map<String, String> randomValues(SplittableRandom random) {
    var values = new HashMap<String, String>();
    for (var dimension : DIMENSIONS) {
      int value = random.nextInt(4);
      if (value > 0) {
        values.put(dimension, "v" + value);
      }
    }
    return values;
  }
}
