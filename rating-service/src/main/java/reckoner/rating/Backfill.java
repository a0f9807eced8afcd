package reckoner.rating;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.refusal.Refused;
import reckoner.pricing.Period;

/**
 * Usage in bulk for a range of the past: held until all of it becomes facts of the ledger at one
 * position, and taken back as a whole.
 *
 * @param number by which its events name it
 * @param heldEvents that the ledger did not know when they came
 * @param knownEvents that it did
 */
public record Backfill(
    String name,
    long number,
    Scope scope,
    State state,
    Instant createTime,
    long heldEvents,
    long knownEvents,
    Optional<Closing> closing,
    Optional<Reverting> reverting) {
  /**
   * Of what one backfill names, and of what one replaces: its close is one transaction, which takes
   * a minute or two for so many.
   */
  public static final int EVENTS_MAX = 1_000_000;

  /** Where it stands. */
  public enum State {
    OPEN,
    CLOSED,
    DISCARDED,
    REVERTED
  }

  /**
   * Which events it takes and, where it replaces, voids.
   *
   * @param customers none for all, as sources and event types
   * @param range of event times
   */
  public record Scope(
      Set<String> customers,
      Set<String> sources,
      Set<String> eventTypes,
      Period range,
      boolean replaces,
      String reason) {
    public Scope {
      customers = Set.copyOf(customers);
      sources = Set.copyOf(sources);
      eventTypes = Set.copyOf(eventTypes);
    }

    /** The field that puts an event outside; empty where it is inside. */
    public String outside(UsageEvent event) {
      if (!range.contains(event.eventTime())) {
        return "event_time";
      }
      if (!takes(customers, event.customer())) {
        return "customer";
      }
      if (!takes(sources, event.key().source())) {
        return "source";
      }
      return takes(eventTypes, event.eventType()) ? "" : "event_type";
    }

    private static boolean takes(Set<String> names, String name) {
      return names.isEmpty() || names.contains(name);
    }

    /** Whether an event could be inside both. */
    boolean overlaps(Scope other) {
      return range.start().isBefore(other.range.end())
          && other.range.start().isBefore(range.end())
          && overlap(customers, other.customers)
          && overlap(sources, other.sources)
          && overlap(eventTypes, other.eventTypes);
    }

    private static boolean overlap(Set<String> names, Set<String> others) {
      return names.isEmpty() || others.isEmpty() || names.stream().anyMatch(others::contains);
    }
  }

  /** The batch with which it came into the ledger, or out. */
  public record Stored(long batch, long position, Instant storeTime) {}

  /**
   * What its close did.
   *
   * @param states of the events that it stored
   * @param duplicates that the ledger got meanwhile, as conflicts with other content
   */
  public record Closing(
      Stored stored,
      Map<UsageState, Long> states,
      long duplicates,
      long conflicts,
      long replacedEvents) {
    public Closing {
      states = Map.copyOf(states);
    }
  }

  /**
   * What its revert did.
   *
   * @param states of the events that hold again
   */
  public record Reverting(Stored stored, Map<UsageState, Long> states, long voidedEvents) {
    public Reverting {
      states = Map.copyOf(states);
    }
  }

  /** The states in which events are stored, in the order of their counts. */
  public static final List<UsageState> COUNTED =
      List.of(
          UsageState.RATED,
          UsageState.WAITING,
          UsageState.UNPRICED,
          UsageState.LATE,
          UsageState.UNCOUNTED);

  /** Why something cannot be done to it. */
  Refused refused(String what) {
    return Refusal.of(
            RatingReason.BACKFILL_STATE,
            "backfill %s is %s, so it cannot be %s".formatted(name, state, what))
        .asException();
  }
}
