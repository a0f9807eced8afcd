package reckoner.pricing.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static reckoner.pricing.book.Books.book;
import static reckoner.pricing.book.Books.entries;
import static reckoner.pricing.book.Prices.perUnit;
import static reckoner.pricing.book.Prices.rate;
import static reckoner.pricing.book.Prices.tiers;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import reckoner.pricing.model.ByDimension;
import reckoner.pricing.model.Capacity;
import reckoner.pricing.model.ChargeTerms;
import reckoner.pricing.model.Flat;
import reckoner.pricing.model.Graduated;
import reckoner.pricing.model.Percentage;
import reckoner.pricing.model.Price;
import reckoner.pricing.model.Volume;

class BookDifferenceTest {
  private static List<String> words(PriceBook before, PriceBook after) {
    return BookDifference.between(before, after).stream()
        .map(difference -> difference.words(PriceWords.units()))
        .toList();
  }

  private static PriceBook rows(@Nullable String text) {
    return text == null
        ? book()
        : book(Arrays.stream(text.split("&")).map(String::strip).toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        // before; after; words, parted by &
        "a|r|-|*|*|1; b|r|-|*|*|1.00; ",
        "a|r|-|*|*|1; a|r|-|*|03|1 & b|r|-|03|*|1; ",
        "a|r|region=eu|*|*|0.99; a|r|region=eu|*|03|0.99 & b|r|region=eu|03|*|0.89;"
            + " r, region eu: 0.99 → 0.89 per unit from 2026-03-01 (−10.1 %)",
        "a|r|-|*|*|2; a|r|-|*|*|3; r: 2.00 → 3.00 per unit (+50 %)",
        "a|r|-|*|*|2; a|r|-|*|03|2 & b|r|-|03|05|3 & c|r|-|05|*|2;"
            + " r: 2.00 → 3.00 per unit from 2026-03-01 until 2026-05-01 (+50 %)",
        "; a|r|-|*|*|2; r: new, 2.00 per unit",
        "; a|r|-|03|*|2; r: new, 2.00 per unit from 2026-03-01",
        "a|r|-|01|03|2; ; r: 2.00 per unit is no more from 2026-01-01 until 2026-03-01",
        "a|r|-|*|*|2; ; r: 2.00 per unit is no more",
        "a|r|-|01|*|2; a|r|-|01|06|2; r: 2.00 per unit ends 2026-06-01, before never",
        "a|r|-|01|06|2; a|r|-|01|*|2; r: 2.00 per unit ends never, before 2026-06-01",
        "a|r|-|03|*|2; a|r|-|02|*|2; r: 2.00 per unit starts 2026-02-01, before 2026-03-01",
        "a|r|-|*|*|2; a|r|-|02|*|2; r: 2.00 per unit starts 2026-02-01, before without a date",
        "a|r|-|01|03|2; a|r|-|02|04|2; r: 2.00 per unit starts 2026-02-01, before 2026-01-01"
            + " & r: 2.00 per unit ends 2026-04-01, before 2026-03-01",
        "b|s|-|*|*|1 & a|r|tier=x|*|*|1 & c|r|region=eu|*|*|1; b|s|-|*|*|2 & a|r|tier=x|*|*|2 &"
            + " c|r|region=eu|*|*|2; r, region eu: 1.00 → 2.00 per unit (+100 %) &"
            + " r, tier x: 1.00 → 2.00 per unit (+100 %) & s: 1.00 → 2.00 per unit (+100 %)"
      })
  void differencesAreWhatACustomerMeets(
      @Nullable String before, @Nullable String after, @Nullable String words) {
    assertEquals(
        words == null ? List.of() : Arrays.stream(words.split("&")).map(String::strip).toList(),
        words(rows(before), rows(after)));
  }

  static Stream<Arguments> prices() {
    return Stream.of(
        Arguments.of(
            new Graduated(tiers("1000:0.05, 10000:0.04, *:0.03")),
            new Graduated(tiers("1000:0.05, 20000:0.035, *:0.03")),
            "graduated, tier 2 ends at: 10,000 → 20,000 (+100 %); graduated, tier 2: 0.04 → 0.035"
                + " per unit (−12.5 %)"),
        Arguments.of(
            new Graduated(tiers("1000:0.05, *:0.04")),
            new Graduated(tiers("1000:0.05, 5000:0.04, *:0.03")),
            "graduated, tier 2 ends at: 5,000 is new; graduated, tier 3: 0.03 per unit is new"),
        Arguments.of(
            new Graduated(tiers("1000:0.05+10, *:0.04")),
            new Graduated(tiers("1000:0.05, *:0.04")),
            "graduated, tier 1 flat: 10.00 is no more"),
        Arguments.of(
            perUnit("1"),
            new Volume(tiers("10:1, *:0.5")),
            "1.00 per unit → all at the rate of the total: to 10 at 1.00, any at 0.50"),
        Arguments.of(perUnit("1/1000"), perUnit("1"), "1.00 per 1,000 units → 1.00 per unit"),
        Arguments.of(
            new Flat(new BigDecimal("9")),
            new Flat(new BigDecimal("12")),
            "fee: 9.00 → 12.00 (+33.3 %)"),
        Arguments.of(perUnit("0"), perUnit("1"), "0.00 → 1.00 per unit"),
        Arguments.of(
            new Capacity(new BigDecimal("500"), BigDecimal.TEN, perUnit("1")),
            new Capacity(new BigDecimal("400"), BigDecimal.TEN, perUnit("2")),
            "capacity: 500 → 400 (−20 %); beyond it: 1.00 → 2.00 per unit (+100 %)"),
        Arguments.of(
            new Percentage(rate("3/100"), BigDecimal.ONE, BigDecimal.ONE, null, null, null),
            new Percentage(rate("2/100"), BigDecimal.ONE, null, BigDecimal.TEN, 5L, null),
            "share: 3 % → 2 % (−33.3 %); minimum: 1.00 is no more; maximum: 10.00 is new; free"
                + " count: 5 is new"),
        Arguments.of(
            matrix("1", "2"), matrix("1", "3"), "any other: 2.00 → 3.00 per unit (+50 %)"));
  }

