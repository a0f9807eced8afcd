package reckoner.pricing.model;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The price starts anew for each group of events (RULES D8): the counter of its tiers and the
 * rounding of its packages are the group's own. Without it they are those of the billing period.
 */
public record Grouped(Scope scope, Price price) implements UsagePrice {
  /** What events have in common that count together. */
  public sealed interface Scope {
    /** Every event is priced alone. */
    record EachRecord() implements Scope {}

    /** Each hour that begins on the hour of the zone's clock. */
    record EachHour(ZoneId zone) implements Scope {}

    /** Each local day. */
    record EachDay(ZoneId zone) implements Scope {}

    /** Each value of a dimension, such as the file that brought the event; none is a value too. */
    record EachValue(String dimension) implements Scope {}
  }

  @Override
  public BigDecimal amount(List<Usage> usage, Trace trace) {
    var groups = new LinkedHashMap<String, List<Usage>>();
    for (int i = 0; i < usage.size(); i++) {
      groups.computeIfAbsent(key(usage.get(i), i), _ -> new ArrayList<>()).add(usage.get(i));
    }
    var amount = BigDecimal.ZERO;
    for (var group : groups.entrySet()) {
      if (trace.isOn()) {
        trace.add(new Step.Chosen("group", group.getKey()));
      }
      amount = amount.add(price.amount(group.getValue(), trace));
    }
    return amount;
  }

  private String key(Usage usage, int index) {
    return switch (scope) {
      case Scope.EachRecord() -> "record " + (index + 1);
      case Scope.EachHour(var zone) ->
          usage.time().atZone(zone).truncatedTo(ChronoUnit.HOURS).toOffsetDateTime().toString();
      case Scope.EachDay(var zone) -> usage.time().atZone(zone).toLocalDate().toString();
      case Scope.EachValue(var dimension) ->
          dimension + "=" + usage.dimensions().getOrDefault(dimension, "");
    };
  }
}
