package reckoner.rating;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import reckoner.pricing.TokenClass;

/** How the counters of an event relate to each other (RULES D6). */
public enum Nesting {
  /** Each class stands for itself. */
  DISJOINT,
  /** {@code input} contains every other input class, {@code output} every other output class. */
  CONTAINED;

  /** The disjoint quantities; empty when less than nothing would remain of a containing class. */
  public Optional<Map<TokenClass, BigDecimal>> disjoint(Map<TokenClass, BigDecimal> reported) {
    if (this == DISJOINT) {
      return Optional.of(Map.copyOf(reported));
    }
    var disjoint = new EnumMap<TokenClass, BigDecimal>(TokenClass.class);
    disjoint.putAll(reported);
    for (var container : new TokenClass[] {TokenClass.INPUT, TokenClass.OUTPUT}) {
      var contained =
          reported.entrySet().stream()
              .filter(part -> part.getKey() != container && part.getKey() != TokenClass.REQUEST)
              .filter(part -> part.getKey().isInput() == container.isInput())
              .map(Map.Entry::getValue)
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      if (contained.signum() == 0) {
        continue;
      }
      var rest = reported.getOrDefault(container, BigDecimal.ZERO).subtract(contained);
      if (rest.signum() < 0) {
        return Optional.empty();
      }
      disjoint.put(container, rest);
    }
    return Optional.of(Map.copyOf(disjoint));
  }
}
