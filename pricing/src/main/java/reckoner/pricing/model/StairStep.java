package reckoner.pricing.model;

import java.math.BigDecimal;
import reckoner.pricing.Decimals;

/** One flat amount for the band into which the total falls. */
public record StairStep(Tiers tiers) implements QuantityPrice {
  public StairStep {
    for (var tier : tiers.tiers()) {
      if (tier.rate().amount().signum() != 0) {
        throw new PriceFault(
            PriceFault.Code.BOUNDS_CROSSED,
            "a band of a stair-step price has a flat amount only, not also "
                + Decimals.plain(tier.rate().amount()));
      }
    }
  }

  @Override
  public BigDecimal amount(BigDecimal quantity, Trace trace) {
    return new Volume(tiers).amount(quantity, trace);
  }
}
