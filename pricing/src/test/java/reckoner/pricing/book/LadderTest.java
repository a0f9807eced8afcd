package reckoner.pricing.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static reckoner.pricing.book.Books.at;
import static reckoner.pricing.book.Books.book;
import static reckoner.pricing.book.Books.multipliers;
import static reckoner.pricing.book.Books.named;
import static reckoner.pricing.book.Books.pinned;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.pricing.model.Usage;

class LadderTest {
  private static final Map<String, String> ANY = Map.of();

  private static Ladder full() {
    return Ladder.empty()
        .withPrices(Rung.LIST, pinned("l|chat|-|*|*|1"))
        .withPrices(Rung.SEGMENT_BOOK, pinned("s|chat|-|*|*|2"))
        .withPrices(Rung.CUSTOMER_BOOK, pinned("c|chat|-|*|*|3"))
        .withMultipliers(Rung.CONTRACT_MULTIPLIER, multipliers("cm|chat|-|*|*|0.5"))
        .withPrices(Rung.CONTRACT_OVERWRITE, pinned("co|chat|-|*|*|4"))
        .withMultipliers(Rung.COMMITMENT_MULTIPLIER, multipliers("mm|chat|-|*|*|0.25"))
        .withPrices(Rung.COMMITMENT_OVERWRITE, pinned("mo|chat|-|*|*|5"));
  }

  private static Ladder without(Ladder ladder, Rung rung) {
    return rung.multiplies()
        ? ladder.withMultipliers(rung, multipliers())
        : ladder.withPrices(rung, pinned());
  }

  private static Answer answer(Ladder ladder) {
    var answer = ladder.explain("chat", ANY, at("05"));
    assertEquals(ladder.find("chat", ANY, at("05")), answer.price());
    return answer;
  }

  private static LadderPrice price(Ladder ladder) {
    return priced(answer(ladder).price());
  }

  private static LadderPrice priced(@Nullable LadderPrice price) {
    return Objects.requireNonNull(price, "unpriced");
  }

  private static String amount(LadderPrice price, String quantity) {
    return price
        .charge(List.of(Usage.of(new BigDecimal(quantity))))
        .priced()
        .amountExact()
        .toPlainString();
  }

