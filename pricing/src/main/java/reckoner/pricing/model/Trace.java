package reckoner.pricing.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps the steps of a computation, or none. */
public final class Trace {
  /** A thousand tiers of each of a hundred thousand events are more than anybody reads. */
  static final int STEPS_MAX = 300_000;

  private static final Trace OFF = new Trace(null);

  private final @Nullable List<Step> steps;

  private Trace(@Nullable List<Step> steps) {
    this.steps = steps;
  }

  public static Trace off() {
    return OFF;
  }

  public static Trace recording() {
    return new Trace(new ArrayList<>());
  }

  /** Whether steps are kept; asked before a step is made. */
  boolean isOn() {
    return steps != null;
  }

  void add(Step step) {
    if (steps != null) {
      if (steps.size() == STEPS_MAX) {
        throw new PriceFault(
            PriceFault.Code.STEPS_TOO_MANY,
            "the explanation has more than %d steps; price fewer events at a time"
                .formatted(STEPS_MAX));
      }
      steps.add(step);
    }
  }

  List<Step> steps() {
    return steps == null ? List.of() : List.copyOf(steps);
  }
}
