package reckoner.pricing.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static reckoner.pricing.book.Books.DIMENSIONS;
import static reckoner.pricing.book.Books.entries;
import static reckoner.pricing.book.Books.multiplier;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BookFaultTest {
  private static List<String> words(List<BookFault> faults) {
    return faults.stream().map(BookFault::words).toList();
  }

  @Test
  void aBookIsRefusedWithAllItsFaultsAndEachNamesItsEntries() {
    var entries =
        entries(
            "a|chat|region=eu|01|03|1",
            "b|chat|region=eu|02|04|2",
            "b|chat|region=us|*|*|3",
            "c|chat|planet=mars color=red|*|*|4",
            "d|chat|-|03|03|5");
    var refused = assertThrows(BookRefused.class, () -> new PriceBook(DIMENSIONS, entries));
    assertEquals(
        List.of(
            "two entries have the key b: chat, region eu and chat, region us",
            "entry c names dimensions that the book does not declare: color, planet",
            "entry d ends at 2026-03-01T00:00:00Z and starts at 2026-03-01T00:00:00Z: it is never"
                + " in force",
            "entries a and b of chat, region eu are both in force from 2026-02-01T00:00:00Z on"),
        words(refused.faults()));
    assertEquals(
        "a book has 4 fault(s), the first: " + refused.faults().getFirst().words(),
        refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "touching; 01|02 02|03; ",
        "apart; 03|04 01|02; ",
        "open ends that touch; *|02 02|*; ",
        "the same; 01|02 01|02; 0-1",
        "one within; 01|06 02|03; 0-1",
        "both open; *|* 02|03; 0-1",
        "open to the right; 02|* 05|*; 0-1",
        "a long one over two; 01|06 02|03 04|05; 0-1 0-2",
        "a chain; 01|03 02|05 04|06; 0-1 1-2"
      })
  void entriesOfOneCellDoNotOverlap(String name, String ranges, String overlaps) {
    var rows = ranges.split(" ");
    var entries =
        entries(
            IntStream.range(0, rows.length)
                .mapToObj(i -> "%d|chat|-|%s|1".formatted(i, rows[i]))
                .toArray(String[]::new));
    var found =
        BookFault.of(DIMENSIONS, entries).stream()
            .map(BookFault.Overlap.class::cast)
            .map(overlap -> overlap.first().key() + "-" + overlap.second().key())
            .toList();
    assertEquals(overlaps == null ? List.of() : List.of(overlaps.split(" ")), found, name);
  }

  @Test
  void anOverlapWithAnEntryThatEverWasSaysSo() {
    var faults = BookFault.of(DIMENSIONS, entries("a|x|-|*|02|1", "b|x|-|*|03|1"));
    assertEquals(
        List.of("entries a and b of x are both in force from the beginning on"), words(faults));
  }

  @Test
  void otherProductsAndOtherValuesDoNotOverlap() {
    assertEquals(
        List.of(),
        BookFault.of(
            DIMENSIONS,
            entries("a|x|-|*|*|1", "b|y|-|*|*|1", "c|x|region=eu|*|*|1", "d|x|tier=eu|*|*|1")));
  }

  @ParameterizedTest
  @CsvSource({
    "0.000001,true",
    "1.0000010,true",
    "0,false",
    "-1,false",
    "0.0000001,false",
    "1000000,true"
  })
  void aMultiplierIsMoreThanNothingAndHasSixFractionalDigits(String text, boolean isAccepted) {
    var entry = multiplier("m|chat|-|*|*|" + text);
    var faults = BookFault.of(DIMENSIONS, List.of(entry));
    assertEquals(isAccepted ? List.of() : List.of(new BookFault.MultiplierInvalid(entry)), faults);
    if (!isAccepted) {
      assertThrows(BookRefused.class, () -> new Multipliers(DIMENSIONS, List.of(entry)));
    }
  }

  @Test
  void dimensionsAreDeclaredOnceAndAreNotTooMany() {
    var most = IntStream.range(0, PriceBook.DIMENSIONS_MAX).mapToObj(Integer::toString).toList();
    assertEquals(List.of(), BookFault.of(most, List.of()));
    var tooMany =
        IntStream.rangeClosed(0, PriceBook.DIMENSIONS_MAX).mapToObj(Integer::toString).toList();
    assertEquals(
        List.of("a book has at most 16 dimensions, not 17"),
        words(BookFault.of(tooMany, List.of())));
    assertEquals(
        List.of("dimension region is declared twice"),
        words(BookFault.of(List.of("region", "tier", "region"), List.of())));
  }
}
