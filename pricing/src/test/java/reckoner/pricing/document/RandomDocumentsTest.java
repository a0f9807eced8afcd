package reckoner.pricing.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.pricing.Allocation.Drift;
import reckoner.pricing.Currencies;
import reckoner.pricing.Rounding;
import reckoner.pricing.document.Policies.CreditPlace;
import reckoner.pricing.document.Policies.DiscountPlace;
import reckoner.pricing.document.Policies.MinimumPlace;
import reckoner.pricing.document.Policies.RoundingPlace;
import reckoner.pricing.document.Policies.Shortfall;
import reckoner.pricing.document.Policies.TaxPlace;

class RandomDocumentsTest {
  private static final int DOCUMENTS = 33_600; // of each seed; 100,800 together
  private static final List<Policies> EVERY_POLICY = everyPolicy();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @Tag("F29")
  void underEveryPolicyTheLinesSumToTheDocument(long seed) {
    var random = new SplittableRandom(seed);
    for (int i = 0; i < DOCUMENTS; i++) {
      var policies = EVERY_POLICY.get(i % EVERY_POLICY.size());
      var document = random(random, policies);
      var said = "seed " + seed + ": " + document;
      var computed = ComputedDocument.of(document);
      checkLines(document, computed, said);
      checkDocument(document, computed, said);
    }
  }

  private static List<Policies> everyPolicy() {
    var all = new ArrayList<Policies>();
    for (var rounding : RoundingPlace.values()) {
      for (var drift : Drift.values()) {
        for (var discounts : DiscountPlace.values()) {
          for (var credits : CreditPlace.values()) {
            for (var minimums : MinimumPlace.values()) {
              for (var shortfall : Shortfall.values()) {
                for (var taxes : TaxPlace.values()) {
                  if (minimums == MinimumPlace.BEFORE_CREDITS
                      || credits == CreditPlace.BEFORE_TAX) {
                    all.add(
                        new Policies(
                            rounding, drift, discounts, credits, minimums, shortfall, taxes));
                  }
                }
              }
            }
          }
        }
      }
    }
    return all;
  }

  private static void checkLines(Document document, ComputedDocument computed, String said) {
    var total = BigDecimal.ZERO;
    for (var line : computed.lines()) {
      var due = line.amount();
      var included = BigDecimal.ZERO;
      var taxes = BigDecimal.ZERO;
      for (var step : line.steps()) {
        assertEquals(0, due.compareTo(step.before()), said);
        due = due.add(step.effect());
        if (step instanceof LineStep.Taxed tax) {
          taxes = taxes.add(tax.amount());
          included = tax.inclusive() ? included.add(tax.amount()) : included;
          assertTrue(
              document
                      .rounding()
                      .round(tax.exact())
                      .subtract(tax.amount())
                      .abs()
                      .unscaledValue()
                      .longValueExact()
                  <= computed.lines().size(),
              said);
        } else if (step.before().signum() >= 0) {
          assertTrue(due.signum() >= 0, said);
        }
      }
      assertEquals(0, due.compareTo(line.total()), said);
      assertEquals(document.rounding().digits(), line.total().scale(), said);
      total = total.add(line.total());
    }
    assertEquals(0, total.compareTo(computed.totals().total()), said);
  }

  private static void checkDocument(Document document, ComputedDocument computed, String said) {
    for (var step : computed.steps()) {
      switch (step) {
        case DocumentStep.Discounted discounted -> {
          assertEquals(
              0, discounted.amount().compareTo(sum(computed, discounted.discount().id())), said);
          assertTrue(discounted.amount().compareTo(discounted.base()) <= 0, said);
        }
        case DocumentStep.RaisedToMinimum raised ->
            assertEquals(0, raised.shortfall().compareTo(raised(computed, raised.bound())), said);
        case DocumentStep.CutToMaximum cut ->
            assertEquals(0, cut.excess().compareTo(cut(computed, cut.bound())), said);
        case DocumentStep.Credited credited -> {
          assertEquals(0, credited.paid().compareTo(sum(computed, credited.credit().id())), said);
          assertEquals(
              0, credited.credit().amount().compareTo(credited.paid().add(credited.left())), said);
          assertTrue(credited.left().signum() >= 0, said);
        }
        case DocumentStep.Taxed taxed -> {
          assertEquals(0, taxed.amount().compareTo(sum(computed, taxed.tax().id())), said);
          if (document.policies().taxes() == TaxPlace.DOCUMENT) {
            assertEquals(document.rounding().round(taxed.exact()), taxed.amount(), said);
          }
        }
      }
    }
    var totals = computed.totals();
    assertTrue(totals.balanceUsed().compareTo(document.balance()) <= 0, said);
    assertTrue(totals.balanceUsed().signum() >= 0, said);
    // tax after credits may be below zero on its own, on credit lines
    if (document.policies().credits() == CreditPlace.AFTER_TAX && totals.credits().signum() > 0) {
      assertTrue(totals.total().signum() >= 0, said);
    }
    if (document.policies().rounding() == RoundingPlace.DOCUMENT) {
      var exact =
          document.lines().stream().map(Line::amountExact).reduce(BigDecimal.ZERO, BigDecimal::add);
      var amounts =
          IntStream.range(0, document.lines().size())
              .mapToObj(i -> computed.lines().get(i).amount())
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      assertEquals(0, document.rounding().round(exact).compareTo(amounts), said);
    }
  }

