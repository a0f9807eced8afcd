package reckoner.pricing.model;

import java.math.BigDecimal;

/**
 * Each unit pays the rate of the tier in which it lies, and each tier that is entered its flat fee.
 * With rates per 100 over an amount of money it is a graduated percentage.
 */
public record Graduated(Tiers tiers) implements QuantityPrice {
  @Override
  public BigDecimal amount(BigDecimal quantity, Trace trace) {
    var total = tiers.packaged(quantity, trace);
    var amount = BigDecimal.ZERO;
    if (tiers.costsNothing(total)) {
      return amount;
    }
    var from = BigDecimal.ZERO;
    for (int i = 0; i == 0 || tiers.isBeyond(total, from); i++) {
      var tier = tiers.tiers().get(i);
      var upTo = tier.upTo();
      var end = upTo == null ? total : total.min(upTo);
      var units = tiers.packagedInTier(end.subtract(from), trace);
      if (trace.isOn()) {
        trace.add(new Step.Units(i + 1, from, upTo, units, tier.rate(), tier.flat()));
      }
      amount = amount.add(tier.rate().of(units));
      if (tier.flat().signum() != 0) {
        amount = amount.add(tier.flat());
      }
      if (upTo == null) {
        break;
      }
      from = upTo;
    }
    return amount;
  }
}
