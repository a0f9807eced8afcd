package reckoner.rating;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reckoner.rating.Adjustment.Reason;
import reckoner.rating.PeriodAdjustments.Part;
import reckoner.rating.UsageStore.Cause;
import reckoner.rating.UsageStore.Change;

/** Counts what changed by the lines that it changed. */
final class AdjustmentReasons {
  private final PeriodSums sums;
  private final Map<Part, Map<Reason, Long>> byPart = new HashMap<>();
  private final Map<String, Map<Reason, Long>> byCharge = new HashMap<>();
  // an amendment goes from its line and comes to it again, and is one event
  private final Set<Amended> amended = new HashSet<>();

  private final Set<KeyHash> uncounted = new HashSet<>();

  private record Amended(Part part, UsageEvent.Key key) {}

  /**
   * @param sums of the period, which tell an event's lines
   */
  AdjustmentReasons(PeriodSums sums) {
    this.sums = sums;
  }

  void add(Change change) {
    var event = change.placement().event();
    var parts = sums.quantities(event).keySet();
    if (parts.isEmpty()) {
      uncounted.add(change.placement().place().keyHash());
    }
    for (var part : parts) {
      if (change.cause() == Cause.AMENDED && !amended.add(new Amended(part, event.key()))) {
        continue;
      }
      var reason = reason(change.cause());
      byPart.computeIfAbsent(part, _ -> none()).merge(reason, 1L, Long::sum);
      byCharge.computeIfAbsent(part.charge(), _ -> none()).merge(reason, 1L, Long::sum);
    }
  }

  private static Reason reason(Cause cause) {
    return switch (cause) {
      case LATE -> Reason.LATE;
      case AMENDED -> Reason.AMENDED;
      case VOIDED -> Reason.VOIDED;
    };
  }

  private static Map<Reason, Long> none() {
    return new EnumMap<>(Reason.class);
  }

  /**
   * Of a line; where no event of it changed, its opening, or else what changed in its charge, whose
   * free units it has.
   */
  Map<Reason, Long> of(Part part, boolean isOpeningChanged) {
    if (isOpeningChanged) {
      var reasons = new EnumMap<>(byPart.getOrDefault(part, none()));
      reasons.put(Reason.OPENING_CHANGED, 0L);
      return reasons;
    }
    return new EnumMap<>(byPart.getOrDefault(part, byCharge.getOrDefault(part.charge(), none())));
  }

  /** Rows of changes that are of no line. */
  List<KeyHash> uncounted() {
    return List.copyOf(uncounted);
  }
}
