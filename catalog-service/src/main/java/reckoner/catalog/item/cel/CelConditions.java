package reckoner.catalog.item.cel;

import dev.cel.compiler.CelCompiler;
import java.util.Optional;
import java.util.stream.Collectors;
import reckoner.catalog.item.ConditionCheck;
import reckoner.kit.condition.Conditions;

/**
 * Conditions that are compiled and typed, so that none fails later for a name that is not there.
 */
public final class CelConditions implements ConditionCheck {
  private final CelCompiler events = Conditions.overEvents();
  private final CelCompiler outcomes = Conditions.overOutcomes();

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
}
