package reckoner.kit.condition;

import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import java.util.Map;

/**
 * What conditions may ask. CEL has no decimals: a quantity is a double in a condition, and no
 * condition touches money (RULES H6).
 */
public final class Conditions {
  public static final String EVENT_TYPE = "event_type";
  public static final String DIMENSIONS = "dimensions";
  public static final String QUANTITIES = "quantities";
  public static final String EVIDENCE = "evidence";

  private static final CelType TEXTS = MapType.create(SimpleType.STRING, SimpleType.STRING);
  private static final CelType NUMBERS = MapType.create(SimpleType.STRING, SimpleType.DOUBLE);

  private Conditions() {}

  /** Over events: their type, dimensions and quantities. */
  public static CelCompiler overEvents() {
    return compiler(Map.of(EVENT_TYPE, SimpleType.STRING, DIMENSIONS, TEXTS, QUANTITIES, NUMBERS));
  }

  /** Over reported outcomes: their dimensions, quantities and evidence. */
  public static CelCompiler overOutcomes() {
    return compiler(Map.of(DIMENSIONS, TEXTS, QUANTITIES, NUMBERS, EVIDENCE, TEXTS));
  }

  private static CelCompiler compiler(Map<String, CelType> names) {
    var builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setResultType(SimpleType.BOOL);
    names.forEach(builder::addVar);
    return builder.build();
  }
}
