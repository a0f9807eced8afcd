package reckoner.pricing.model;

import java.math.BigDecimal;
import java.util.Optional;
import reckoner.pricing.Rate;

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

  /** The rate of the tier into which a quantity falls; none where it costs nothing. */
  Optional<Rate> rateOf(BigDecimal quantity) {
    var total = tiers.packaged(quantity, Trace.off());
    return tiers.costsNothing(total)
        ? Optional.empty()
        : Optional.of(tiers.tiers().get(tiers.indexOf(total)).rate());
  }
}
