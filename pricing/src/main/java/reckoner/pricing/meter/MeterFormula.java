package reckoner.pricing.meter;

import java.util.Map;
import java.util.stream.Collectors;
import reckoner.pricing.meter.Measured.Evaluated;
import reckoner.pricing.model.FormulaPrice.Formula;

/** One quantity out of several meters of a period, e.g. CPU-hours and a share of GB-hours. */
public record MeterFormula(Formula formula) {
  /** What the formula gives over the meters' quantities, by name; never less than 0. */
  public Evaluated measure(Map<String, Measured> meters) {
    var quantities =
        meters.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, meter -> meter.getValue().quantity()));
    return new Evaluated(formula.text(), meters, formula.evaluate(quantities));
  }
}
