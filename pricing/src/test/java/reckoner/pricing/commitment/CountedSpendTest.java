package reckoner.pricing.commitment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.pricing.Currencies;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rounding;
import reckoner.pricing.calendar.ProratedAmount;
import reckoner.pricing.calendar.Proration;
import reckoner.pricing.calendar.ProrationBasis;
import reckoner.pricing.commitment.Commitment.Kind;
import reckoner.pricing.credit.Rollover;

class CountedSpendTest {
  private static final Rounding USD = Rounding.of(Currencies.of("USD"));

  @ParameterizedTest
  @CsvSource({
    "U-1, 10000, 9000, 1000",
    "U-2, 10000, 9600, 400",
    "U-3, 12000, 10000, 2000",
    "U-4, 100, 50, 50",
    "U-5, 100, 80, 20",
    "no spend, 100, 0, 100",
    "met, 100, 100, 0",
    "just not met, 100, 99.99, 0.01",
    "exceeded, 100, 100.01, 0",
    "rounded once, 100, 99.994, 0.01",
    "nothing committed, 0, 0, 0",
  })
  void aTrueUpIsWhatIsLacking(String id, String committed, String counted, String amount) {
    var trueUp = TrueUp.of(new BigDecimal(committed), new BigDecimal(counted), USD);
    assertEquals(amount, Decimals.plain(trueUp.amount()), id);
  }

  @ParameterizedTest
  @CsvSource({
    "I-6, 100, 15, 30, 50",
    "U-4 for half the month, 100, 15, 30, 50",
    "D-14 instalment, 15000, 1, 12, 1250",
    "whole, 100, 31, 31, 100",
    "none, 100, 0, 31, 0",
    "a third, 100, 1, 3, 33.33333333333333333333333333333333",
  })
  void aMinimumIsProratedByDays(
      String id, String minimum, long days, long ofDays, String prorated) {
    assertEquals(prorated, Decimals.plain(prorated(days, ofDays, new BigDecimal(minimum))), id);
  }

