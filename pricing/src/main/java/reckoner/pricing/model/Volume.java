package reckoner.pricing.model;

import java.math.BigDecimal;

/**
 * All units pay the rate and the flat fee of the tier into which the total falls. More may cost
 * less.
 */
public record Volume(Tiers tiers) implements QuantityPrice {
  @Override
  public BigDecimal amount(BigDecimal quantity, Trace trace) {
    var total = tiers.packaged(quantity, trace);
    if (tiers.costsNothing(total)) {
      return BigDecimal.ZERO;
    }
    int index = tiers.indexOf(total);
    var tier = tiers.tiers().get(index);
    var units = tiers.packagedInTier(total, trace);
    if (trace.isOn()) {
      trace.add(
          new Step.Units(
              index + 1, tiers.from(index), tier.upTo(), units, tier.rate(), tier.flat()));
    }
    return tier.rate().of(units).add(tier.flat());
  }
}