  private static BigDecimal sum(ComputedDocument computed, String id) {
    return computed.lines().stream()
        .flatMap(line -> line.steps().stream())
        .map(step ->
            switch (step) {
              case LineStep.Discounted discounted when discounted.discount().equals(id) ->
                  discounted.share();
              case LineStep.Credited credited when credited.credit().equals(id) -> credited.paid();
              case LineStep.Taxed taxed when taxed.tax().equals(id) -> taxed.amount();
              default -> BigDecimal.ZERO;
            })
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal raised(ComputedDocument computed, Bound bound) {
    var sum = BigDecimal.ZERO;
    for (var line : computed.lines()) {
      if (line.line().key().equals(bound.id())) {
        sum = sum.add(line.amount());
      }
      for (var step : line.steps()) {
        if (step instanceof LineStep.RaisedToMinimum raised && raised.bound().equals(bound.id())) {
          sum = sum.add(raised.share());
        }
      }
    }
    return sum;
  }

  private static BigDecimal cut(ComputedDocument computed, Bound bound) {
    return computed.lines().stream()
        .flatMap(line -> line.steps().stream())
        .map(step ->
            step instanceof LineStep.CutToMaximum cut && cut.bound().equals(bound.id())
                ? cut.share()
                : BigDecimal.ZERO)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static Document random(SplittableRandom random, Policies policies) {
    var currency = List.of("USD", "JPY", "KWD").get(random.nextInt(3));
    var taxes =
        List.of(
            new Tax("t0", amount(random, 0, 300), true, false),
            new Tax("t1", amount(random, 0, 300), true, random.nextBoolean()),
            new Tax("t2", amount(random, 0, 300), false, random.nextBoolean()),
            new Tax("t3", amount(random, 0, 300), false, random.nextBoolean()));
    var lines = new ArrayList<Line>();
    for (int i = 0; i < 1 + random.nextInt(8); i++) {
      lines.add(
          new Line(
              "l" + i,
              "charge" + random.nextInt(4),
              "group" + random.nextInt(3),
              "contract" + random.nextInt(2),
              i == 0 ? Line.Kind.USAGE : any(random, Line.Kind.values()),
              amount(random, -3_000, 20_000),
              random.nextInt(4) > 0,
              taxes.stream().map(Tax::id).filter(tax -> random.nextInt(3) > 0).toList()));
    }
    var line = lines.getFirst();
    var scopes =
        List.of(
            new Scope.Charge(line.charge()),
            new Scope.ProductGroup(line.productGroup()),
            new Scope.Contract(line.contract()),
            new Scope.WholeDocument());
    var discounts = new ArrayList<Discount>();
    var bounds = new ArrayList<Bound>();
    for (var scope : scopes) {
      if (random.nextBoolean()) {
        discounts.add(new Discount.Amount("a" + scope.reach(), scope, amount(random, 0, 3_000)));
        discounts.add(new Discount.Percent("p" + scope.reach(), scope, amount(random, 0, 1_000)));
      }
      if (random.nextBoolean()) {
        var minimum = amount(random, 0, 30_000);
        bounds.add(
            new Bound(
                "b" + scope.reach(),
                scope,
                Optional.of(minimum),
                random.nextBoolean()
                    ? Optional.of(minimum.add(amount(random, 0, 10_000)))
                    : Optional.empty()));
      }
    }
    var credits =
        List.<Credit>of(
            new Credit.ForLines("c0", amount(random, 0, 5_000), Set.of("l0")),
            new Credit.Total("c1", amount(random, 0, 20_000)));
    return new Document(
        new Rounding(Currencies.of(currency), any(random, Rounding.Mode.values())),
        policies,
        lines,
        discounts,
        bounds,
        credits,
        taxes,
        amount(random, 0, 5_000));
  }

  private static <T> T any(SplittableRandom random, T[] values) {
    return Arrays.asList(values).get(random.nextInt(values.length));
  }

  /** Tenths from and to, with up to four more digits. */
  private static BigDecimal amount(SplittableRandom random, long from, long to) {
    int scale = random.nextInt(5);
    return BigDecimal.valueOf(random.nextLong(from, to + 1), 1)
        .add(BigDecimal.valueOf(random.nextLong(10), 1 + scale))
        .min(BigDecimal.valueOf(to, 1));
  }
}
