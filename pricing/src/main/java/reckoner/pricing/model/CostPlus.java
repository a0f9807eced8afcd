package reckoner.pricing.model;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rate;

/**
 * What each event cost us, multiplied, for its quantity not below a floor and not above a cap.
 *
 * @param cost the name of the quantity that is the event's cost
 * @param floor least price of a unit, none for no floor
 * @param cap highest price of a unit, none for no cap
 */
public record CostPlus(String cost, BigDecimal multiplier, @Nullable Rate floor, @Nullable Rate cap)
    implements UsagePrice {
  public CostPlus {
    Amounts.requireNotNegative(multiplier);
    multiplier = Decimals.normalise(multiplier);
    Amounts.requireOrder(perUnit(floor), perUnit(cap));
  }

  @Override
  public BigDecimal amount(List<Usage> usage, Trace trace) {
    var amount = BigDecimal.ZERO;
    for (var one : usage) {
      var incurred = one.quantity(cost);
      if (trace.isOn()) {
        trace.add(new Step.Fixed("cost", incurred));
        trace.add(new Step.Multiplied("cost-plus", incurred, multiplier));
      }
      amount =
          amount.add(
              Amounts.bounded(
                  incurred.multiply(multiplier),
                  of(floor, one.quantity()),
                  of(cap, one.quantity()),
                  trace));
    }
    return amount;
  }

  private static @Nullable BigDecimal perUnit(@Nullable Rate rate) {
    return of(rate, BigDecimal.ONE);
  }

  private static @Nullable BigDecimal of(@Nullable Rate rate, BigDecimal quantity) {
    return rate == null ? null : rate.of(quantity);
  }
}
