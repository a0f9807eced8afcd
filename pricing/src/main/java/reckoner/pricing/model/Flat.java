package reckoner.pricing.model;

import java.math.BigDecimal;
import reckoner.pricing.Decimals;

/** The same amount whatever was used, even nothing: a fee of a period, or one for all. */
public record Flat(BigDecimal amount) implements QuantityPrice {
  public Flat {
    Amounts.requireNotNegative(amount);
    amount = Decimals.normalise(amount);
  }

  @Override
  public BigDecimal amount(BigDecimal quantity, Trace trace) {
    trace.add(new Step.Fixed("fee", amount));
    return amount;
  }
}
