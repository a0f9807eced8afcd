package reckoner.pricing.commitment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rate;

class CommittedPriceTest {
  @ParameterizedTest
  @CsvSource({
    // id, inside, per, outside, per, quantity, committed, inside, outside, left
    "D-6 lasts, 0.8, 1000000, 0.95, 1000000, 12500000000, 10000, 10000, 0, 0",
    "D-6 past it, 0.8, 1000000, 0.95, 1000000, 13500000000, 10000, 10000, 950, 0",
    "D-6 outside, 0.8, 1000000, 0.95, 1000000, 1000000, 0, 0, 0.95, 0",
    "D-7 input, 7.2, 1, 8, 1, 150, 720, 720, 400, 0",
    "D-7 output, 17.1, 1, 16, 1, 150, 1710, 1710, 800, 0",
    "D-8, 2, 1, 0, 1, 150, 200, 200, 0, 0",
    "D-14 month 1, 0.46, 1, 0.4646, 1, 20000, 15000, 9200, 0, 5800",
    "D-14 overage, 0.46, 1, 0.4646, 1, 100, 0, 0, 46.46, 0",
    "D-2, 1, 1, 1, 1, 10, 4, 4, 6, 0",
    "zero, 2, 1, 3, 1, 0, 10, 0, 0, 10",
    "boundary, 2, 1, 3, 1, 5, 10, 10, 0, 0",
    "just past it, 2, 1, 3, 1, 5.001, 10, 10, 0.003, 0",
    "a free rate lasts for ever, 0, 1, 3, 1, 1000, 10, 0, 0, 10",
    "a free rate of nothing committed, 0, 1, 3, 1, 5, 0, 0, 0, 0",
    "thirds come out, 3, 1, 6, 1, 10, 10, 10, 40, 0",
    "huge, 1, 1, 2, 1, 100000000000000000000.5, 1, 1, 199999999999999999999, 0",
  })
  void oneRateHoldsWhileTheCommitmentLastsAnotherPastIt(
      String id,
      String inside,
      long insidePer,
      String outside,
      long outsidePer,
      String quantity,
      String committed,
      String amountInside,
      String amountOutside,
      String left) {
    var priced =
        new CommittedPrice(
                new Rate(new BigDecimal(inside), insidePer),
                new Rate(new BigDecimal(outside), outsidePer))
            .price(new BigDecimal(quantity), new BigDecimal(committed));
    assertEquals(
        List.of(amountInside, amountOutside, left),
        List.of(
            Decimals.plain(priced.amountInside()),
            Decimals.plain(priced.amountOutside()),
            Decimals.plain(priced.left())),
        id);
  }

  @Test
  void theRatesOfD6AndD14AreMultipliersOfTheList() {
    var list = new Rate(BigDecimal.ONE, 1_000_000);
    assertEquals(new Rate(new BigDecimal("0.8"), 1_000_000), list.times(new BigDecimal("0.8")));
    assertEquals(
        new Rate(new BigDecimal("0.4646"), 1),
        new Rate(new BigDecimal("0.46"), 1).times(new BigDecimal("1.01")));
  }

  @ParameterizedTest
  @CsvSource({
    "U-7, 500, 2, 1, 1.5, true, 700, 1600",
    "U-7 short, 500, 2, 1, 1.5, true, 300, 1000",
    "U-7 without true-up, 500, 2, 1, 1.5, false, 300, 600",
    "U-8, 10, 2, 1, 1.5, true, 15 6 10, 75",
    "U-8 by hour, 10, 2, 1, 1.5, true, 15, 35",
    "no usage, 10, 2, 1, 1.5, true, 0 0, 40",
    "no usage and no true-up, 10, 2, 1, 1.5, false, 0 0, 0",
    "boundary, 10, 2, 1, 1.5, true, 10, 20",
    "nothing committed, 0, 2, 1, 1.5, true, 5, 15",
    "just past it, 10, 2, 1, 1.5, true, 10.01, 20.03",
    "D-13, 10000000, 20, 10000000, 2.5, true, 12000000, 30",
    "D-13 not used up, 10000000, 20, 10000000, 2.5, true, 5000000, 20",
  })
  void aQuantityIsCommittedForEachWindow(
      String id,
      String committed,
      String price,
      long per,
      String factor,
      boolean isTrueUp,
      String quantities,
      String amount) {
    var commitment =
        WindowCommitment.ofQuantity(
            new BigDecimal(committed),
            new Rate(new BigDecimal(price), per),
            new BigDecimal(factor),
            isTrueUp);
    assertEquals(amount, Decimals.plain(commitment.bill(decimals(quantities)).amountExact()), id);
  }

