package reckoner.rating;

import java.math.BigDecimal;
import java.util.List;

/**
 * What a period has cost so far, by whatever its events say.
 *
 * @param charges of the whole period
 * @param amount the sum of the rounded lines
 * @param costExact of all lines (RULES G6)
 * @param groups those that spent most first
 */
public record Spend(
    PeriodCharges charges, BigDecimal amount, BigDecimal costExact, List<Group> groups) {
  /**
   * A part of the usage. Its amounts are shares of its lines' by quantity, or by events where a
   * line has none; all shares of a line sum to it (RULES A6).
   *
   * @param values of what is grouped by, in its order; empty where an event says nothing
   */
  public record Group(
      List<String> values, long events, BigDecimal amountExact, BigDecimal costExact) {
    public Group {
      values = List.copyOf(values);
    }
  }

  public Spend {
    groups = List.copyOf(groups);
  }
}
