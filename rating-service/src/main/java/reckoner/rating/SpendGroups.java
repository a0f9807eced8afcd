package reckoner.rating;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import reckoner.kit.refusal.Refusal;
import reckoner.pricing.Allocation;
import reckoner.rating.Adjustment.Amounts;
import reckoner.rating.PeriodAdjustments.Part;
import reckoner.rating.PeriodCharges.DueCharge;

/** Splits a period's lines over groups of its events. */
final class SpendGroups {
  /** Each takes some hundred bytes while it is added up. */
  static final int GROUPS_MAX = 50_000;

  private static final int SHARE_DIGITS_MIN = 12;
  static final Comparator<List<String>> VALUES =
      Comparator.comparing(values -> String.join("\0", values));

  private final PeriodSums sums;
  private final List<String> groupBy;
  private final Map<List<String>, Long> events = new TreeMap<>(VALUES);
  private final Map<Part, Map<List<String>, Weight>> lines = new HashMap<>();
  private final Map<List<String>, Cost> costs = new HashMap<>();

  /**
   * @param sums of the period, which tell an event's lines
   * @param groupBy {@code provider}, {@code model}, {@code event_type}, {@code source} or {@code
   *     dimensions.NAME}
   */
  SpendGroups(PeriodSums sums, List<String> groupBy) {
    this.sums = sums;
    this.groupBy = List.copyOf(groupBy);
  }

  private record Weight(BigDecimal quantity, long events) {
    Weight plus(Weight other) {
      return new Weight(quantity.add(other.quantity), events + other.events);
    }
  }

  void add(UsageEvent event) {
    var portions = sums.portions(event);
    if (portions.isEmpty()) {
      return;
    }
    var values = groupBy.stream().map(name -> value(event, name)).toList();
    events.merge(values, 1L, Long::sum);
    if (events.size() > GROUPS_MAX) {
      throw Refusal.of(
              RatingReason.GROUPS_TOO_MANY,
              "%s have more than %,d different values in this period"
                  .formatted(groupBy, GROUPS_MAX))
          .asException();
    }
    portions.forEach((part, portion) -> {
      lines
          .computeIfAbsent(part, _ -> new TreeMap<>(VALUES))
          .merge(values, new Weight(portion.quantity(), 1), Weight::plus);
      costs.merge(values, portion.cost(), Cost::plus);
    });
  }

  /** What an event says of a property, empty for nothing. */
  static String value(UsageEvent event, String name) {
    return switch (name) {
      case "provider" -> event.modelUse().map(UsageEvent.ModelUse::provider).orElse("");
      case "model" -> event.modelUse().map(UsageEvent.ModelUse::model).orElse("");
      case "event_type" -> event.eventType();
      case "source" -> event.key().source();
      default -> event.dimensions().getOrDefault(name.substring("dimensions.".length()), "");
    };
  }

  /** The groups; lines without events are in none. */
  List<Spend.Group> groups(List<DueCharge> charges) {
    var amounts = new HashMap<List<String>, BigDecimal>();
    for (var charge : charges) {
      var weights = lines.get(new Part(charge.charge(), charge.part()));
      if (weights != null) {
        var whole = Amounts.of(charge.line());
        split(whole.amountExact(), weights, amounts);
      }
    }
    return events.entrySet().stream()
        .map(group ->
            new Spend.Group(
                group.getKey(),
                group.getValue(),
                amounts.getOrDefault(group.getKey(), BigDecimal.ZERO),
                costs.getOrDefault(group.getKey(), Cost.NOTHING)))
        .sorted(
            Comparator.comparing(Spend.Group::amountExact, Comparator.reverseOrder())
                .thenComparing(Spend.Group::values, VALUES))
        .toList();
  }

  private static void split(
      BigDecimal whole, Map<List<String>, Weight> weights, Map<List<String>, BigDecimal> sums) {
    boolean hasQuantity =
        weights.values().stream().anyMatch(weight -> weight.quantity().signum() > 0);
    var shares =
        weights.values().stream()
            .map(weight -> hasQuantity ? weight.quantity() : BigDecimal.valueOf(weight.events()))
            .toList();
    var parts =
        Allocation.split(
                whole,
                shares,
                Math.max(SHARE_DIGITS_MIN, whole.scale()),
                Allocation.Drift.LARGEST_REMAINDER)
            .iterator();
    weights
        .keySet()
        .forEach(group -> sums.merge(group, Objects.requireNonNull(parts.next()), BigDecimal::add));
  }
}
