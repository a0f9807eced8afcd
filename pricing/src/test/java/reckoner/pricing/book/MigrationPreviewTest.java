package reckoner.pricing.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static reckoner.pricing.book.Books.at;
import static reckoner.pricing.book.Books.book;
import static reckoner.pricing.book.Books.multipliers;
import static reckoner.pricing.book.Books.pinned;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.pricing.Period;
import reckoner.pricing.book.MigratingContract.Expected;
import reckoner.pricing.book.MigrationPreview.Amounts;
import reckoner.pricing.book.MigrationPreview.Blocked;
import reckoner.pricing.book.MigrationPreview.Moves;
import reckoner.pricing.calendar.Alignment;
import reckoner.pricing.calendar.BillingCalendar;
import reckoner.pricing.calendar.Cadence;
import reckoner.pricing.calendar.Term;
import reckoner.pricing.model.ByDimension;
import reckoner.pricing.model.ChargeTerms;
import reckoner.pricing.model.Dynamic;
import reckoner.pricing.model.Price;
import reckoner.pricing.model.Usage;

class MigrationPreviewTest {
  private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
  private static final Ladder BEFORE =
      Ladder.empty()
          .withPrices(Rung.LIST, pinned("a|chat|-|*|*|0.99", "b|mail|-|*|*|0.333"))
          .withPrices(Rung.CONTRACT_OVERWRITE, pinned("o|sms|-|*|*|2"));
  private static final PriceBook AFTER =
      book("a|chat|-|*|*|0.89", "b|mail|-|*|*|0.333", "c|sms|-|*|*|5", "d|fax|-|*|*|7");

  private static Term term(String start, String end) {
    return new Term(
        BillingCalendar.of(
            LocalDate.parse(start),
            Cadence.MONTHLY,
            new Alignment.OnStart(),
            ZoneId.of("Europe/Berlin")),
        LocalDate.parse(end));
  }

  private static Expected expected(String product, String month, String quantity) {
    var start = at(month);
    return new Expected(
        product,
        new Period(start, start.plusSeconds(28 * 86_400)),
        Usage.of(new BigDecimal(quantity)));
  }

  private static MigratingContract contract(
      MigrationRule rule, String key, int version, Term term, Ladder ladder, Expected... expected) {
    return new MigratingContract(
        key,
        version,
        Currency.getInstance(key.startsWith("yen") ? "JPY" : "EUR"),
        rule,
        new MigrationDates.OfTerm(term),
        ladder,
        List.of(expected));
  }

  private static MigrationPreview preview(PriceBook to, MigratingContract... contracts) {
    var plan = new MigrationPlan(Rung.LIST, 1, to);
    return MigrationPreview.of(plan, List.of(contracts), NOW, PriceWords.units());
  }

