package reckoner.rating.cel;

import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.compiler.CelCompiler;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.HashMap;
import java.util.Map;
import reckoner.kit.condition.Conditions;
import reckoner.rating.Condition;
import reckoner.rating.UsageEvent;

/** A condition in CEL; of an event that lacks what it asks for it does not hold. */
public final class CelCondition implements Condition {
  private static final int STEPS_MAX = 1_000;
  private static final CelCompiler COMPILER = Conditions.overEvents();
  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.standardCelRuntimeBuilder()
          .setOptions(CelOptions.current().comprehensionMaxIterations(STEPS_MAX).build())
          .build();

  private final CelRuntime.Program program;

  private CelCondition(CelRuntime.Program program) {
    this.program = program;
  }

  /** Every event where the text is empty; refused with what is wrong where it is no condition. */
  public static Condition of(String text) {
    if (text.isEmpty()) {
      return _ -> true;
    }
    try {
      return new CelCondition(RUNTIME.createProgram(COMPILER.compile(text).getAst()));
    } catch (CelValidationException | CelEvaluationException fault) {
      throw new IllegalArgumentException("is no CEL condition: " + fault.getMessage(), fault);
    }
  }

  @Override
  public boolean holds(UsageEvent event) {
    var quantities = new HashMap<String, Object>();
    event.quantities().forEach((name, quantity) -> quantities.put(name, quantity.doubleValue()));
    event.quantity().ifPresent(quantity -> quantities.put("", quantity.doubleValue()));
    var dimensions = new HashMap<>(event.dimensions());
    event
        .modelUse()
        .ifPresent(use -> {
          dimensions.putIfAbsent("provider", use.provider());
          dimensions.putIfAbsent("model", use.model());
        });
    try {
      return Boolean.TRUE.equals(
          program.eval(
              Map.of(
                  Conditions.EVENT_TYPE,
                  event.eventType(),
                  Conditions.DIMENSIONS,
                  dimensions,
                  Conditions.QUANTITIES,
                  quantities)));
    } catch (CelEvaluationException lacking) {
      return false;
    }
  }
}
