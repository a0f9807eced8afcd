package reckoner.rating;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * What a period has cost so far, by whatever its events say.
 *
 * @param charges of the whole period
 * @param amount the sum of the rounded lines
 * @param cost of all usage
 * @param groups those that spent most first
 */
public record Spend(PeriodCharges charges, BigDecimal amount, Cost cost, List<Group> groups) {
  /**
   * What the groups of a spend are.
   *
   * @param groupBy properties of events, by their names
   * @param filters values that the events of all groups have; other events are in none
   */
  public record Grouping(List<String> groupBy, Map<String, String> filters) {
    public Grouping {
      groupBy = List.copyOf(groupBy);
      filters = Map.copyOf(filters);
    }

    /** Whether the whole is all that is asked for. */
    boolean isNone() {
      return groupBy.isEmpty() && filters.isEmpty();
    }
  }

  /**
   * A part of the usage. Its amount is a share of its lines' by quantity, or by events where a line
   * has none; all shares of a line sum to it (RULES A6). Its cost is that of its events.
   *
   * @param values of what is grouped by, in its order; empty where an event says nothing
   */
  public record Group(List<String> values, long events, BigDecimal amountExact, Cost cost) {
    public Group {
      values = List.copyOf(values);
    }
  }

  public Spend {
    groups = List.copyOf(groups);
  }
}
