package reckoner.pricing.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static reckoner.pricing.book.Prices.perUnit;
import static reckoner.pricing.book.Prices.rate;
import static reckoner.pricing.book.Prices.tiers;

import java.math.BigDecimal;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reckoner.pricing.model.BurnTable;
import reckoner.pricing.model.ByDimension;
import reckoner.pricing.model.BySize;
import reckoner.pricing.model.ByTime;
import reckoner.pricing.model.Capacity;
import reckoner.pricing.model.ChargeTerms;
import reckoner.pricing.model.Composite;
import reckoner.pricing.model.CostPlus;
import reckoner.pricing.model.Dynamic;
import reckoner.pricing.model.FormulaPrice;
import reckoner.pricing.model.Grouped;
import reckoner.pricing.model.Packaging;
import reckoner.pricing.model.PerUnit;
import reckoner.pricing.model.Percentage;
import reckoner.pricing.model.Price;
import reckoner.pricing.model.RiskAdjusted;
import reckoner.pricing.model.StairStep;
import reckoner.pricing.model.Tiers;
import reckoner.pricing.model.UnitConversion;
import reckoner.pricing.model.Volume;

/** Every fact of every kind of price, told where it changed. */
class TermsChangeTest {
  private static final ByDimension.Cell EU =
      new ByDimension.Cell(Map.of("region", "eu"), perUnit("1"));
  private static final ByDimension.Cell GOLD =
      new ByDimension.Cell(Map.of("tier", "gold"), perUnit("2"));

  static Stream<Arguments> prices() {
    var tens = new Packaging(decimal("10"), Packaging.PackageRounding.UP_ON_TOTAL, 0);
    var more = new Packaging(decimal("10"), Packaging.PackageRounding.UP_PER_TIER, 3);
    return Stream.of(
        Arguments.of(
            new PerUnit(rate("5/10"), tens),
            new PerUnit(rate("5/10"), more),
            "packages: in packages of 10, rounded up → in packages of 10, rounded up in each tier,"
                + " at least 3"),
        Arguments.of(
            new Volume(tiers("10:1, *:0.5")),
            new Volume(exclusive("10:1, *:0.4")),
            "volume, tier 2: 0.50 → 0.40 per unit (−20 %); volume, tiers: a bound is in the tier it"
                + " begins is new"),
        Arguments.of(
            new StairStep(tiers("10:0+0, *:0+50")),
            new StairStep(tiers("10:0+5, *:0+60")),
            "stair-step, tier 1 flat: 0.00 → 5.00; stair-step, tier 2 flat: 50.00 → 60.00 (+20 %)"),
        Arguments.of(
            new Capacity(decimal("500"), decimal("10"), perUnit("1")),
            new Capacity(decimal("500"), decimal("12"), perUnit("1")),
            "capacity fee: 10.00 → 12.00 (+20 %)"),
        Arguments.of(
            new Percentage(rate("3/100"), BigDecimal.ONE, null, null, null, decimal("50")),
            new Percentage(rate("3/100"), BigDecimal.TWO, null, null, null, decimal("60")),
            "fixed part: 1.00 → 2.00 (+100 %); free value: 50.00 → 60.00 (+20 %)"),
        Arguments.of(
            bySize("3", "6"),
            bySize("4", "7"),
            "3.00 → 4.00 per unit (+33.3 %); input above 1,000: 6.00 → 7.00 per unit (+16.7 %)"),
        Arguments.of(
            nights("3", "1", "2", "2"),
            nights("4", "1", "3", "4"),
            "22:00 to 06:00 Z (2): 2.00 → 3.00 per unit (+50 %); 22:00 to 06:00 Z (3): 2.00 → 4.00"
                + " per unit (+100 %); otherwise: 3.00 → 4.00 per unit (+33.3 %)"),
        Arguments.of(
            matrix(List.of("region", "tier"), EU, GOLD),
            matrix(List.of("tier", "region"), EU, GOLD),
            "dimensions: region, tier → tier, region"),
        Arguments.of(
            matrix(List.of("region", "tier"), EU, GOLD),
            matrix(List.of("region", "tier"), GOLD, EU),
            "order: region eu; tier gold → tier gold; region eu"),
        Arguments.of(
            new Grouped(new Grouped.Scope.EachDay(ZoneOffset.UTC), perUnit("1")),
            new Grouped(new Grouped.Scope.EachRecord(), perUnit("2")),
            "counted anew: for each day in Z → for each event; 1.00 → 2.00 per unit (+100 %)"),
        Arguments.of(
            new CostPlus("cost", decimal("1.2"), rate("0.5"), rate("2")),
            new CostPlus("cost", decimal("1.5"), rate("0.6"), rate("2.5")),
            "multiplier of cost: 1.2 → 1.5 (+25 %); floor: 0.50 → 0.60 per unit (+20 %); cap: 2.00"
                + " → 2.50 per unit (+25 %)"),
        Arguments.of(
            new CostPlus("cost", decimal("1.2"), null, null),
            new CostPlus("cost", decimal("1.2"), rate("0.6"), null),
            "floor: 0.60 per unit is new"),
        Arguments.of(
            risk("1", "1.5", "0.5:2, *:1"),
            risk("2", "2", "0.6:3, *:1"),
            "risk by review full: × 1.5 → × 2 (+33.3 %); risk by confidence band 1 ends at: 0.5 →"
                + " 0.6 (+20 %); risk by confidence band 1: × 2 → × 3 (+50 %); 1.00 → 2.00 per unit"
                + " (+100 %)"),
        Arguments.of(
            risk("1", "1.5", tiers("0.5:2, *:1")),
            risk("1", "1.5", exclusive("0.5:2, *:1")),
            "risk by confidence bands: a bound is in the band it begins is new"),
        Arguments.of(
            new BurnTable("kind", Map.of("video", rate("100")), perUnit("0.01")),
            new BurnTable("kind", Map.of("video", rate("200")), perUnit("0.02")),
            "kind video in credits: 100 → 200 per unit (+100 %); credits: 0.01 → 0.02 per credit"
                + " (+100 %)"),
        Arguments.of(
            new BurnTable("kind", Map.of("text", rate("1")), perUnit("10/1000")),
            new BurnTable("kind", Map.of("text", rate("1/10")), perUnit("20/1000")),
            "kind text in credits: 1 per unit → 1 per 10 units; credits: 10.00 → 20.00 per 1,000"
                + " credits (+100 %)"),
        Arguments.of(
            new Composite(rate("20/100"), List.of("platform", "seats")),
            new Composite(rate("25/100"), List.of("platform")),
            "share: 20 % → 25 % (+25 %); share of: platform, seats → platform"),
        Arguments.of(new Dynamic("offer"), new Dynamic("bid"), "carried by the event: offer → bid"),
        Arguments.of(
            new FormulaPrice(new Text("quantity * 2")),
            new FormulaPrice(new Text("quantity * 3")),
            "formula: quantity * 2 → quantity * 3"));
  }

