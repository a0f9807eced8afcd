package reckoner.pricing.model;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rate;

/**
 * A share of each transaction's value and a fixed part; the quantity of an event is its value. A
 * free zone at the beginning ends with either of its limits. Where the value crosses the free value
 * the rest of that transaction is priced, with its fixed part.
 *
 * @param share per 100 for a percentage
 * @param fixed for each transaction that is priced
 * @param minimum of one priced transaction, none for no bound
 * @param maximum of one priced transaction, none for no bound
 * @param freeCount transactions that are free, none for no limit by count
 * @param freeValue value that is free, none for no limit by value
 */
public record Percentage(
    Rate share,
    BigDecimal fixed,
    @Nullable BigDecimal minimum,
    @Nullable BigDecimal maximum,
    @Nullable Long freeCount,
    @Nullable BigDecimal freeValue)
    implements UsagePrice {
  public Percentage {
    Amounts.requireNotNegative(fixed);
    Amounts.requireOrder(minimum, maximum);
    Amounts.requireNotNegative(freeValue);
    if (freeCount != null && freeCount < 0) {
      throw new PriceFault(
          PriceFault.Code.QUANTITY_NEGATIVE, "a free count is 0 or more: " + freeCount);
    }
    fixed = Decimals.normalise(fixed);
    minimum = minimum == null ? null : Decimals.normalise(minimum);
    maximum = maximum == null ? null : Decimals.normalise(maximum);
    freeValue = freeValue == null ? null : Decimals.normalise(freeValue);
  }

  public static Percentage of(Rate share) {
    return new Percentage(share, BigDecimal.ZERO, null, null, null, null);
  }

  @Override
  public BigDecimal amount(List<Usage> usage, Trace trace) {
    var amount = BigDecimal.ZERO;
    var valueBefore = BigDecimal.ZERO;
    for (int i = 0; i < usage.size(); i++) {
      var value = usage.get(i).quantity();
      var priced = value;
      if (isFree(i, valueBefore)) {
        var free = freeValue == null ? value : value.min(freeValue.subtract(valueBefore));
        priced = value.subtract(free);
        if (trace.isOn()) {
          trace.add(new Step.Allowance(value, free, priced));
        }
      }
      if (priced.signum() > 0 || !isFree(i, valueBefore)) {
        amount = amount.add(transaction(priced, trace));
      }
      valueBefore = valueBefore.add(value);
    }
    return amount;
  }

  private BigDecimal transaction(BigDecimal value, Trace trace) {
    if (trace.isOn()) {
      trace.add(new Step.Units(0, BigDecimal.ZERO, null, value, share, fixed));
    }
    return Amounts.bounded(share.of(value).add(fixed), minimum, maximum, trace);
  }

  /** Whether a transaction begins in the free zone. */
  private boolean isFree(int index, BigDecimal valueBefore) {
    return (freeCount != null || freeValue != null)
        && (freeCount == null || index < freeCount)
        && (freeValue == null || valueBefore.compareTo(freeValue) < 0);
  }
}
