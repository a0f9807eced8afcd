package reckoner.pricing;

import java.math.BigDecimal;

/**
 * A later line for the same charge and period: the rounded cumulative amount less what was billed,
 * so that all lines together are the period billed in one (RULES A8).
 *
 * @param billed Σ of the lines before, each rounded
 * @param amount of this line; below 0 where the period became cheaper
 */
public record LaterLine(BigDecimal cumulativeExact, BigDecimal billed, BigDecimal amount) {
  public static LaterLine of(BigDecimal cumulativeExact, BigDecimal billed, Rounding rounding) {
    return new LaterLine(
        Decimals.normalise(cumulativeExact),
        billed,
        rounding.round(cumulativeExact).subtract(billed));
  }
}
