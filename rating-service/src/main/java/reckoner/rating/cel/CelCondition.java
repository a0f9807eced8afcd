package reckoner.rating.cel;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.compiler.CelCompiler;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reckoner.kit.condition.Conditions;
import reckoner.rating.Condition;
import reckoner.rating.UsageEvent;

/** A condition in CEL; of an event that lacks what it asks for it does not hold. */
public final class CelCondition implements Condition {
  private static final int STEPS_MAX = 1_000;
  private static final long COMPILED_MAX = 5_000;
  private static final CelCompiler COMPILER = Conditions.overEvents();
  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.standardCelRuntimeBuilder()
          .setOptions(CelOptions.current().comprehensionMaxIterations(STEPS_MAX).build())
          .build();

  /** Many contracts have the same meters, and compiling a condition takes a millisecond. */
  private static final Cache<String, Condition> COMPILED =
      Caffeine.newBuilder().maximumSize(COMPILED_MAX).build();

  private final CelRuntime.Program program;

  private CelCondition(CelRuntime.Program program) {
    this.program = program;
  }

  /** Every event where the text is empty; refused with what is wrong where it is no condition. */
  public static Condition of(String text) {
    return text.isEmpty() ? _ -> true : COMPILED.get(text, CelCondition::compiled);
  }

  private static Condition compiled(String text) {
    try {
      var condition = COMPILER.compile(text).getAst();
      return Equality.of(condition.getExpr()).orElseGet(() -> new CelCondition(program(condition)));
    } catch (CelValidationException fault) {
      throw new IllegalArgumentException("is no CEL condition: " + fault.getMessage(), fault);
    }
  }

  /** The condition as the library evaluates it, whatever it is. */
  static Condition evaluated(String text) throws CelValidationException {
    return new CelCondition(program(COMPILER.compile(text).getAst()));
  }

  private static CelRuntime.Program program(CelAbstractSyntaxTree condition) {
    try {
      return RUNTIME.createProgram(condition);
    } catch (CelEvaluationException fault) {
      throw new IllegalArgumentException("is no CEL condition: " + fault.getMessage(), fault);
    }
  }

  /** A dimension of the event; those of a request to a model are its provider and model too. */
  static @Nullable String dimension(UsageEvent event, String name) {
    var stated = event.dimensions().get(name);
    if (stated != null || event.modelUse().isEmpty()) {
      return stated;
    }
    return switch (name) {
      case "provider" -> event.modelUse().get().provider();
      case "model" -> event.modelUse().get().model();
      default -> null;
    };
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
