package reckoner.rating;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reckoner.pricing.Decimals;
import reckoner.pricing.model.PriceFault;
import reckoner.rating.ContractTerms.Metered;
import reckoner.rating.ContractTerms.ModelUsage;
import reckoner.rating.PeriodAdjustments.Part;
import reckoner.rating.PeriodCharges.DueCharge;

/** What usage is worth as it arrives, and what that misses of a period's lines (RULES F7). */
final class MarginalAmounts {
  private MarginalAmounts() {}

  /** The exact amount by which usage raises what is in its cell before it. */
  static BigDecimal amount(Share share, BigDecimal before) {
    return switch (share) {
      case Share.OfModel model -> ofModel(model, before);
      case Share.Metered metered -> ofMetered(metered, before);
    };
  }

  /** Free units are those of the class; usage at another place of the card uses them up as well. */
  private static BigDecimal ofModel(Share.OfModel share, BigDecimal before) {
    var units = share.component();
    var free =
        ((ModelUsage) share.charge().terms())
            .allowances()
            .getOrDefault(units.tokenClass(), BigDecimal.ZERO);
    var left = free.subtract(before).max(BigDecimal.ZERO);
    var priced = units.quantity().subtract(left).max(BigDecimal.ZERO);
    var price = share.rates().card().rate(units.tokenClass(), units.place());
    return Decimals.normalise(price.times(share.rates().multiplier()).of(priced));
  }

  private static BigDecimal ofMetered(Share.Metered share, BigDecimal before) {
    if (!((Metered) share.charge().terms()).meter().isAdditive()) {
      return BigDecimal.ZERO; // its quantity is that of a period, and no event's
    }
    var usage = share.usage();
    try {
      if (share.cell() == null) {
        return share.price().amountAlone(usage);
      }
      var all = share.price().amount(usage.withQuantity(before.add(usage.quantity())));
      return Decimals.normalise(all.subtract(share.price().amount(usage.withQuantity(before))));
    } catch (PriceFault fault) {
      return BigDecimal.ZERO; // which the close will name
    }
  }

  /** The exact cost of a model's usage. */
  static BigDecimal cost(Share.OfModel model) {
    var units = model.component();
    var cost = model.rates().card().rate(units.tokenClass(), units.place());
    return Decimals.normalise(cost.of(units.quantity()));
  }

  /**
   * The sum of the marginal amounts of each line's events. Those of a line which there is no more,
   * because prices moved, stand with the first of its charge, so that none is lost. A charge
   * without a line has no entry; what its events were worth stays in its aggregates.
   */
  static Map<Part, BigDecimal> byLine(List<UsageAggregates.Sum> sums, List<DueCharge> due) {
    var lines = new HashMap<Part, BigDecimal>();
    var first = new HashMap<String, Part>();
    for (var charge : due) {
      var part = new Part(charge.charge(), charge.part());
      lines.put(part, BigDecimal.ZERO);
      first.putIfAbsent(charge.charge(), part);
    }
    for (var sum : sums) {
      var part = lines.containsKey(sum.line()) ? sum.line() : first.get(sum.line().charge());
      if (part != null) {
        lines.merge(part, sum.marginals(), BigDecimal::add);
      }
    }
    return lines;
  }
}
