package reckoner.catalog.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
  /** 20 + 0.05 × (n − 500) and 29 + 0.04 × n are equal at 3,400. */
  @Test
  void aCrossingIsTheFirstUnitAtWhichTheOtherIsCheaper() {
    var comparison = Comparison.of(offers("hybrid", "hybrid/helper-platform"), 1, 100_000);
    assertEquals(
        List.of(
            new Comparison.Crossing(
                0, 1, 3_401, new BigDecimal("165.05"), new BigDecimal("165.04"))),
        comparison.crossings());
  }

  /** 0.99 × n is above 20 from 21 on, and above 20 + 0.05 × (n − 500) for ever after. */
  @Test
  void severalOffersCrossInTheOrderOfTheirVolumes() {
    var comparison =
        Comparison.of(offers("outcome", "hybrid", "hybrid/helper-platform"), 1, 100_000);
    // 0.99 × 31 = 30.69 and 29 + 0.04 × 31 = 30.24; of 30 they are 29.70 and 30.20
    assertEquals(
        List.of("outcome → hybrid at 21", "outcome → platform at 31", "hybrid → platform at 3401"),
        comparison.crossings().stream().map(ComparisonTest::words).toList());
  }

  private static String words(Comparison.Crossing crossing) {
    var names = List.of("outcome", "hybrid", "platform");
    return "%s → %s at %d"
        .formatted(names.get(crossing.before()), names.get(crossing.after()), crossing.units());
  }

  @Test
  void rowsHaveTheExactTotalsAndTheLeastOfThem() {
    var rows = Comparison.of(offers("outcome", "hybrid"), 1, 1_000).rows();
    assertEquals(
        List.of(1L, 2L, 5L, 10L, 20L, 50L, 100L, 200L, 500L, 1_000L),
        rows.stream().map(Comparison.Row::units).toList());
    assertEquals(
        List.of(new BigDecimal("990.00"), new BigDecimal("45.00")), rows.getLast().totals());
    assertEquals(new BigDecimal("45.00"), rows.getLast().least());
    assertEquals(new BigDecimal("0.99"), rows.getFirst().least());
  }

  @Test
  void offersThatCostTheSameDoNotCross() {
    assertEquals(List.of(), Comparison.of(offers("outcome", "outcome"), 1, 1_000_000).crossings());
  }

  @Test
  void offersOfDifferentCurrenciesAreNotCompared() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Comparison.of(offers("hybrid", "custom-development"), 1, 10));
  }

  @Test
  void twoToSixOffersAreCompared() {
    var one = offers("outcome");
    assertThrows(IllegalArgumentException.class, () -> Comparison.of(one, 1, 10));
    assertEquals(6, Comparison.of(Collections.nCopies(6, one.getFirst()), 1, 10).offers().size());
    assertThrows(
        IllegalArgumentException.class,
        () -> Comparison.of(Collections.nCopies(7, one.getFirst()), 1, 10));
  }

  @ParameterizedTest
  @CsvSource({"0, 10", "10, 10", "10, 9", "1, 1000000000001", "-1, 5"})
  void aRangeThatIsNoneIsRefused(long from, long to) {
    assertThrows(
        IllegalArgumentException.class, () -> Comparison.of(offers("outcome", "hybrid"), from, to));
  }

  @Test
  void volumesAscendFromOneEndOfTheRangeToTheOther() {
    assertEquals(List.of(7L, 8L, 9L, 10L, 11L, 12L, 13L), Volumes.samples(7, 13));
    var all = Volumes.samples(1, Invoices.UNITS_MAX);
    assertEquals(1L, all.getFirst());
    assertEquals(Invoices.UNITS_MAX, all.getLast());
    for (int i = 1; i < all.size(); i++) {
      assertTrue(all.get(i) > all.get(i - 1));
      assertTrue(all.get(i) <= all.get(i - 1) + Math.max(1, all.get(i - 1) / 5), "gaps are small");
    }
  }

  private static List<TemplateOffer> offers(String... names) {
    return Stream.of(names).map(name -> Templates.offer(name).orElseThrow()).toList();
  }
}