  private static List<String> words(MigrationPreview preview) {
    return preview.contracts().stream()
        .map(contract -> contract.key() + ": " + contract.outcome().words())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        // the local day began in Berlin an hour before that of UTC
        "NOW; 2026-01-15; 2027-01-15; has the new version from 2026-03-09T23:00:00Z",
        "NEXT_PERIOD; 2026-01-15; 2027-01-15; has the new version from 2026-03-14T23:00:00Z",
        "RENEWAL; 2026-01-15; 2027-01-15; has the new version from 2027-01-14T23:00:00Z",
        "NEVER; 2026-01-15; 2027-01-15; keeps its version for good",
        // the last period: the next is the renewal
        "NEXT_PERIOD; 2026-01-15; 2026-03-20; has the new version from 2026-03-14T23:00:00Z",
        "NEXT_PERIOD; 2026-01-15; 2026-03-12; has the new version from 2026-03-11T23:00:00Z",
        // a term that is to come
        "NOW; 2026-05-01; 2027-05-01; has the new version from 2026-04-30T22:00:00Z",
        "NEXT_PERIOD; 2026-05-01; 2027-05-01; has the new version from 2026-04-30T22:00:00Z",
        "NOW; 2025-01-01; 2026-03-10; ended at 2026-03-09T23:00:00Z",
        "NEVER; 2025-01-01; 2026-03-10; ended at 2026-03-09T23:00:00Z"
      })
  void theRuleSaysFromWhenTheContractHasTheNewVersion(
      MigrationRule rule, String start, String end, String words) {
    var found = words(preview(AFTER, contract(rule, "k", 1, term(start, end), BEFORE))).getFirst();
    assertEquals("k: " + words, found.split(", 0 of 0")[0]);
  }

  @Test
  void expectedQuantitiesShowWhatEachContractAndCurrencyWouldPay() {
    var term = term("2026-01-01", "2027-01-01");
    var preview =
        preview(
            AFTER,
            contract(
                MigrationRule.NEXT_PERIOD, "yen", 1, term, BEFORE, expected("chat", "04", "150")),
            contract(
                MigrationRule.NEXT_PERIOD,
                "euro b",
                1,
                term,
                BEFORE,
                expected("chat", "02", "1000"), // over before it begins
                expected("chat", "04", "100.5"),
                expected("mail", "04", "0.05"),
                expected("sms", "04", "10"),
                expected("fax", "04", "10")),
            contract(
                MigrationRule.NEXT_PERIOD, "euro a", 1, term, BEFORE, expected("chat", "05", "10")),
            contract(
                MigrationRule.NEXT_PERIOD, "other", 3, term, BEFORE, expected("chat", "05", "10")));
    assertEquals(
        List.of(
            "euro a: has the new version from 2026-03-31T22:00:00Z, 1 of 1 expected lines change,"
                + " 9.9 → 8.9",
            "euro b: has the new version from 2026-03-31T22:00:00Z, 2 of 4 expected lines change,"
                + " 119.52 → 109.47",
            "other: pins version 3 and is not concerned",
            "yen: has the new version from 2026-03-31T22:00:00Z, 1 of 1 expected lines change,"
                + " 149 → 134"),
        words(preview));
    var moves = (Moves) preview.contracts().get(1).outcome();
    assertEquals(
        List.of(
            List.of("0.99 → 0.89 per unit (−10.1 %)"),
            List.of(),
            List.of(),
            List.of("new, 7.00 per unit")),
        moves.lines().stream().map(MigrationPreview.Line::changes).toList());
    assertEquals(new BigDecimal("109.47"), moves.amounts().after());
    assertEquals(List.of("EUR", "JPY"), List.copyOf(preview.totals().keySet()));
    var euro = preview.totals().getOrDefault("EUR", Amounts.none());
    assertEquals(new BigDecimal("129.42"), euro.before());
    assertEquals(0, euro.beforeExact().compareTo(new BigDecimal("129.41165")));
    assertEquals(0, euro.afterExact().compareTo(new BigDecimal("118.36165")));
  }

  @Test
  void aMultiplierOfTheContractMultipliesTheNewListPrice() {
    var ladder = BEFORE.withMultipliers(Rung.CONTRACT_MULTIPLIER, multipliers("m|chat|-|*|*|0.5"));
    var preview =
        preview(
            AFTER,
            contract(
                MigrationRule.NEXT_PERIOD,
                "k",
                1,
                term("2026-01-01", "2027-01-01"),
                ladder,
                expected("chat", "04", "100")));
    assertEquals(
        new BigDecimal("44.50"), preview.totals().getOrDefault("EUR", Amounts.none()).after());
  }

  @Test
  void aProductThatTheNewVersionNoLongerPricesBlocksTheContract() {
    var term = term("2026-01-01", "2027-01-01");
    var ends = book("a|chat|-|*|2026-04-20|0.89", "b|mail|region=eu|*|*|1");
    var preview =
        preview(
            ends,
            contract(
                MigrationRule.NEXT_PERIOD,
                "k",
                1,
                term,
                BEFORE,
                expected("chat", "04", "0"),
                expected("mail", "04", "0"),
                expected("sms", "04", "1"),
                expected("fax", "04", "1")),
            contract(
                MigrationRule.NEXT_PERIOD, "stays", 1, term, BEFORE, expected("sms", "04", "1")));
    assertEquals(
        List.of(
            "k: is blocked, the new version has no price for chat at 2026-04-20 (list: a (chat)"
                + " ended at 2026-04-20T00:00:00Z), mail at 2026-04-01 (list: has no entry for"
                + " these dimensions, the nearest is b (mail, region eu))",
            "stays: has the new version from 2026-03-31T22:00:00Z, 0 of 1 expected lines change,"
                + " 2 → 2"),
        words(preview));
    assertEquals(
        new BigDecimal("2.00"), preview.totals().getOrDefault("EUR", Amounts.none()).after());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "-",
      value = {
        // today's price starts within the period, which has 28 days; the new book has none
        "a|chat|-|2026-04-10|*|1; d|fax|-|*|*|7; 2026-04-10; list: does not price this product",
        "a|chat|-|2026-04-28|*|1; d|fax|-|*|*|7; 2026-04-28; list: does not price this product",
        "a|chat|-|2026-04-29|*|1; d|fax|-|*|*|7; -; -",
        // the new one has it too, later and earlier
        "a|chat|-|2026-04-10|*|1; a|chat|-|2026-04-11|*|1; 2026-04-10;"
            + " list: a (chat) is not in force before 2026-04-11T00:00:00Z",
        "a|chat|-|2026-04-10|*|1; a|chat|-|2026-04-09|*|1; -; -",
        // both end, the new one on the same day and a day before
        "a|chat|-|*|2026-04-20|1; a|chat|-|*|2026-04-20|1; -; -",
        "a|chat|-|*|2026-04-20|1; a|chat|-|*|2026-04-19|1; 2026-04-19;"
            + " list: a (chat) ended at 2026-04-19T00:00:00Z",
        // other products and other values of a dimension do not matter
        "a|chat|region=eu|2026-04-10|*|1; d|fax|-|*|*|7; -; -"
      })
  void aPriceThatBeginsOrEndsWithinTheExpectedPeriodIsMissedToo(
      String old, String fresh, @Nullable String time, @Nullable String reason) {
    var outcome = outcome(Ladder.empty().withPrices(Rung.LIST, pinned(old)), book(fresh));
    assertEquals(
        time == null || reason == null
            ? List.of()
            : List.of(
                new MigrationPreview.Missing(
                    new BookDifference.Cell("chat", Map.of()), at(time), reason)),
        outcome instanceof Blocked blocked ? blocked.missing() : List.of());
  }

  @Test
  void aPriceOfAHigherRungThatEndsWithinTheExpectedPeriodUncoversTheMigratedBook() {
    var overwritten =
        Ladder.empty()
            .withPrices(Rung.LIST, pinned("a|chat|-|*|*|1"))
            .withPrices(Rung.CUSTOMER_BOOK, pinned("c|chat|-|*|2026-04-12|2"));
    assertEquals(
        at("2026-04-12"),
        ((Blocked) outcome(overwritten, book("d|fax|-|*|*|7"))).missing().getFirst().time(),
        "the customer's own price ends, and the list has none any more");
  }

  private static MigrationPreview.Outcome outcome(Ladder ladder, PriceBook to) {
    return preview(
            to,
            contract(
                MigrationRule.NOW,
                "k",
                1,
                term("2026-01-01", "2027-01-01"),
                ladder,
                expected("chat", "04", "1")))
        .contracts()
        .getFirst()
        .outcome();
  }

  private static PriceBook carrying(Price price) {
    return new PriceBook(
        List.of(),
        List.of(new BookEntry("chat", Map.of(), null, null, ChargeTerms.of(price), "d")));
  }

  @Test
  void aPriceThatCannotBeComputedFromWhatIsExpectedBlocksTheContract() {
    assertEquals(
        "QUANTITY_MISSING: the event of 1970-01-01T00:00:00Z has no offer",
        ((Blocked) outcome(BEFORE, carrying(new Dynamic("offer")))).missing().getFirst().reason());
  }

  @Test
  void aPriceOfTodayThatCannotBeComputedFromWhatIsExpectedIsLeftOutOfTheSums() {
    var carried = PinnedBook.fixed(PriceIndex.of(carrying(new Dynamic("offer"))));
    var moves = (Moves) outcome(Ladder.empty().withPrices(Rung.LIST, carried), AFTER);
    assertNull(moves.lines().getFirst().amounts());
    assertEquals(
        List.of("each unit at the offer that it carries → 0.89 per unit"),
        moves.lines().getFirst().changes());
    assertEquals(Amounts.none(), moves.amounts());
  }

  @Test
  void whatNoCellOfTodaysPriceCoversIsUnpricedTodayAndBlocksNothing() {
    var matrix =
        new ByDimension(
            List.of("region"),
            List.of(new ByDimension.Cell(Map.of("region", "eu"), Prices.perUnit("1"))));
    var carried = PinnedBook.fixed(PriceIndex.of(carrying(matrix)));
    var ladder = Ladder.empty().withPrices(Rung.LIST, carried);
    var moves = (Moves) outcome(ladder, book("d|fax|-|*|*|7"));
    assertNull(moves.lines().getFirst().amounts());
    assertEquals(List.of(), moves.lines().getFirst().changes());
  }

  @Test
  void datesThatAreStatedCountWhereTheTermIsNotKnown() {
    assertEquals(
        List.of("k: has the new version from 2026-04-01, 1 of 1 expected lines change, 990 → 890"),
        words(preview(AFTER, stated(MigrationRule.NEXT_PERIOD))));
    assertEquals(
        List.of("k: keeps its version for good"),
        words(preview(AFTER, stated(MigrationRule.RENEWAL))),
        "it has no renewal");
    var gone = preview(book("d|fax|-|*|*|7"), stated(MigrationRule.NOW));
    assertEquals(NOW, ((Blocked) gone.contracts().getFirst().outcome()).from());
  }

  private static MigratingContract stated(MigrationRule rule) {
    return new MigratingContract(
        "k",
        1,
        Currency.getInstance("EUR"),
        rule,
        new MigrationDates.Stated(Instant.parse("2026-04-01T00:00:00Z"), Optional.empty()),
        BEFORE,
        List.of(new Expected("chat", null, Usage.of(new BigDecimal("1000")))));
  }
}
