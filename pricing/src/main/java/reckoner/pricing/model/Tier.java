package reckoner.pricing.model;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rate;

/**
 * Units from where the tier before ends.
 *
 * @param upTo where it ends; none for the last tier
 * @param flat once, when the tier is entered
 */
public record Tier(@Nullable BigDecimal upTo, Rate rate, BigDecimal flat) {
  public Tier {
    upTo = upTo == null ? null : Decimals.normalise(upTo);
    Amounts.requireNotNegative(flat);
    flat = Decimals.normalise(flat);
  }

  public static Tier upTo(BigDecimal upTo, Rate rate) {
    return new Tier(upTo, rate, BigDecimal.ZERO);
  }

  public static Tier last(Rate rate) {
    return new Tier(null, rate, BigDecimal.ZERO);
  }
}
