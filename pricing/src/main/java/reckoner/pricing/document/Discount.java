package reckoner.pricing.document;

import java.math.BigDecimal;
import reckoner.pricing.Decimals;

/**
 * Takes from the positive lines of its scope and takes none of them below zero. Credit lines stay:
 * what they give back was discounted when it was billed.
 */
public sealed interface Discount {
  String id();

  Scope scope();

  /** An amount of money, split over the lines by what they come to. */
  record Amount(String id, Scope scope, BigDecimal amount) implements Discount {
    public Amount {
      if (amount.signum() < 0) {
        throw new IllegalArgumentException(
            "a discount is 0 or more: " + id + " " + Decimals.plain(amount));
      }
      amount = Decimals.normalise(amount);
    }
  }

  /**
   * @param percent 0 to 100, e.g. 10 takes a tenth
   */
  record Percent(String id, Scope scope, BigDecimal percent) implements Discount {
    public Percent {
      if (percent.signum() < 0 || percent.compareTo(BigDecimal.valueOf(100)) > 0) {
        throw new IllegalArgumentException(
            "a discount is 0 to 100 percent: " + id + " " + Decimals.plain(percent));
      }
      percent = Decimals.normalise(percent);
    }
  }
}
