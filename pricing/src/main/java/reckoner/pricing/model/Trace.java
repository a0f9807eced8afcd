package reckoner.pricing.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps the steps of a computation, or none. */
public final class Trace {
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
      steps.add(step);
    }
  }

  List<Step> steps() {
    return steps == null ? List.of() : List.copyOf(steps);
  }
}
