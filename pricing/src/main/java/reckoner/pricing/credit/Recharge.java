package reckoner.pricing.credit;

import java.math.BigDecimal;
import java.util.Optional;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rate;
import reckoner.pricing.Rounding;

/**
 * Buys credit once a balance is down to a threshold.
 *
 * @param enabled false after a payment failed, until somebody turns it on again
 * @param threshold units; a balance at it or below is recharged
 * @param target units that the balance then has, above the threshold
 * @param price of a unit
 */
public record Recharge(boolean enabled, BigDecimal threshold, BigDecimal target, Rate price) {
  /**
   * What a seller allows, in money.
   *
   * @param thresholdMin least threshold, inclusive
   * @param gapMin least distance of the target above it, inclusive
   */
  public record Limits(BigDecimal thresholdMin, BigDecimal gapMin) {}

  public Recharge {
    threshold = Decimals.normalise(threshold);
    target = Decimals.normalise(target);
    if (threshold.signum() < 0 || target.compareTo(threshold) <= 0) {
      throw new IllegalArgumentException(
          "a target is above its threshold, which is 0 or more: %s %s"
              .formatted(Decimals.plain(threshold), Decimals.plain(target)));
    }
  }

  public boolean keeps(Limits limits) {
    return price.of(threshold).compareTo(limits.thresholdMin()) >= 0
        && price.of(target.subtract(threshold)).compareTo(limits.gapMin()) >= 0;
  }

  /** What is to be bought now; empty where the balance is above the threshold. */
  public Optional<Purchase> due(BigDecimal balance, Rounding rounding) {
    return enabled && balance.compareTo(threshold) <= 0
        ? Optional.of(Purchase.of(target.subtract(balance), price, rounding))
        : Optional.empty();
  }

  public Recharge afterFailedPayment() {
    return new Recharge(false, threshold, target, price);
  }
}
