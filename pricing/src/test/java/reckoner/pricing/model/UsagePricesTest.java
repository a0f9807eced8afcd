package reckoner.pricing.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static reckoner.pricing.model.Tables.decimal;
import static reckoner.pricing.model.Tables.event;
import static reckoner.pricing.model.Tables.percent;
import static reckoner.pricing.model.Tables.prices;
import static reckoner.pricing.model.Tables.rate;
import static reckoner.pricing.model.Tables.refused;
import static reckoner.pricing.model.Tables.tiers;
import static reckoner.pricing.model.Tables.usage;
import static reckoner.pricing.model.Tables.with;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.pricing.Decimals;

class UsagePricesTest {
  private static final PerUnit ONE = new PerUnit(rate("1"));

  @ParameterizedTest
  @CsvSource({
    // share, fixed, minimum, maximum, free count, free value, values, amount of each
    "T-18, 1.2, 0.10, , , 3, 500, 200 100 100 50, 0 0 0 0.7",
    "count, 1, 0.50, , , 2, , 100 100 100, 0 0 1.5",
    "value, 1, 0.50, , , , 150, 100 100 100, 0 1 1.5",
    "value, 1, 0.50, , , , 200, 100 100 0 100, 0 0 0.5 1.5",
    "zero, 1, 0.50, , , 2, , 0 0 0, 0 0 0.5",
    "bounds, 2.9, 0.30, 0.50, 20, , , 1 100 10000, 0.5 3.2 20",
    "bounds, 10, 0, 1, 1, , , 9 10 11, 1 1 1",
    "plain, 15, 0, , , , , 1000.01, 150.0015"
  })
  void aPercentageIsOfEachTransaction(
      String id,
      String share,
      String fixed,
      String minimum,
      String maximum,
      Long freeCount,
      String freeValue,
      String values,
      String amounts) {
    var price =
        new Percentage(
            percent(share),
            decimal(fixed),
            minimum == null ? null : decimal(minimum),
            maximum == null ? null : decimal(maximum),
            freeCount,
            freeValue == null ? null : decimal(freeValue));
    var transactions = usage(values);
    var expected = Arrays.stream(amounts.split(" ")).map(BigDecimal::new).toList();
    var sum = BigDecimal.ZERO;
    for (int i = 0; i < expected.size(); i++) {
      sum = sum.add(expected.get(i));
      var what = id + " after " + (i + 1);
      prices(what, price, transactions.subList(0, i + 1), Decimals.plain(sum));
    }
  }

  @Test
  void anEventHasNoQuantityBelowZero() {
    refused(PriceFault.Code.QUANTITY_NEGATIVE, () -> event("-1"));
    assertEquals(BigDecimal.ZERO, event("0").quantity());
  }

  @Test
  void aPercentageHasNoPartBelowZeroAndNoBoundsThatCross() {
    refused(PriceFault.Code.AMOUNT_NEGATIVE, () -> percentage("-1", null, null, null, null));
    refused(PriceFault.Code.AMOUNT_NEGATIVE, () -> percentage("0", "-1", null, null, null));
    refused(PriceFault.Code.AMOUNT_NEGATIVE, () -> percentage("0", null, "-1", null, null));
    refused(PriceFault.Code.BOUNDS_CROSSED, () -> percentage("0", "2", "1", null, null));
    refused(PriceFault.Code.QUANTITY_NEGATIVE, () -> percentage("0", null, null, -1L, null));
    refused(PriceFault.Code.AMOUNT_NEGATIVE, () -> percentage("0", null, null, null, "-1"));
    prices("none is free", percentage("0", "1", "1", 0L, null), usage("500"), "1");
  }

