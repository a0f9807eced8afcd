package reckoner.pricing.book;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Decimals;

/**
 * What the list price is multiplied by (RULES D2).
 *
 * @param multiplier more than 0, at most 6 fractional digits (RULES A2); 0.9 is a tenth off
 */
public record MultiplierEntry(
    String product,
    Map<String, String> dimensions,
    @Nullable Instant start,
    @Nullable Instant end,
    BigDecimal multiplier,
    String key)
    implements DatedEntry {
  public MultiplierEntry {
    dimensions = Map.copyOf(dimensions);
    multiplier = Decimals.normalise(multiplier);
  }
}
