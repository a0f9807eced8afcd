package reckoner.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.SplittableRandom;
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
  void roundingIsHalfAwayFromZeroAtTheMinorUnit(String currency, String exact, String rounded) {
    assertEquals(
        rounded, Rounding.of(Currencies.of(currency)).round(new BigDecimal(exact)).toPlainString());
    assertEquals(
        new BigDecimal(rounded).negate(),
        Rounding.of(Currencies.of(currency)).round(new BigDecimal(exact).negate()));
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
