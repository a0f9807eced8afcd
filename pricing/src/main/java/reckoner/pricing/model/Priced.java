package reckoner.pricing.model;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import reckoner.pricing.Decimals;

/** An exact amount and the steps whose parts sum to it. */
public record Priced(BigDecimal amountExact, List<Step> steps) {
  public Priced {
    amountExact = Decimals.normalise(amountExact);
    steps = List.copyOf(steps);
  }

  /** The amount multiplied exactly, with a step that says why. */
  public Priced times(String reason, BigDecimal multiplier) {
    var multiplied = new ArrayList<>(steps);
    multiplied.add(new Step.Multiplied(reason, amountExact, multiplier));
    return new Priced(amountExact.multiply(multiplier), multiplied);
  }

  /** The amount computed again from nothing but what the steps say. */
  public BigDecimal recomputed() {
    return Decimals.normalise(
        steps.stream().map(Step::part).reduce(BigDecimal.ZERO, BigDecimal::add));
  }
}
