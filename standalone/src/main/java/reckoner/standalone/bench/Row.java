package reckoner.standalone.bench;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was measured, beside its limit in the same run.
 *
 * @param count of what was measured, such as events
 * @param unit of both figures, such as {@code events/s}
 * @param facts further numbers by name, in order
 */
public record Row(
    String name,
    long count,
    String unit,
    long measured,
    long limit,
    Goal goal,
    Map<String, Long> facts) {
  public Row {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /** Measured ÷ limit, to two digits. */
  public BigDecimal ratio() {
    return BigDecimal.valueOf(measured)
        .divide(BigDecimal.valueOf(Math.max(1, limit)), 2, RoundingMode.HALF_UP);
  }
}
