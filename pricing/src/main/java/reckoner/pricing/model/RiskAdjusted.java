package reckoner.pricing.model;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import reckoner.pricing.Decimals;

/**
 * A price moved by the risk of each event: the multipliers of all tables are applied to what the
 * event adds to the price of those before it, so that tiers go on over events of different risk.
 * More than one table multiply.
 */
public record RiskAdjusted(QuantityPrice price, List<Table> tables) implements UsagePrice {
  /** The multiplier that an event has by one of its properties. */
  public sealed interface Table {
    BigDecimal multiplier(Usage usage);

    String name();
  }

  /** By the value of a dimension, such as the level of review. What is not listed is unpriced. */
  public record ByValue(String dimension, Map<String, BigDecimal> multipliers) implements Table {
    public ByValue {
      multipliers.values().forEach(Amounts::requireNotNegative);
      multipliers =
          multipliers.entrySet().stream()
              .collect(
                  Collectors.toUnmodifiableMap(
                      Map.Entry::getKey, row -> Decimals.normalise(row.getValue())));
    }

    @Override
    public BigDecimal multiplier(Usage usage) {
      var value = usage.dimensions().get(dimension);
      var multiplier = value == null ? null : multipliers.get(value);
      if (multiplier == null) {
        throw new PriceFault(
            PriceFault.Code.UNPRICED,
            "no multiplier for %s %s".formatted(dimension, value == null ? "none" : value));
      }
      return multiplier;
    }

    @Override
    public String name() {
      return dimension;
    }
  }

  /**
   * By the band into which a quantity falls, such as a confidence between 0 and 1. The rates of the
   * tiers are the multipliers.
   */
  public record ByBand(String quantity, Tiers bands) implements Table {
    @Override
    public BigDecimal multiplier(Usage usage) {
      return multiplier(bands.tiers().get(bands.indexOf(usage.quantity(quantity))));
    }

    public static BigDecimal multiplier(Tier band) {
      return band.rate().of(BigDecimal.ONE);
    }

    @Override
    public String name() {
      return quantity;
    }
  }

  public RiskAdjusted {
    tables = List.copyOf(tables);
    if (tables.isEmpty()) {
      throw new PriceFault(PriceFault.Code.PRICES_MISSING, "a risk-adjusted price has a table");
    }
  }

  @Override
  public BigDecimal amount(List<Usage> usage, Trace trace) {
    var amount = BigDecimal.ZERO;
    var before = BigDecimal.ZERO;
    for (var one : usage) {
      var base = price.marginal(before, one.quantity());
      before = before.add(one.quantity());
      trace.add(new Step.Fixed("at standard risk", base));
      for (var table : tables) {
        var multiplier = table.multiplier(one);
        if (trace.isOn()) {
          trace.add(new Step.Multiplied(table.name(), base, multiplier));
        }
        base = base.multiply(multiplier);
      }
      amount = amount.add(base);
    }
    return amount;
  }
}