  private static List<Verdict.Code> codes(Answer answer) {
    return answer.rungs().stream().map(judged -> judged.verdict().code()).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "COMMITMENT_OVERWRITE, 50",
    "COMMITMENT_MULTIPLIER, 2.5",
    "CONTRACT_OVERWRITE, 40",
    "CONTRACT_MULTIPLIER, 5",
    "CUSTOMER_BOOK, 30",
    "SEGMENT_BOOK, 20",
    "LIST, 10"
  })
  void theFirstRungThatAppliesWinsAndNothingIsStacked(Rung first, String amount) {
    var ladder = full();
    for (var higher : Rung.values()) {
      if (higher.compareTo(first) < 0) {
        ladder = without(ladder, higher);
      }
    }
    var answer = answer(ladder);
    var price = price(ladder);
    assertEquals(first, price.rung());
    assertEquals(amount, amount(price, "10"));
    for (var judged : answer.rungs()) {
      int order = judged.rung().compareTo(first);
      assertEquals(
          order < 0
              ? Verdict.Code.PRODUCT_NOT_PRICED
              : order == 0 ? Verdict.Code.CHOSEN : Verdict.Code.A_HIGHER_RUNG_APPLIES,
          judged.verdict().code());
    }
  }

  @Test
  void aMultiplierMultipliesTheListPriceAndNoBookBelowIt() {
    var ladder =
        without(
            without(without(full(), Rung.COMMITMENT_OVERWRITE), Rung.COMMITMENT_MULTIPLIER),
            Rung.CONTRACT_OVERWRITE);
    assertEquals("5", amount(price(ladder), "10"));
    var charged = price(ladder).charge(List.of(Usage.of(new BigDecimal("3"))));
    assertEquals(charged.priced().amountExact(), charged.priced().recomputed());
    assertEquals(
        List.of("3 × 1 = 3", "3 × 0.5 (contract multiplier cm) = 1.5"),
        charged.priced().steps().stream().map(step -> step.words()).toList());
  }

  @Test
  void aMultiplierWhereTheListHasNoPriceMultipliesNothing() {
    var ladder =
        Ladder.empty()
            .withPrices(Rung.LIST, pinned("l|chat|-|01|05|1"))
            .withMultipliers(Rung.CONTRACT_MULTIPLIER, multipliers("cm|chat|-|*|*|0.5"))
            .withPrices(Rung.SEGMENT_BOOK, pinned("s|chat|-|*|*|2"));
    var answer = answer(ladder);
    assertEquals(Rung.SEGMENT_BOOK, price(ladder).rung());
    assertEquals(
        List.of(
            "commitment overwrite: there is none",
            "commitment multiplier: there is none",
            "contract overwrite: there is none",
            "contract multiplier: cm (chat) multiplies nothing: the list has no price",
            "customer book: there is none",
            "segment book: gives the price: s (chat)",
            "list: l (chat) ended at 2026-05-01T00:00:00Z"),
        answer.rungs().stream().map(Answer.Judged::words).toList());
    assertEquals("chat at 2026-05-01T00:00:00Z is priced by s of the segment book", answer.words());
  }

  @Test
  void anEventThatNoRungPricesIsUnpricedAndNeverFree() {
    var ladder =
        Ladder.empty()
            .withMultipliers(Rung.COMMITMENT_MULTIPLIER, multipliers("m|chat|-|*|*|0.5"))
            .withPrices(Rung.CUSTOMER_BOOK, pinned("c|chat|region=eu|*|*|2"))
            .withPrices(Rung.SEGMENT_BOOK, pinned("s|mail|-|*|*|2"))
            .withPrices(Rung.LIST, pinned("l|chat|-|06|*|1"));
    var answer = answer(ladder);
    assertNull(answer.price());
    assertEquals(
        List.of(
            Verdict.Code.NO_BOOK,
            Verdict.Code.MULTIPLIES_NOTHING,
            Verdict.Code.NO_BOOK,
            Verdict.Code.NO_BOOK,
            Verdict.Code.DIMENSIONS_NOT_COVERED,
            Verdict.Code.PRODUCT_NOT_PRICED,
            Verdict.Code.NOT_YET_IN_FORCE),
        codes(answer));
    assertEquals(
        "chat at 2026-05-01T00:00:00Z is unpriced: no rung of the ladder has a price for it",
        answer.words());
  }

  @Test
  void wouldHaveAppliedSaysWhatAndUnderWhichRung() {
    var answer = answer(full());
    assertEquals(
        "list: would give l (chat), but the commitment overwrite applies",
        answer.rungs().getLast().words());
    var multiplied =
        Ladder.empty()
            .withPrices(Rung.LIST, pinned("l|chat|region=eu|*|*|1"))
            .withMultipliers(Rung.CONTRACT_MULTIPLIER, multipliers("cm|chat|-|*|*|0.90"))
            .explain("chat", named("region=eu"), at("05"));
    assertEquals(
        "chat, region eu at 2026-05-01T00:00:00Z is priced by l of the list × 0.9, cm of the"
            + " contract multiplier",
        multiplied.words());
  }

  @Test
  void aRungHasEitherPricesOrMultipliers() {
    assertEquals(
        "the contract multiplier multiplies",
        assertThrows(
                IllegalArgumentException.class,
                () -> Ladder.empty().withPrices(Rung.CONTRACT_MULTIPLIER, pinned()))
            .getMessage());
    assertEquals(
        "the list has prices",
        assertThrows(
                IllegalArgumentException.class,
                () -> Ladder.empty().withMultipliers(Rung.LIST, multipliers()))
            .getMessage());
  }

  @Test
  void aPinnedVersionIsFollowedOnlyWhereItHasNoEntryInForce() {
    var first = PriceIndex.of(book("1|chat|-|*|06|1", "1m|mail|region=eu|*|*|1"));
    var second =
        PriceIndex.of(book("2|chat|-|*|*|2", "2m|mail|-|*|*|2", "2e|mail|region=eu|*|*|2"));
    var third = PriceIndex.of(book("3|chat|-|*|*|3", "3s|sms|-|07|*|3"));
    var following = PinnedBook.following(first, List.of(second, third));
    assertEquals("1", key(following, "chat", "05"));
    // where the pinned one has ended the earliest later version answers
    assertEquals("2", key(following, "chat", "06"));
    assertEquals("3s", key(following, "sms", "07"));
    var europe = Ladder.empty().withPrices(Rung.LIST, following);
    assertEquals("1m", priced(europe.find("mail", named("region=eu"), at("05"))).entry().key());
    assertEquals("2m", key(following, "mail", "05"));
    var fixed = Ladder.empty().withPrices(Rung.LIST, PinnedBook.fixed(first));
    assertNull(fixed.find("chat", ANY, at("06")));
    assertNull(fixed.find("sms", ANY, at("07")));
    assertThrows(IllegalArgumentException.class, () -> new PinnedBook<BookEntry>(List.of()));
  }

  @Test
  void ofSeveralVersionsTheReasonIsThatOfTheOneThatComesNearest() {
    var first = PriceIndex.of(book("1|chat|region=eu|*|*|1"));
    var second = PriceIndex.of(book("2|chat|-|06|*|2"));
    var third = PriceIndex.of(book("3|chat|-|07|*|2"));
    var ladder =
        Ladder.empty().withPrices(Rung.LIST, PinnedBook.following(first, List.of(second, third)));
    assertEquals(
        "list: 2 (chat) is not in force before 2026-06-01T00:00:00Z",
        answer(ladder).rungs().getLast().words());
    assertEquals(
        "list: has no entry for these dimensions, the nearest is 1 (chat, region eu)",
        answer(
                Ladder.empty()
                    .withPrices(
                        Rung.LIST, PinnedBook.following(first, List.of(PriceIndex.of(book())))))
            .rungs()
            .getLast()
            .words());
  }

  private static String key(PinnedBook<BookEntry> book, String product, String time) {
    return priced(Ladder.empty().withPrices(Rung.LIST, book).find(product, ANY, at(time)))
        .entry()
        .key();
  }
}