  @Test
  void aMonthsMinimumForHalfOfItIsTruedUpToItsHalfAsInU4() {
    var minimum = prorated(15, 30, BigDecimal.valueOf(100));
    assertEquals("20", Decimals.plain(TrueUp.of(minimum, BigDecimal.valueOf(30), USD).amount()));
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, false, 300, 100",
    "0.1, false, 100, 300",
    "0, false, 0, 400",
    "0.5, true, 0, 400",
  })
  void whatIsLackingMayBeCarriedIntoTheNextPeriod(
      String share, boolean isLastPeriod, String carried, String amount) {
    // capped at 300; the share is of the committed 1,000
    var rollover =
        new Rollover(
            Rollover.Base.ORIGINAL, new BigDecimal(share), Optional.of(BigDecimal.valueOf(300)));
    var trueUp =
        TrueUp.of(
            BigDecimal.valueOf(1000),
            BigDecimal.valueOf(600),
            USD,
            Optional.of(rollover),
            isLastPeriod);
    assertEquals(carried, Decimals.plain(trueUp.carried()));
    assertEquals(amount, Decimals.plain(trueUp.amount()));
  }

  @Test
  void whatAPrepaidCommitmentPaidDoesNotCountToAPostpaidOneAsInD3() {
    var counted =
        CountedSpend.of(
            List.of(spend("usage", "500")),
            List.of(
                commitment("postpaid", Kind.POSTPAID, 1, "400", "usage"),
                commitment("prepaid", Kind.PREPAID, 2, "400", "usage"),
                commitment("minimum", Kind.MINIMUM, 3, "600", "usage")));
    assertEquals("prepaid 400 0", shown(counted.prepaid()));
    assertEquals("100", Decimals.plain(counted.prepaid().overflowTotal()));
    assertEquals("postpaid 100 300", shown(counted.postpaid()));
    assertEquals("minimum 500 100", shown(counted.minimum()));
  }

  @ParameterizedTest
  @CsvSource({
    "U-6, 1100, first 1000 0 second 100 100, 0",
    "zero, 0, first 0 1000 second 0 200, 0",
    "first met, 1000, first 1000 0 second 0 200, 0",
    "just past it, 1000.01, first 1000 0 second 0.01 199.99, 0",
    "both met, 1200, first 1000 0 second 200 0, 0",
    "overflow, 1200.5, first 1000 0 second 200 0, 0.5",
  })
  void spendFillsCommitmentsByPriority(String id, String spend, String outcomes, String overflow) {
    var waterfall =
        Waterfall.of(
            List.of(spend("usage", spend)),
            List.of(
                commitment("second", Kind.MINIMUM, 2, "200", "usage"),
                commitment("first", Kind.MINIMUM, 1, "1000", "usage")));
    assertEquals(outcomes, shown(waterfall), id);
    assertEquals(overflow, Decimals.plain(waterfall.overflowTotal()), id);
  }

  @Test
  void onlyNamedChargesCountAndTheLargestProductTaxesTheTrueUp() {
    var waterfall =
        Waterfall.of(
            List.of(
                new Spend("fee", "platform", BigDecimal.valueOf(50)),
                new Spend("tokens", "models", BigDecimal.valueOf(30)),
                new Spend("images", "models", BigDecimal.valueOf(25)),
                new Spend("support", "people", BigDecimal.valueOf(500))),
            List.of(commitment("plan", Kind.MINIMUM, 1, "120", "fee", "tokens", "images")));
    assertEquals("plan 105 15", shown(waterfall));
    assertEquals(Optional.of("models"), waterfall.outcomes().getFirst().largestProduct());
    assertEquals("500", Decimals.plain(waterfall.overflowTotal()));
  }

  @Test
  void ofProductsThatContributedTheSameTheFirstTaxesTheTrueUp() {
    var waterfall =
        Waterfall.of(
            List.of(
                new Spend("fee", "platform", BigDecimal.TEN),
                new Spend("tokens", "models", BigDecimal.TEN)),
            List.of(commitment("plan", Kind.MINIMUM, 1, "120", "fee", "tokens")));
    assertEquals(Optional.of("platform"), waterfall.outcomes().getFirst().largestProduct());
  }

  @Test
  void theFeeAndItsUsageCountToThePlansMinimumAsInU5() {
    var waterfall =
        Waterfall.of(
            List.of(spend("fee", "50"), spend("units", "30")),
            List.of(commitment("plan", Kind.MINIMUM, 1, "100", "fee", "units")));
    assertEquals("plan 80 20", shown(waterfall));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aWaterfallLosesNoSpendAndFillsByPriority(long seed) {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 500; round++) {
      var spends = new ArrayList<Spend>();
      for (int i = random.nextInt(6); i > 0; i--) {
        spends.add(new Spend("c" + random.nextInt(4), "p" + random.nextInt(2), amount(random)));
      }
      var commitments = new ArrayList<Commitment>();
      for (int i = random.nextInt(5); i > 0; i--) {
        var charges = new HashSet<>(List.of("c0", "c" + random.nextInt(4)));
        commitments.add(
            new Commitment("m" + i, Kind.MINIMUM, random.nextInt(3), amount(random), charges));
      }
      var said = "seed " + seed + ": " + spends + " " + commitments;
      check(spends, Waterfall.of(spends, commitments), said);
    }
  }

  private static void check(List<Spend> spends, Waterfall waterfall, String said) {
    for (var charge : Set.of("c0", "c1", "c2", "c3")) {
      var spent = of(spends, charge);
      var counted =
          waterfall.parts().stream()
              .filter(part -> part.charge().equals(charge))
              .map(Waterfall.Part::amount)
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      assertEquals(0, spent.compareTo(counted.add(of(waterfall.overflow(), charge))), said);
    }
    for (int i = 0; i < waterfall.outcomes().size(); i++) {
      var outcome = waterfall.outcomes().get(i);
      var commitment = outcome.commitment();
      var parts =
          waterfall.parts().stream()
              .filter(part -> part.commitment().equals(commitment.id()))
              .map(Waterfall.Part::amount)
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      assertEquals(0, parts.compareTo(outcome.counted()), said);
      assertEquals(
          0, outcome.counted().add(outcome.shortfall()).compareTo(commitment.amount()), said);
      if (outcome.shortfall().signum() > 0) {
        // nothing that counts to it flowed on
        var later =
            waterfall.outcomes().subList(i + 1, waterfall.outcomes().size()).stream()
                .map(one -> one.commitment().id())
                .toList();
        assertTrue(
            waterfall.parts().stream()
                .noneMatch(part ->
                    later.contains(part.commitment())
                        && commitment.charges().contains(part.charge())),
            said);
        for (var charge : commitment.charges()) {
          assertEquals(0, of(waterfall.overflow(), charge).signum(), said);
        }
      }
    }
  }

  @Test
  void whatCannotBeIsRefused() {
    refused("a commitment names its charges: m", () -> commitment("m", Kind.MINIMUM, 1, "1"));
    refused(
        "a commitment is 0 or more: m -1", () -> commitment("m", Kind.MINIMUM, 1, "-1", "usage"));
    refused("spend is 0 or more: usage -1", () -> spend("usage", "-1"));
    assertEquals(BigDecimal.ZERO, commitment("m", Kind.MINIMUM, 1, "0", "usage").amount());
    assertEquals(BigDecimal.ZERO, spend("usage", "0").amount());
  }

  private static void refused(String message, Executable making) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, making).getMessage());
  }

  private static BigDecimal of(List<Spend> spends, String charge) {
    return spends.stream()
        .filter(spend -> spend.charge().equals(charge))
        .map(Spend::amount)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal amount(SplittableRandom random) {
    return BigDecimal.valueOf(random.nextLong(100_000), 3);
  }

  private static Spend spend(String charge, String amount) {
    return new Spend(charge, "product", new BigDecimal(amount));
  }

  private static Commitment commitment(
      String id, Kind kind, int priority, String amount, String... charges) {
    return new Commitment(
        id, kind, priority, new BigDecimal(amount), new HashSet<>(Arrays.asList(charges)));
  }

  private static String shown(Waterfall waterfall) {
    return waterfall.outcomes().stream()
        .map(outcome ->
            outcome.commitment().id()
                + " "
                + Decimals.plain(outcome.counted())
                + " "
                + Decimals.plain(outcome.shortfall()))
        .collect(Collectors.joining(" "));
  }

  private static BigDecimal prorated(long days, long ofDays, BigDecimal minimum) {
    var part = new Proration(ProrationBasis.LOCAL_DAYS, days, ofDays, days, ofDays);
    return new ProratedAmount(minimum, part, USD).exact();
  }
}
