package reckoner.pricing.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static reckoner.pricing.model.Tables.cell;
import static reckoner.pricing.model.Tables.decimal;
import static reckoner.pricing.model.Tables.event;
import static reckoner.pricing.model.Tables.percent;
import static reckoner.pricing.model.Tables.rate;
import static reckoner.pricing.model.Tables.tiers;
import static reckoner.pricing.model.Tables.usage;
import static reckoner.pricing.model.Tables.with;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reckoner.pricing.model.ChargeTerms.Remainder;
import reckoner.pricing.model.Grouped.Scope;
import reckoner.pricing.model.Packaging.PackageRounding;

/** What each price says of how it came to its amount; its parts sum to it. */
class ExplanationTest {
  private static final PerUnit ONE = new PerUnit(rate("1"));

  @Test
  void anExplanationEndsSomewhere() {
    var each = new Grouped(new Scope.EachRecord(), ONE);
    var most = Collections.nCopies(Trace.STEPS_MAX / 2, Usage.of(BigDecimal.ONE));
    assertEquals(Trace.STEPS_MAX, each.explain(most).steps().size());
    var more = new ArrayList<>(most);
    more.add(Usage.of(BigDecimal.ONE));
    var fault = assertThrows(PriceFault.class, () -> each.explain(more));
    assertEquals(PriceFault.Code.STEPS_TOO_MANY, fault.code());
  }

  static Stream<Arguments> prices() {
    return Stream.of(
        told(new Flat(decimal("29")), usage("5"), "fee = 29"),
        told(
            new Capacity(decimal("500"), decimal("29"), new PerUnit(rate("0.1"))),
            usage("501"),
            "capacity = 29",
            "500 of 501 free, 1 priced",
            "1 × 0.1 = 0.1"),
        told(
            new PerUnit(rate("10/5"), new Packaging(decimal("5"), PackageRounding.UP_ON_TOTAL, 3)),
            usage("6"),
            "6 are 2 packages of 5, 10 priced",
            "6 are 3 packages of 5, 15 priced",
            "15 × 10 ÷ 5 = 30"),
        told(
            new Percentage(
                percent("2.9"), decimal("0.3"), decimal("0.5"), decimal("20"), null, null),
            usage("1 10000"),
            "1 × 2.9 ÷ 100 + 0.3 = 0.329",
            "0.329 raised to the minimum 0.5",
            "10000 × 2.9 ÷ 100 + 0.3 = 290.3",
            "290.3 lowered to the maximum 20"),
        told(
            new PerUnit(rate("10/5"), new Packaging(decimal("5"), PackageRounding.UP_ON_TOTAL, 3)),
            usage("11"),
            "11 are 3 packages of 5, 15 priced",
            "15 × 10 ÷ 5 = 30"),
        told(
            new PerUnit(rate("10/5"), new Packaging(decimal("5"), PackageRounding.UP_ON_TOTAL, 0)),
            usage("4"),
            "4 are 1 package of 5, 5 priced",
            "5 × 10 ÷ 5 = 10"),
        // exactly at its bounds nothing is raised and nothing lowered
        told(
            new Percentage(
                percent("10"), BigDecimal.ZERO, BigDecimal.ONE, BigDecimal.ONE, null, null),
            usage("10"),
            "10 × 10 ÷ 100 = 1"),
        told(
            new Percentage(percent("1"), decimal("0.5"), null, null, null, decimal("150")),
            usage("100 100"),
            "100 of 100 free, 0 priced",
            "50 of 100 free, 50 priced",
            "50 × 1 ÷ 100 + 0.5 = 1"),
        told(
            new CostPlus("cost", decimal("1.5"), rate("4"), null),
            List.of(with("2", "cost", "4")),
            "cost = 4",
            "4 × 1.5 (cost-plus) = 6",
            "6 raised to the minimum 8"),
        told(
            new Dynamic("offer"),
            List.of(with("2", "offer", "1.25")),
            "offer = 1.25",
            "1.25 × 2 (quantity) = 2.5"),
        told(
            new RiskAdjusted(
                new PerUnit(rate("2")),
                List.of(
                    new RiskAdjusted.ByValue("review", Map.of("expert", decimal("2.5"))),
                    new RiskAdjusted.ByBand("confidence", tiers("0.5:2, *:1")))),
            List.of(
                new Usage(
                    decimal("3"),
                    Instant.EPOCH,
                    Map.of("review", "expert"),
                    Map.of("confidence", decimal("0.5")))),
            "at standard risk = 6",
            "6 × 2.5 (review) = 15",
            "15 × 2 (confidence) = 30"),
        told(
            new BurnTable("kind", Map.of("video", rate("100")), new PerUnit(rate("20/1000"))),
            List.of(event("2", "kind", "video")),
            "kind: video",
            "2 converted to 200",
            "200 × 20 ÷ 1000 = 4"),
        told(
            new Composite(percent("20"), List.of("seats")),
            List.of(with("1", "seats", "100")),
            "100 × 20 ÷ 100 = 20"),
        told(new FormulaPrice(new Twice()), usage("3"), "quantity * 2 = 6"),
        told(
            new Grouped(new Scope.EachRecord(), ONE),
            usage("1 2"),
            "group: record 1",
            "1 × 1 = 1",
            "group: record 2",
            "2 × 1 = 2"),
        told(
            new Grouped(new Scope.EachHour(ZoneOffset.UTC), ONE),
            usage("1"),
            "group: 1970-01-01T00:00Z",
            "1 × 1 = 1"),
        told(
            new Grouped(new Scope.EachValue("file"), ONE),
            List.of(event("1", "file", "a"), event("1")),
            "group: file=a",
            "1 × 1 = 1",
            "group: file=",
            "1 × 1 = 1"),
        told(
            new ByDimension(List.of("region"), List.of(cell("5", "region", "eu"), cell("9"))),
            List.of(event("1", "region", "us"), event("2", "region", "eu")),
            "cell: region=eu",
            "2 × 5 = 10",
            "cell: region=*",
            "1 × 9 = 9"),
        told(
            new ByTime(
                ZoneOffset.UTC,
                List.of(ByTime.Window.daily(LocalTime.MIDNIGHT, LocalTime.NOON, ONE)),
                new PerUnit(rate("2"))),
            List.of(
                Usage.of(BigDecimal.ONE, Instant.parse("2026-03-01T12:00:00Z")),
                Usage.of(BigDecimal.ONE, Instant.parse("2026-03-01T00:00:00Z"))),
            "window: 00:00 to 12:00 Z",
            "1 × 1 = 1",
            "window: otherwise",
            "1 × 2 = 2"),
        told(
            new BySize(
                "input",
                List.of(
                    new BySize.Size(BigDecimal.ZERO, ONE),
                    new BySize.Size(decimal("100"), new PerUnit(rate("2")))),
                Tiers.Edge.UPPER_INCLUSIVE),
            List.of(with("1", "input", "101")),
            "input: above 100",
            "1 × 2 = 2"));
  }

