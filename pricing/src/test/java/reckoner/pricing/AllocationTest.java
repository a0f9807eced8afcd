package reckoner.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.pricing.Allocation.Drift;

class AllocationTest {
  @ParameterizedTest
  @CsvSource({
    "20, 100 25, 2, LARGEST_REMAINDER, 16.00 4.00", // I-4
    "5, 10 20, 2, LARGEST_REMAINDER, 1.67 3.33",
    "5, 10 20, 2, LAST_PART, 1.66 3.34", // N-3
    "10, 1 1 1, 2, LARGEST_REMAINDER, 3.34 3.33 3.33",
    "10, 1 1 1, 2, LAST_PART, 3.33 3.33 3.34",
    "-10, 1 1 1, 2, LARGEST_REMAINDER, -3.34 -3.33 -3.33",
    "0.02, 1 1 1, 2, LARGEST_REMAINDER, 0.01 0.01 0.00",
    "0, 1 2, 2, LARGEST_REMAINDER, 0.00 0.00",
    "10, 0 0, 2, LARGEST_REMAINDER, 5.00 5.00",
    "10, 0 1 0, 2, LARGEST_REMAINDER, 0.00 10.00 0.00",
    "100, 0.5 0.25 0.25, 0, LARGEST_REMAINDER, 50 25 25",
    "1, 0.333 0.333 0.334, 0, LARGEST_REMAINDER, 0 0 1",
    "7, 3, 2, LARGEST_REMAINDER, 7.00"
  })
  void thePartsAreByWeightAndSumToTheWhole(
      String amount, String weights, int digits, Drift drift, String parts) {
    var split = Allocation.split(new BigDecimal(amount), decimals(weights), digits, drift);
    assertEquals(
        parts, split.stream().map(BigDecimal::toPlainString).collect(Collectors.joining(" ")));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @Tag("F29")
  void noPartIsAUnitOrMoreFromItsShare(long seed) {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 500; round++) {
      var amount = BigDecimal.valueOf(random.nextLong(-1_000_000, 1_000_000), 2);
      var weights = new ArrayList<BigDecimal>();
      for (int i = random.nextInt(1, 10); i > 0; i--) {
        weights.add(BigDecimal.valueOf(random.nextLong(1, 1_000), random.nextInt(4)));
      }
      var parts = Allocation.split(amount, weights, 2, Drift.LARGEST_REMAINDER);
      assertEquals(amount, parts.stream().reduce(BigDecimal.ZERO, BigDecimal::add), "seed " + seed);
      var total = weights.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
      for (int i = 0; i < parts.size(); i++) {
        var share = Decimals.divide(amount.multiply(weights.get(i)), total);
        assertTrue(
            parts.get(i).subtract(share).abs().compareTo(new BigDecimal("0.01")) < 0,
            "seed " + seed + ": " + parts.get(i) + " for " + share);
      }
    }
  }

  @Test
  void whatCannotBeSplitIsRefused() {
    refused("nothing to split over", "1", List.of());
    refused("a weight is 0 or more: -1", "1", decimals("2 -1"));
    refused("an amount to split has at most 2 fractional digits: 0.001", "0.001", decimals("1"));
  }

  private static void refused(String message, String amount, List<BigDecimal> weights) {
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () -> Allocation.split(new BigDecimal(amount), weights, 2, Drift.LARGEST_REMAINDER))
            .getMessage());
  }

  private static List<BigDecimal> decimals(String texts) {
    return Arrays.stream(texts.split(" ")).map(BigDecimal::new).toList();
  }
}
