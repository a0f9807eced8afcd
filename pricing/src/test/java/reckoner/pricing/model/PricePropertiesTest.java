package reckoner.pricing.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.pricing.Decimals;
import reckoner.pricing.LaterLine;
import reckoner.pricing.Rate;
import reckoner.pricing.Rounding;
import reckoner.pricing.model.Packaging.PackageRounding;

/** What holds for every price, whatever its numbers are. */
class PricePropertiesTest {
  private static final int ROUNDS = 300;

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  @Tag("F30")
  void anySplitInAnyOrderSumsToTheWhole(long seed) {
    var random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      var price = price(random);
      var parts = parts(random);
      Collections.shuffle(parts, random);
      var before = BigDecimal.ZERO;
      var sum = BigDecimal.ZERO;
      for (var part : parts) {
        sum = sum.add(price.marginal(before, part));
        before = before.add(part);
      }
      var nothing = price.amount(BigDecimal.ZERO, Trace.off());
      same(price.amount(before, Trace.off()), sum.add(nothing), price + " seed " + seed);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  @Tag("F32")
  void laterLinesSumToThePeriodBilledInOne(long seed) {
    var random = new Random(seed);
    var rounding = Rounding.of(Currency.getInstance(random.nextBoolean() ? "USD" : "JPY"));
    for (int round = 0; round < ROUNDS; round++) {
      var price = price(random);
      var quantity = BigDecimal.ZERO;
      var billed = rounding.round(BigDecimal.ZERO);
      for (var part : parts(random)) {
        quantity = quantity.add(part);
        var exact = price.amount(quantity, Trace.off());
        billed = billed.add(LaterLine.of(exact, billed, rounding).amount());
      }
      assertEquals(
          rounding.round(price.amount(quantity, Trace.off())), billed, price + " seed " + seed);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33})
  @Tag("F31")
  void everyQuantityHasOnePriceThatItsExplanationRecomputes(long seed) {
    var random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      var price = price(random);
      for (var quantity : interesting(price, random)) {
        var priced = price.explain(quantity);
        var what = price + " at " + quantity + " seed " + seed;
        same(price.amount(quantity, Trace.off()), priced.amountExact(), what);
        same(priced.amountExact(), priced.recomputed(), what);
        assertTrue(priced.amountExact().signum() >= 0, what);
      }
    }
  }

  /** Volume and stair-step prices may fall, as their sellers want. */
  @ParameterizedTest
  @ValueSource(longs = {41, 42, 43})
  @Tag("F31")
  void moreNeverCostsLessUnlessTheModelSaysSo(long seed) {
    var random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      var price = price(random);
      if (price instanceof Volume || price instanceof StairStep) {
        continue;
      }
      var last = BigDecimal.ZERO;
      for (var quantity : interesting(price, random)) {
        var amount = price.amount(quantity, Trace.off());
        assertTrue(amount.compareTo(last) >= 0, price + " at " + quantity + " seed " + seed);
        last = amount;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {51, 52})
  void aGraduatedPriceIsTheSumOfItsTiersAndAVolumeOfOneTierIsPerUnit(long seed) {
    var random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      var rate = rate(random);
      var one = Tiers.of(List.of(Tier.last(rate)));
      var quantity = quantity(random);
      var expected = new PerUnit(rate).amount(quantity, Trace.off());
      same(expected, new Volume(one).amount(quantity, Trace.off()), "seed " + seed);
      same(expected, new Graduated(one).amount(quantity, Trace.off()), "seed " + seed);
    }
  }

  private static void same(BigDecimal expected, BigDecimal found, String what) {
    assertEquals(Decimals.plain(expected), Decimals.plain(found), what);
  }

  /** Ascending: zero, each bound, its neighbours, and some others. */
  private static List<BigDecimal> interesting(QuantityPrice price, Random random) {
    var quantities = new ArrayList<>(List.of(BigDecimal.ZERO, quantity(random)));
    var tiers =
        switch (price) {
          case Graduated graduated -> graduated.tiers().tiers();
          case Volume volume -> volume.tiers().tiers();
          case StairStep stair -> stair.tiers().tiers();
          case Flat _, PerUnit _, Capacity _ -> List.<Tier>of();
        };
    var step = new BigDecimal("0.000000000001");
    for (var tier : tiers) {
      var upTo = tier.upTo();
      if (upTo != null) {
        quantities.addAll(List.of(upTo.subtract(step), upTo, upTo.add(step)));
      }
    }
    Collections.sort(quantities);
    return quantities;
  }

  /** Rates whose divisions come out, so that sums are exact. */
  private static QuantityPrice price(Random random) {
    List<Function<Random, QuantityPrice>> models =
        List.of(
            r -> new Flat(amount(r)),
            r -> new PerUnit(rate(r), packaging(r)),
            r -> new Graduated(tiers(r)),
            r -> new Volume(tiers(r)),
            r -> new StairStep(bands(r)),
            r -> new Capacity(quantity(r), amount(r), new PerUnit(rate(r))),
            r -> new Capacity(quantity(r), amount(r), new Graduated(tiers(r))));
    return models.get(random.nextInt(models.size())).apply(random);
  }

  private static Tiers tiers(Random random) {
    var rows = new ArrayList<Tier>();
    var upTo = BigDecimal.ZERO;
    for (int i = random.nextInt(5); i > 0; i--) {
      upTo = upTo.add(quantity(random)).add(BigDecimal.ONE);
      rows.add(new Tier(upTo, rate(random), flat(random)));
    }
    rows.add(new Tier(null, rate(random), flat(random)));
    return new Tiers(
        rows,
        one(random, Tiers.Edge.values()),
        one(random, Tiers.Zero.values()),
        packaging(random));
  }

  private static Tiers bands(Random random) {
    var rows =
        tiers(random).tiers().stream()
            .map(tier -> new Tier(tier.upTo(), new Rate(BigDecimal.ZERO, 1), tier.flat()))
            .toList();
    return Tiers.of(rows);
  }

  private static @Nullable Packaging packaging(Random random) {
    return random.nextInt(3) > 0
        ? null
        : new Packaging(
            BigDecimal.valueOf(1 + random.nextInt(1000), random.nextInt(3)),
            one(random, PackageRounding.values()),
            random.nextInt(3));
  }

  private static Rate rate(Random random) {
    return new Rate(amount(random), one(random, new Integer[] {1, 8, 100, 1000, 1_000_000}));
  }

  private static BigDecimal amount(Random random) {
    return BigDecimal.valueOf(random.nextInt(100_000), random.nextInt(6));
  }

  private static BigDecimal flat(Random random) {
    return random.nextBoolean() ? BigDecimal.ZERO : amount(random);
  }

  private static BigDecimal quantity(Random random) {
    return BigDecimal.valueOf(random.nextInt(1_000_000), random.nextInt(5));
  }

  private static List<BigDecimal> parts(Random random) {
    var parts = new ArrayList<BigDecimal>();
    for (int i = random.nextInt(1, 8); i > 0; i--) {
      parts.add(quantity(random));
    }
    return parts;
  }

  private static <T> T one(Random random, T[] values) {
    return values[random.nextInt(values.length)];
  }
}