  private static BigDecimal decimal(String text) {
    return new BigDecimal(text);
  }

  private static Tiers exclusive(String text) {
    return new Tiers(tiers(text).tiers(), Tiers.Edge.UPPER_EXCLUSIVE, Tiers.Zero.NOTHING, null);
  }

  private static ByDimension matrix(List<String> dimensions, ByDimension.Cell... cells) {
    return new ByDimension(dimensions, List.of(cells));
  }

  private static BySize bySize(String small, String large) {
    return new BySize(
        "input",
        List.of(
            new BySize.Size(BigDecimal.ZERO, perUnit(small)),
            new BySize.Size(decimal("1000"), perUnit(large))),
        Tiers.Edge.UPPER_INCLUSIVE);
  }

  private static ByTime nights(String otherwise, String... rates) {
    var ten = LocalTime.of(22, 0);
    return new ByTime(
        ZoneOffset.UTC,
        Arrays.stream(rates)
            .map(rate -> ByTime.Window.daily(ten, LocalTime.of(6, 0), perUnit(rate)))
            .toList(),
        perUnit(otherwise));
  }

  private static RiskAdjusted risk(String rate, String full, String bands) {
    return risk(rate, full, tiers(bands));
  }

  private static RiskAdjusted risk(String rate, String full, Tiers bands) {
    return new RiskAdjusted(
        perUnit(rate),
        List.of(
            new RiskAdjusted.ByValue("review", Map.of("full", decimal(full))),
            new RiskAdjusted.ByBand("confidence", bands)));
  }

  /** A formula of which only the text matters. */
  private record Text(String text) implements FormulaPrice.Formula {
    @Override
    public BigDecimal evaluate(Map<String, BigDecimal> quantities) {
      return BigDecimal.ZERO;
    }
  }

  @ParameterizedTest
  @MethodSource("prices")
  void everyFactThatChangedIsToldByItsName(Price before, Price after, String words) {
    assertEquals(words, changes(ChargeTerms.of(before), ChargeTerms.of(after)));
  }

  @Test
  void anAllowanceThatIsNewIsNoChangeFromNothing() {
    assertEquals(
        "allowance: 100 is new; free units: before the tiers is new",
        changes(
            ChargeTerms.of(perUnit("1")),
            new ChargeTerms(
                null, decimal("100"), ChargeTerms.Remainder.FROM_FIRST_TIER, perUnit("1"))));
  }

  @Test
  void aConversionThatChangedIsTold() {
    assertEquals(
        "conversion: measured × 1 ÷ 60 → measured × 1 ÷ 3,600",
        changes(converting("1/60"), converting("1/3600")));
  }

  private static ChargeTerms converting(String factor) {
    return new ChargeTerms(
        UnitConversion.exact(rate(factor)),
        BigDecimal.ZERO,
        ChargeTerms.Remainder.FROM_FIRST_TIER,
        perUnit("1"));
  }

  private static String changes(ChargeTerms before, ChargeTerms after) {
    return String.join(
        "; ",
        TermsChange.between(before, after, PriceWords.units()).stream()
            .map(TermsChange::words)
            .toList());
  }
}