  private static Percentage percentage(
      String fixed,
      @Nullable String minimum,
      @Nullable String maximum,
      @Nullable Long freeCount,
      @Nullable String freeValue) {
    return new Percentage(
        percent("1"),
        decimal(fixed),
        minimum == null ? null : decimal(minimum),
        maximum == null ? null : decimal(maximum),
        freeCount,
        freeValue == null ? null : decimal(freeValue));
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,1.5", "4,6", "100,10", "0.1,1"})
  void costPlusIsBoundedForEachUnit(String cost, String amount) {
    var price = new CostPlus("cost", decimal("1.5"), rate("0.5"), rate("5"));
    var bounded = cost.equals("0") ? "1" : amount;
    prices(cost, price, List.of(with("2", "cost", cost)), bounded);
    var unbounded = new CostPlus("cost", decimal("1.5"), null, null);
    prices(
        cost,
        unbounded,
        List.of(with("2", "cost", cost)),
        Decimals.plain(decimal(cost).multiply(decimal("1.5"))));
  }

  @Test
  void aCostPlusPriceIsRefusedWhereItsFloorIsAboveItsCap() {
    refused(
        PriceFault.Code.BOUNDS_CROSSED,
        () -> new CostPlus("cost", BigDecimal.ONE, rate("5"), rate("4")));
    refused(PriceFault.Code.AMOUNT_NEGATIVE, () -> new CostPlus("cost", decimal("-1"), null, null));
    new CostPlus("cost", BigDecimal.ONE, rate("5"), rate("5"));
  }

  @Test
  void anEventMayCarryItsPrice() {
    prices(
        "dynamic",
        new Dynamic("price"),
        List.of(with("2", "price", "1.25"), with("0", "price", "9"), with("1", "price", "0")),
        "2.5");
    refused(
        PriceFault.Code.AMOUNT_NEGATIVE,
        () -> new Dynamic("price").explain(List.of(with("1", "price", "-1"))));
  }

  @Test
  void riskMovesWhatEachEventAddsAndTablesMultiply() {
    var review =
        new RiskAdjusted.ByValue("review", Map.of("none", decimal("1"), "expert", decimal("2.5")));
    var confidence = new RiskAdjusted.ByBand("confidence", tiers("0.5:2, 0.9:1.2, *:1"));
    var price = new RiskAdjusted(new Graduated(tiers("10:2, *:1")), List.of(review, confidence));
    // 10 × 2 × 2.5 × 1.2, then 5 × 1 × 1 × 2
    prices("risk", price, List.of(risk("10", "expert", "0.9"), risk("5", "none", "0.5")), "70");
    prices("risk", price, List.of(risk("10", "none", "0.91")), "20");
    refused(PriceFault.Code.UNPRICED, () -> price.explain(List.of(risk("1", "unheard of", "1"))));
    refused(PriceFault.Code.UNPRICED, () -> price.explain(List.of(with("1", "confidence", "1"))));
    assertEquals(
        List.of("no multiplier for review other", "no multiplier for review none"),
        Stream.of(risk("1", "other", "1"), with("1", "confidence", "1"))
            .map(event -> assertThrows(PriceFault.class, () -> review.multiplier(event)))
            .map(Throwable::getMessage)
            .toList());
    refused(PriceFault.Code.PRICES_MISSING, () -> new RiskAdjusted(ONE, List.of()));
    refused(
        PriceFault.Code.AMOUNT_NEGATIVE,
        () -> new RiskAdjusted.ByValue("review", Map.of("none", decimal("-1"))));
  }

  @Test
  void eventsBurnCreditsAndCreditsHaveAPrice() {
    var table =
        new BurnTable(
            "kind",
            Map.of("text", rate("1"), "image", rate("10"), "video", rate("100")),
            new PerUnit(rate("20/1000")));
    var events =
        List.of(
            event("30", "kind", "text"), event("2", "kind", "video"), event("20", "kind", "text"));
    assertEquals("250", Decimals.plain(table.credits(events, Trace.off())));
    prices("burn", table, events, "5");
    refused(PriceFault.Code.UNPRICED, () -> table.explain(List.of(event("1", "kind", "song"))));
    refused(PriceFault.Code.UNPRICED, () -> table.explain(List.of(event("1"))));
    refused(PriceFault.Code.PRICES_MISSING, () -> new BurnTable("kind", Map.of(), ONE));
  }

  @Test
  void aCompositePriceIsAShareOfOtherLines() {
    var support = new Composite(percent("20"), List.of("seats", "usage"));
    var lines =
        new Usage(
            BigDecimal.ONE,
            Instant.EPOCH,
            Map.of(),
            Map.of("seats", decimal("100.01"), "usage", decimal("50"), "fee", decimal("999")));
    prices("composite", support, List.of(lines), "30.002");
    prices("no lines", support, List.of(Usage.of(BigDecimal.ONE)), "0");
    refused(PriceFault.Code.PRICES_MISSING, () -> new Composite(percent("1"), List.of()));
  }

  @Test
  void aFormulaIsEvaluatedForEachEvent() {
    var formula =
        new FormulaPrice.Formula() {
          @Override
          public String text() {
            return "quantity * weight";
          }

          @Override
          public BigDecimal evaluate(Map<String, BigDecimal> quantities) {
            return quantities
                .getOrDefault("quantity", BigDecimal.ZERO)
                .multiply(quantities.getOrDefault("weight", BigDecimal.ONE));
          }
        };
    prices(
        "formula",
        new FormulaPrice(formula),
        List.of(with("2", "weight", "1.5"), with("1", "weight", "0.25")),
        "3.25");
    refused(
        PriceFault.Code.AMOUNT_NEGATIVE,
        () -> new FormulaPrice(formula).explain(List.of(with("1", "weight", "-1"))));
  }

  private static Usage risk(String quantity, String review, String confidence) {
    return new Usage(
        decimal(quantity),
        Instant.EPOCH,
        Map.of("review", review),
        Map.of("confidence", decimal(confidence)));
  }
}
