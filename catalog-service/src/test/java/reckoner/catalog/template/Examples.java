package reckoner.catalog.template;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Holds what was computed against what an example states. */
final class Examples {
  private Examples() {}

  static void assertAsStated(TemplateOffer offer, Invoice invoice, List<StepResult> steps) {
    var stated = offer.example().getLinesList();
    var lines = invoice.lines();
    assertEquals(
        stated.stream().map(line -> line.getCharge() + " " + line.getAmount()).toList(),
        lines.stream().map(line -> line.charge() + " " + line.amount()).toList());
    for (int i = 0; i < stated.size(); i++) {
      var at = "line " + i;
      assertSame(stated.get(i).getQuantityPriced(), lines.get(i).quantityPriced(), at);
      assertSame(stated.get(i).getAmountExact(), lines.get(i).amountExact(), at);
      assertEquals(stated.get(i).getAmount(), invoice.document().getLines(i).getAmount(), at);
    }
    assertEquals(offer.example().getTotals().getTotal(), invoice.document().getTotals().getTotal());
    offer
        .example()
        .getTotals()
        .getAllFields()
        .forEach((field, value) ->
            assertEquals(value, invoice.document().getTotals().getField(field), field.getName()));
    assertEquals(
        offer.example().getStepsList().stream()
            .map(step -> numbers(step.getExpectedMap()))
            .toList(),
        steps.stream().map(step -> numbers(step.values())).toList());
  }

  /** What is not stated is not compared. */
  private static void assertSame(String stated, String computed, String at) {
    if (!stated.isEmpty()) {
      assertEquals(number(stated), number(computed), at);
    }
  }

  private static Map<String, BigDecimal> numbers(Map<String, String> values) {
    return new TreeMap<>(
        values.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, value -> number(value.getValue()))));
  }

  private static BigDecimal number(String text) {
    return new BigDecimal(text).stripTrailingZeros();
  }
}
