package reckoner.catalog.item.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import reckoner.catalog.item.ConditionCheck;

/**
 * Conditions that are compiled and typed, so that none fails later for a name that is not there.
 * CEL has no decimals: a quantity is a double in a condition, and no condition touches money (RULES
 * H6).
 */
public final class CelConditions implements ConditionCheck {
  private static final CelType TEXTS = MapType.create(SimpleType.STRING, SimpleType.STRING);
  private static final CelType NUMBERS = MapType.create(SimpleType.STRING, SimpleType.DOUBLE);

  private final CelCompiler events =
      compiler(Map.of("event_type", SimpleType.STRING, "dimensions", TEXTS, "quantities", NUMBERS));
  private final CelCompiler outcomes =
      compiler(Map.of("dimensions", TEXTS, "quantities", NUMBERS, "evidence", TEXTS));

  @Override
  public Optional<String> fault(Over over, String condition) {
    var compiler =
        switch (over) {
          case EVENTS -> events;
          case OUTCOMES -> outcomes;
        };
    var result = compiler.compile(condition);
    return result.hasError()
        ? Optional.of(
            result.getErrors().stream()
                .map(issue ->
                    "%s (column %d)"
                        .formatted(issue.getMessage(), issue.getSourceLocation().getColumn() + 1))
                .limit(5)
                .collect(Collectors.joining("; ", "is no CEL condition: ", "")))
        : Optional.empty();
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