  private static Arguments told(Price price, List<Usage> usage, String... words) {
    return Arguments.of(price, usage, List.of(words));
  }

  @ParameterizedTest
  @MethodSource("prices")
  void everyStepIsToldAndTheAmountIsTheSameWithoutThem(
      Price price, List<Usage> usage, List<String> words) {
    var priced = price.explain(usage);
    assertEquals(words, priced.steps().stream().map(Step::words).toList());
    assertEquals(priced.amountExact(), priced.recomputed());
    assertEquals(0, priced.amountExact().compareTo(price.amount(usage, Trace.off())));
  }

  @Test
  void termsTellTheConversionAndTheFreeUnits() {
    var gigabytes = UnitConversion.exact(rate("1/1000"));
    assertEquals(
        List.of("2500 converted to 2.5", "1 of 2.5 free, 1.5 priced", "1.5 × 1 = 1.5"),
        words(new ChargeTerms(gigabytes, BigDecimal.ONE, Remainder.FROM_FIRST_TIER, ONE), "2500"));
    assertEquals(
        List.of("2 of 3 free, 1 priced", "3 × 1 = 3", "free units = -2"),
        words(new ChargeTerms(null, decimal("2"), Remainder.AFTER_ALLOWANCE, ONE), "3"));
    assertEquals(List.of("3 × 1 = 3"), words(ChargeTerms.of(ONE), "3"));
  }

  private static List<String> words(ChargeTerms terms, String quantity) {
    return terms.charge(usage(quantity)).priced().steps().stream().map(Step::words).toList();
  }

  @Test
  void whatAFormulaLacksIsNamed() {
    var missing = PriceFault.quantityMissing("weight");
    assertEquals(PriceFault.Code.QUANTITY_MISSING, missing.code());
    assertEquals("usage has no quantity weight", missing.getMessage());
    var failed = PriceFault.formulaFailed("a division by zero");
    assertEquals(PriceFault.Code.FORMULA_FAILED, failed.code());
    assertEquals("a division by zero", failed.getMessage());
  }

  private record Twice() implements FormulaPrice.Formula {
    @Override
    public String text() {
      return "quantity * 2";
    }

    @Override
    public BigDecimal evaluate(Map<String, BigDecimal> quantities) {
      return quantities
          .getOrDefault(FormulaPrice.QUANTITY, BigDecimal.ZERO)
          .multiply(BigDecimal.TWO);
    }
  }
}
