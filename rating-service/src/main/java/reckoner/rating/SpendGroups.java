package reckoner.rating;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import reckoner.kit.refusal.Refusal;
import reckoner.pricing.Allocation;
import reckoner.rating.Adjustment.Amounts;
import reckoner.rating.PeriodAdjustments.Part;
import reckoner.rating.PeriodCharges.DueCharge;
import reckoner.rating.PeriodSums.Portion;

/** Splits a period's lines over groups of its events. */
final class SpendGroups {
  /** Each takes some hundred bytes while it is added up. */
  static final int GROUPS_MAX = 50_000;

  private static final int SHARE_DIGITS_MIN = 12;
  static final Comparator<List<String>> VALUES =
      Comparator.comparing(values -> String.join("\0", values));

  private final Spend.Grouping grouping;
  private final Map<List<String>, Long> events = new TreeMap<>(VALUES);
  private final Map<Part, Map<List<String>, Weight>> lines = new HashMap<>();
  private final Map<Part, Weight> inNone = new HashMap<>();
  private final Map<List<String>, Cost> costs = new HashMap<>();

  SpendGroups(Spend.Grouping grouping) {
    this.grouping = grouping;
  }

  private record Weight(BigDecimal quantity, long events) {
    Weight plus(Weight other) {
      return new Weight(quantity.add(other.quantity), events + other.events);
    }
  }

  /**
   * Takes an event.
   *
   * @param portions what of it falls into which line
   */
  void add(UsageEvent event, Map<Part, Portion> portions) {
    if (!EventProperties.have(event, grouping.filters())) {
      portions.forEach(
          (part, portion) -> inNone.merge(part, new Weight(portion.quantity(), 1), Weight::plus));
      return;
    }
    if (portions.isEmpty()) {
      return;
    }
    var values =
        grouping.groupBy().stream().map(name -> EventProperties.value(event, name)).toList();
    events.merge(values, 1L, Long::sum);
    if (events.size() > GROUPS_MAX) {
      throw Refusal.of(
              RatingReason.GROUPS_TOO_MANY,
              "%s have more than %,d different values in this period; filters ask for some"
                  .formatted(grouping.groupBy(), GROUPS_MAX))
          .asException();
    }
    portions.forEach((part, portion) -> {
      lines
          .computeIfAbsent(part, _ -> new TreeMap<>(VALUES))
          .merge(values, new Weight(portion.quantity(), 1), Weight::plus);
      costs.merge(values, portion.cost(), Cost::plus);
    });
  }

  /** The groups; lines without events are in none. */
  List<Spend.Group> groups(List<DueCharge> charges) {
    var amounts = new HashMap<List<String>, BigDecimal>();
    for (var charge : charges) {
      var part = new Part(charge.charge(), charge.part());
      var weights = lines.get(part);
      if (weights != null) {
        split(Amounts.of(charge.line()).amountExact(), weights, inNone.get(part), amounts);
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

  /**
   * Adds each group's share of a line to its sum.
   *
   * @param inNone the part of the line that is in no group, if any
   */
  private static void split(
      BigDecimal whole,
      Map<List<String>, Weight> weights,
      @Nullable Weight inNone,
      Map<List<String>, BigDecimal> sums) {
    var all = new ArrayList<>(weights.values());
    if (inNone != null) {
      all.add(inNone);
    }
    boolean hasQuantity = all.stream().anyMatch(weight -> weight.quantity().signum() > 0);
    var shares =
        all.stream()
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