  private static ByDimension matrix(String eu, String other) {
    return new ByDimension(
        List.of("region"),
        List.of(
            new ByDimension.Cell(Map.of("region", "eu"), perUnit(eu)),
            new ByDimension.Cell(Map.of(), perUnit(other))));
  }

  @ParameterizedTest
  @MethodSource("prices")
  void eachFactThatChangedIsTold(Price before, Price after, String words) {
    assertEquals(words, changes(ChargeTerms.of(before), ChargeTerms.of(after)));
    assertEquals("", changes(ChargeTerms.of(before), ChargeTerms.of(before)));
  }

  private static String changes(ChargeTerms before, ChargeTerms after) {
    return String.join(
        "; ",
        TermsChange.between(before, after, PriceWords.units()).stream()
            .map(TermsChange::words)
            .toList());
  }

  @Test
  void anAllowanceThatChangedIsTold() {
    var before = allowing("100", ChargeTerms.Remainder.FROM_FIRST_TIER);
    var after = allowing("200", ChargeTerms.Remainder.AFTER_ALLOWANCE);
    assertEquals(
        "allowance: 100 → 200 (+100 %); free units: before the tiers → in the first tiers",
        changes(before, after));
  }

  private static ChargeTerms allowing(String allowance, ChargeTerms.Remainder remainder) {
    return new ChargeTerms(null, new BigDecimal(allowance), remainder, perUnit("1"));
  }

  @Test
  void severalChangesOfAPriceHaveOneDate() {
    var old = ChargeTerms.of(new Capacity(new BigDecimal("500"), BigDecimal.TEN, perUnit("1")));
    var fresh =
        ChargeTerms.of(new Capacity(new BigDecimal("400"), new BigDecimal("12"), perUnit("1")));
    var march = Books.at("03");
    assertEquals(
        List.of(
            "r: capacity: 500 → 400 (−20 %); capacity fee: 10.00 → 12.00 (+20 %) from 2026-03-01"),
        words(
            new PriceBook(List.of(), List.of(new BookEntry("r", Map.of(), null, null, old, "a"))),
            new PriceBook(
                List.of(),
                List.of(
                    new BookEntry("r", Map.of(), null, march, old, "a"),
                    new BookEntry("r", Map.of(), march, null, fresh, "b")))));
  }

  @Test
  void cellsAreToldInTheOrderOfTheirValues() {
    var before = new String[26];
    var after = new String[26];
    for (int i = 0; i < 26; i++) {
      var cell = "r|region=%c".formatted('z' - i);
      before[i] = i + "|" + cell + "|*|*|1";
      after[i] = i + "|" + cell + "|*|*|2";
    }
    var told = words(book(before), book(after));
    assertEquals(26, told.size());
    assertEquals(told.stream().sorted().toList(), told);
  }

  @Test
  void aPolicyThatDecidesNothingIsNoDifference() {
    var remainder = ChargeTerms.Remainder.AFTER_ALLOWANCE;
    var before = ChargeTerms.of(perUnit("1"));
    var after = new ChargeTerms(null, BigDecimal.ZERO, remainder, perUnit("1"));
    assertEquals(List.of(), words(one(before), one(after)));
    assertEquals(
        List.of("r: allowance: 5 is new; free units: in the first tiers is new"),
        words(
            one(before), one(new ChargeTerms(null, new BigDecimal("5"), remainder, perUnit("1")))));
  }

  private static PriceBook one(ChargeTerms terms) {
    return new PriceBook(
        List.of(), List.of(new BookEntry("r", Map.of(), null, null, terms, "key")));
  }

  @Test
  void anotherOrderOfDimensionsIsADifference() {
    var entries = entries("a|r|-|*|*|1");
    assertEquals(
        List.of("dimensions are ordered tier, region, before region, tier"),
        words(
            new PriceBook(List.of("region", "tier"), entries),
            new PriceBook(List.of("tier", "region"), entries)));
  }
}
