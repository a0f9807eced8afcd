package reckoner.pricing.model;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Decimals;

/** Amounts of 0 or more and bounds of them. */
final class Amounts {
  private Amounts() {}

  static void requireNotNegative(@Nullable BigDecimal amount) {
    if (amount != null && amount.signum() < 0) {
      throw new PriceFault(
          PriceFault.Code.AMOUNT_NEGATIVE, "an amount is 0 or more: " + Decimals.plain(amount));
    }
  }

  static void requireOrder(@Nullable BigDecimal minimum, @Nullable BigDecimal maximum) {
    requireNotNegative(minimum);
    requireNotNegative(maximum);
    if (minimum != null && maximum != null && minimum.compareTo(maximum) > 0) {
      throw new PriceFault(
          PriceFault.Code.BOUNDS_CROSSED,
          "the minimum %s is above the maximum %s"
              .formatted(Decimals.plain(minimum), Decimals.plain(maximum)));
    }
  }

  /** The amount, not below the minimum and not above the maximum. */
  static BigDecimal bounded(
      BigDecimal amount, @Nullable BigDecimal minimum, @Nullable BigDecimal maximum, Trace trace) {
    if (minimum != null && amount.compareTo(minimum) < 0) {
      trace.add(new Step.Raised(amount, minimum));
      return minimum;
    }
    if (maximum != null && amount.compareTo(maximum) > 0) {
      trace.add(new Step.Capped(amount, maximum));
      return maximum;
    }
    return amount;
  }
}
