package reckoner.pricing.model;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A formula over the named quantities of an event and its {@code quantity}, evaluated for each
 * event.
 */
public record FormulaPrice(Formula formula) implements UsagePrice {
  /** The name of an event's own quantity. */
  public static final String QUANTITY = "quantity";

  /** A decimal formula, compiled and bounded by the library that evaluates it (RULES H6). */
  public interface Formula {
    String text();

    /** The value; a {@link PriceFault} where it has none, such as a division by zero. */
    BigDecimal evaluate(Map<String, BigDecimal> quantities);
  }

  @Override
  public BigDecimal amount(List<Usage> usage, Trace trace) {
    var amount = BigDecimal.ZERO;
    for (var one : usage) {
      var quantities = new HashMap<>(one.quantities());
      quantities.put(QUANTITY, one.quantity());
      var value = formula.evaluate(quantities);
      Amounts.requireNotNegative(value);
      trace.add(new Step.Evaluated(formula.text(), value));
      amount = amount.add(value);
    }
    return amount;
  }
}