  @ParameterizedTest
  @CsvSource({
    "U-9 peak, 0.10, 500, 1.5, false, 6000, 650",
    "U-9 peak met, 0.10, 500, 1.5, false, 5000, 500",
    "U-9 night, 0.04, 100, 1, true, 1000, 100",
  })
  void moneyIsCommittedForEachWindow(
      String id,
      String price,
      String committed,
      String factor,
      boolean isTrueUp,
      String quantity,
      String amount) {
    var rate = new Rate(new BigDecimal(price), 1);
    var commitment =
        new WindowCommitment(
            new BigDecimal(committed),
            new CommittedPrice(rate, rate.times(new BigDecimal(factor))),
            isTrueUp);
    assertEquals(amount, Decimals.plain(commitment.bill(decimals(quantity)).amountExact()), id);
  }

  @Test
  void everyWindowShowsHowItComesToItsAmount() {
    var billed =
        WindowCommitment.ofQuantity(
                BigDecimal.TEN, new Rate(BigDecimal.TWO, 1), new BigDecimal("1.5"), true)
            .bill(decimals("15 6"));
    assertEquals(
        "15: 20 + 0 + 15 = 35, 6: 12 + 8 + 0 = 20",
        billed.windows().stream()
            .map(window ->
                "%s: %s + %s + %s = %s"
                    .formatted(
                        window.quantity(),
                        window.inside(),
                        window.trueUp(),
                        window.overage(),
                        window.amount()))
            .collect(Collectors.joining(", ")));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aQuantityPricedInTwoStepsComesToTheSame(long seed) {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 500; round++) {
      var price = new CommittedPrice(rate(random), rate(random));
      var committed = BigDecimal.valueOf(random.nextLong(100_000), 2);
      var first = BigDecimal.valueOf(random.nextLong(100_000), 2);
      var second = BigDecimal.valueOf(random.nextLong(100_000), 2);
      var said = "seed " + seed + ": " + price + " " + committed + " " + first + " " + second;
      var whole = price.price(first.add(second), committed);
      var early = price.price(first, committed);
      var late = price.price(second, early.left());
      near(whole.amount(), early.amount().add(late.amount()), said);
      near(whole.left(), late.left(), said);
      near(whole.quantityInside().add(whole.quantityOutside()), first.add(second), said);
      near(committed, whole.amountInside().add(whole.left()), said);
    }
  }

  /** Within the error of divisions that do not come out. */
  private static void near(BigDecimal one, BigDecimal other, String said) {
    assertTrue(one.subtract(other).abs().compareTo(new BigDecimal("1e-20")) < 0, said);
  }

  @Test
  void whatIsBelowZeroIsRefused() {
    var rate = new Rate(BigDecimal.ONE, 1);
    assertEquals(
        "a commitment is 0 or more: -1",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new WindowCommitment(
                        BigDecimal.ONE.negate(), new CommittedPrice(rate, rate), true))
            .getMessage());
    assertEquals(
        "a quantity and a commitment are 0 or more: 1 -1",
        assertThrows(
                IllegalArgumentException.class,
                () -> new CommittedPrice(rate, rate).price(BigDecimal.ONE, BigDecimal.ONE.negate()))
            .getMessage());
    assertEquals(
        "a quantity and a commitment are 0 or more: -1 1",
        assertThrows(
                IllegalArgumentException.class,
                () -> new CommittedPrice(rate, rate).price(BigDecimal.ONE.negate(), BigDecimal.ONE))
            .getMessage());
  }

  private static Rate rate(SplittableRandom random) {
    return new Rate(BigDecimal.valueOf(random.nextLong(1_000), 2), 1 + random.nextInt(7));
  }

  private static List<BigDecimal> decimals(String texts) {
    return Arrays.stream(texts.split(" ")).map(BigDecimal::new).toList();
  }
}
