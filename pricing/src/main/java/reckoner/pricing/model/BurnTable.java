package reckoner.pricing.model;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rate;

/**
 * Events burn credits, and credits have a price.
 *
 * @param dimension the property that says what was done
 * @param credits credits for each value of it, such as 1 for a text and 100 for a video; a value
 *     that is not listed is unpriced
 * @param price of the credits
 */
public record BurnTable(String dimension, Map<String, Rate> credits, QuantityPrice price)
    implements UsagePrice {
  public BurnTable {
    credits = Map.copyOf(credits);
    if (credits.isEmpty()) {
      throw new PriceFault(PriceFault.Code.PRICES_MISSING, "a burn table has a row");
    }
  }

  @Override
  public BigDecimal amount(List<Usage> usage, Trace trace) {
    return price.amount(credits(usage, trace), trace);
  }

  /** The credits that the usage burns. */
  public BigDecimal credits(List<Usage> usage, Trace trace) {
    var quantities = new TreeMap<String, BigDecimal>();
    for (var one : usage) {
      var value = one.dimensions().getOrDefault(dimension, "");
      quantities.merge(value, one.quantity(), BigDecimal::add);
    }
    var burnt = BigDecimal.ZERO;
    for (var part : quantities.entrySet()) {
      var rate = credits.get(part.getKey());
      if (rate == null) {
        throw new PriceFault(
            PriceFault.Code.UNPRICED,
            "no credits for %s \"%s\"".formatted(dimension, part.getKey()));
      }
      var each = rate.of(part.getValue());
      if (trace.isOn()) {
        trace.add(new Step.Chosen(dimension, part.getKey()));
        trace.add(new Step.Converted(part.getValue(), Decimals.normalise(each)));
      }
      burnt = burnt.add(each);
    }
    return burnt;
  }
}
