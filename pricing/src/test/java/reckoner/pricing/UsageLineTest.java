package reckoner.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.pricing.UsageLine.Band;

class UsageLineTest {
  private static final Currency USD = Currencies.of("USD");
  private static final BigDecimal PLUS_20_PERCENT = new BigDecimal("1.20");

  @ParameterizedTest
  @CsvSource({
    // quantity, allowance used, exact, rounded: cost 2.50 a million, price 3.00 a million
    "0,0,0,0.00",
    "99999,99999,0,0.00",
    "100000,100000,0,0.00",
    "100001,100000,0.000003,0.00",
    "101666,100000,0.004998,0.00",
    "101667,100000,0.005001,0.01",
    "100000.5,100000,0.0000015,0.00",
    "1000000000000,100000,2999999.7,2999999.70"
  })
  void theAllowanceComesFirstAndTheLineIsRoundedOnce(
      String quantity, String allowance, String exact, String rounded) {
    var line =
        UsageLine.compute(
            List.of(band("2.5", quantity)), new BigDecimal(100_000), PLUS_20_PERCENT, USD);
    assertEquals(allowance, Decimals.plain(line.allowance()));
    assertEquals(exact, Decimals.plain(line.amountExact()));
    assertEquals(rounded, line.amount().toPlainString());
  }

  @Test
  void theAllowanceIsUsedBandByBandAndTheCostCoversFreeUnits() {
    var line =
        UsageLine.compute(
            List.of(band("1", "60000"), band("2", "60000"), band("4", "10000")),
            new BigDecimal(100_000),
            PLUS_20_PERCENT,
            USD);
    assertEquals(
        List.of("60000", "40000", "0"),
        line.steps().stream().map(step -> Decimals.plain(step.allowance())).toList());
    // 20,000 × 2.40 + 10,000 × 4.80, a million each
    assertEquals("0.096", Decimals.plain(line.amountExact()));
    // 0.06 + 0.12 + 0.04
    assertEquals("0.22", Decimals.plain(line.costExact()));
  }

  @ParameterizedTest
  @CsvSource({"USD,0.005,0.01", "USD,0.0049999999999999,0.00", "JPY,0.5,1", "KWD,0.0005,0.001"})
  @Tag("F34")
  void roundingIsHalfAwayFromZeroAtTheMinorUnit(String currency, String exact, String rounded) {
    assertEquals(
        rounded, Rounding.of(Currencies.of(currency)).round(new BigDecimal(exact)).toPlainString());
    assertEquals(
        new BigDecimal(rounded).negate(),
        Rounding.of(Currencies.of(currency)).round(new BigDecimal(exact).negate()));
  }

  @ParameterizedTest
  @CsvSource({
    "HALF_UP,0.005,0.01",
    "HALF_UP,0.015,0.02",
    "HALF_EVEN,0.005,0.00",
    "HALF_EVEN,0.015,0.02",
    "HALF_EVEN,-0.025,-0.02"
  })
  void aHalfIsRoundedByTheMode(Rounding.Mode mode, String exact, String rounded) {
    assertEquals(rounded, new Rounding(USD, mode).round(new BigDecimal(exact)).toPlainString());
  }

  @ParameterizedTest
  @CsvSource({"EURO,is not an ISO 4217 currency: EURO", "XAU,has no minor unit: XAU"})
  void whatCannotBeRoundedToIsNoCurrency(String code, String message) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> Currencies.of(code)).getMessage());
  }

  @Test
  void aRateIsNotBelowZeroAndForAUnitAtLeast() {
    assertEquals("0", new Rate(new BigDecimal("0.00"), 1).amount().toPlainString());
    assertEquals(
        "a rate is 0 or more: -1",
        assertThrows(IllegalArgumentException.class, () -> new Rate(BigDecimal.valueOf(-1), 1))
            .getMessage());
    assertEquals(
        "a rate is per 1 unit or more: 0",
        assertThrows(IllegalArgumentException.class, () -> new Rate(BigDecimal.ONE, 0))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "1,7",
    "10,0.7",
    "1000,0.007",
    "2,3.5",
    "20,0.35",
    "1001,0.006993006993006993006993006993006993"
  })
  void aRateIsForSoManyUnitsWhateverTheirNumber(long per, String amount) {
    assertEquals(amount, Decimals.plain(new Rate(BigDecimal.ONE, per).of(BigDecimal.valueOf(7))));
  }

  @Test
  void aPeriodIsHalfOpenAndHasALength() {
    var start = Instant.parse("2026-03-01T00:00:00Z");
    var period = new Period(start, start.plusSeconds(1));
    assertTrue(period.contains(start));
    assertTrue(period.contains(period.end().minusNanos(1)));
    assertFalse(period.contains(period.end()));
    assertFalse(period.contains(start.minusNanos(1)));
    assertThrows(IllegalArgumentException.class, () -> new Period(start, start));
  }

  @Test
  void aLineShowsItsQuantitiesInEveryStep() {
    var line =
        UsageLine.compute(
            List.of(band("1", "30"), band("2", "20.50")), new BigDecimal(40), PLUS_20_PERCENT, USD);
    assertEquals(
        List.of("50.5", "40", "10.5"),
        List.of(
            line.quantity().toPlainString(),
            line.allowance().toPlainString(),
            line.quantityPriced().toPlainString()));
    var step = line.steps().getLast();
    assertEquals(
        List.of("20.5", "10", "10.5", "0.0000252"),
        Stream.of(step.quantity(), step.allowance(), step.quantityPriced(), step.amountExact())
            .map(Decimals::plain)
            .toList());
    assertEquals(new Rate(new BigDecimal("2.4"), 1_000_000), step.price());
    assertEquals(new Rate(BigDecimal.TWO, 1_000_000), step.cost());
  }

  @Test
  void aDivisionThatDoesNotComeOutIsMadeAt34Digits() {
    assertEquals(
        "0.3333333333333333333333333333333333",
        new Rate(BigDecimal.ONE, 3).of(BigDecimal.ONE).toPlainString());
    assertEquals(
        "0.000000000000000000000001",
        Decimals.plain(new Rate(new BigDecimal("1e-18"), 1_000_000).of(BigDecimal.ONE)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  @Tag("F30")
  void anySplitOfABandGivesTheSameLine(long seed) {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      var cost = BigDecimal.valueOf(random.nextLong(1_000_000), 6).toPlainString();
      var parts = new ArrayList<Band>();
      long sum = 0;
      for (int i = random.nextInt(1, 8); i > 0; i--) {
        long part = random.nextLong(100_000);
        sum += part;
        parts.add(band(cost, Long.toString(part)));
      }
      var allowance = BigDecimal.valueOf(random.nextLong(200_000));
      var whole =
          UsageLine.compute(
              List.of(band(cost, Long.toString(sum))), allowance, PLUS_20_PERCENT, USD);
      var split = UsageLine.compute(parts, allowance, PLUS_20_PERCENT, USD);
      assertEquals(whole.amountExact(), split.amountExact(), () -> "seed " + seed);
      assertEquals(whole.allowance(), split.allowance(), () -> "seed " + seed);
      assertEquals(whole.costExact(), split.costExact(), () -> "seed " + seed);
    }
  }

  private static Band band(String costPerMillion, String quantity) {
    return new Band(
        "", new Rate(new BigDecimal(costPerMillion), 1_000_000), new BigDecimal(quantity));
  }
}
