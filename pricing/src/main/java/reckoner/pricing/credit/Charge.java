package reckoner.pricing.credit;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import reckoner.pricing.Decimals;

/**
 * What credit is to pay.
 *
 * @param eventTime decides which grants are in force (RULES F2)
 * @param amount 0 or more; not rounded, balances may be finer than the minor unit
 */
public record Charge(
    String id,
    String product,
    Map<String, String> dimensions,
    Instant eventTime,
    BigDecimal amount) {
  public Charge {
    dimensions = Map.copyOf(dimensions);
    amount = Decimals.normalise(amount);
    if (amount.signum() < 0) {
      throw new IllegalArgumentException(
          "a charge is 0 or more: " + id + " " + Decimals.plain(amount));
    }
  }

  Charge with(BigDecimal newAmount) {
    return new Charge(id, product, dimensions, eventTime, newAmount);
  }

  Charge at(Instant time) {
    return new Charge(id, product, dimensions, time, amount);
  }
}
