package reckoner.pricing.model;

import java.math.BigDecimal;
import java.util.List;
import reckoner.pricing.Rate;

/**
 * A share of other lines. Their amounts stand among the quantities, by the keys of their charges.
 *
 * @param share per 100 for a percentage
 * @param charges keys of the charges whose amounts count; one without a line counts nothing
 */
public record Composite(Rate share, List<String> charges) implements UsagePrice {
  public Composite {
    charges = List.copyOf(charges);
    if (charges.isEmpty()) {
      throw new PriceFault(PriceFault.Code.PRICES_MISSING, "a composite price names a charge");
    }
  }

  @Override
  public BigDecimal amount(List<Usage> usage, Trace trace) {
    var base = BigDecimal.ZERO;
    for (var one : usage) {
      for (var charge : charges) {
        base = base.add(one.quantities().getOrDefault(charge, BigDecimal.ZERO));
      }
    }
    if (trace.isOn()) {
      trace.add(new Step.Units(0, BigDecimal.ZERO, null, base, share, BigDecimal.ZERO));
    }
    return share.of(base);
  }
}
