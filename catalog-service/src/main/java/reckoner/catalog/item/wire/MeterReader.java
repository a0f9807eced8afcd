package reckoner.catalog.item.wire;

import java.util.Set;
import reckoner.catalog.item.ConditionCheck;
import reckoner.catalog.item.ConditionCheck.Over;
import reckoner.catalog.item.FormulaCheck;
import reckoner.catalog.item.ItemContent;
import reckoner.kit.pricing.AggregationReader;
import reckoner.kit.pricing.Faults;
import reckoner.proto.catalog.v1.Item;

/** Meters, whose ways to count are those of the kernel. */
final class MeterReader {
  private final Faults faults;
  private final ConditionCheck conditions;
  private final FormulaCheck formulas;

  MeterReader(Faults faults, ConditionCheck conditions, FormulaCheck formulas) {
    this.faults = faults;
    this.conditions = conditions;
    this.formulas = formulas;
  }

  ItemContent meter(Item item) {
    var wire = item.getMeter();
    if (!wire.getFilter().isEmpty()) {
      conditions
          .fault(Over.EVENTS, wire.getFilter())
          .ifPresent(fault -> faults.add("meter.filter", fault));
    }
    var aggregation = wire.getAggregation();
    if (!aggregation.hasFormula()) {
      new AggregationReader(faults).aggregation("meter.aggregation", aggregation);
      return new ItemContent.Meter(Set.of());
    }
    var formula = aggregation.getFormula();
    var meters = formula.getMetersMap();
    formulas
        .fault(formula.getExpression(), meters.keySet())
        .ifPresent(fault -> faults.add("meter.aggregation.formula.expression", fault));
    meters.forEach((name, meter) -> {
      if (meter.equals(item.getKey())) {
        faults.add("meter.aggregation.formula.meters[%s]".formatted(name), "is the meter itself");
      }
    });
    return new ItemContent.Meter(Set.copyOf(meters.values()));
  }
}
