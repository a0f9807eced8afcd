package reckoner.rating;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Period;

/** Stored usage. Every call takes part in the caller's transaction. */
public interface UsageStore {
  /**
   * What an event is matched to; without a coverage it waits.
   *
   * @param marginals what it is worth as it arrives; none unless it is rated
   */
  record Placed(
      IncomingUsage.Acceptable usage,
      Optional<ContractStore.Coverage> coverage,
      EventOutcome.Stored outcome,
      List<Marginal> marginals) {}

  /**
   * A stored event's content and state.
   *
   * @param contentHash empty where it is of another version of the canonical form (RULES C2)
   * @param body one that says the same
   */
  record Known(byte[] contentHash, UsageState state, byte[] body) {
    /** With the body of an event of the same hash, where its own was not read. */
    public Known orBodyOf(IncomingUsage.Acceptable event) {
      return body.length == 0 && Arrays.equals(contentHash, event.contentHash())
          ? new Known(contentHash, state, event.body())
          : this;
    }
  }

  /** Compares two bodies of one event by what they say. */
  @FunctionalInterface
  interface Difference {
    /** Path of the first field that differs, e.g. {@code quantities["input"]}; null: none. */
    @Nullable String field(byte[] stored, byte[] came);
  }

  /** A waiting event and when its batch was stored. */
  record Waiting(KeyHash keyHash, UsageEvent event, Instant storeTime) {}

  /** Decides what becomes of a waiting event that is covered now. */
  @FunctionalInterface
  interface Placing {
    EventOutcome.Stored place(Waiting waiting);
  }

  /** A reported model. */
  record ReportedModel(String provider, String model) {}

  /**
   * A stored event of a period, and its place among them.
   *
   * @param body the event as it came
   * @param isCorrected whether it was amended or voided, even if after the position that is read
   * @param marginals what it was worth when it arrived
   */
  record Placement(
      Place place, UsageEvent event, byte[] body, boolean isCorrected, List<Marginal> marginals) {}

  /** Positions of the ledger, the first exclusive. */
  record Range(long after, long upTo) {}

  /** Whether usage appeared in a range, or was there before and went in it. */
  enum Turn {
    NEW,
    GONE
  }

  /** Why usage changed after it was counted. */
  enum Cause {
    LATE,
    AMENDED,
    VOIDED
  }

  /** A change of a period's usage. */
  record Change(Placement placement, Cause cause) {}

  /** By batch, then by key: what is stored later comes after what a position sealed. */
  record Place(long batch, KeyHash keyHash) {
    public static final Place BEFORE_ALL = new Place(0, new KeyHash(0, 0));
  }

  /** The key of an event is taken; its transaction can only be rolled back. */
  final class KeyTaken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public KeyTaken() {
      super("an event of this key is stored", null, false, false);
    }
  }

  /**
   * Stores events, in the order of their keys.
   *
   * @throws KeyTaken where one is stored already
   */
  void insert(String tenant, long batch, List<Placed> events);

  /** What is stored under the keys of events. */
  Map<KeyHash, Known> known(String tenant, Collection<IncomingUsage.Acceptable> events);

  /** Keeps faults and conflicts, each content once; answers how many are new. */
  int keep(String tenant, long batch, String status, List<IncomingUsage.Faulty> faults);

  /** Models of the customer's waiting usage in a range. */
  Set<ReportedModel> waitingModels(String tenant, String customer, Period range);

  /** Matches the customer's waiting usage in a period; answers how many events. */
  long matchWaiting(String tenant, ContractStore.Coverage coverage, Placing placing);

  /** At most so many events of a period as it was known at a position, after a place. */
  List<Placement> page(
      String tenant, ContractStore.StoredPeriod period, long positionMax, Place after, int limit);

  /**
   * The same of the events of some windows alone.
   *
   * @param windows ascending
   */
  List<Placement> within(
      String tenant,
      ContractStore.StoredPeriod period,
      List<Period> windows,
      long positionMax,
      Place after,
      int limit);

  /** The facts that held of events as they were known at a position. */
  List<UsageEvent> asKnown(String tenant, Collection<UsageEvent.Key> events, long positionMax);

  /** At most so many changes of a period's usage, after a place. */
  List<Change> changes(
      String tenant,
      ContractStore.StoredPeriod period,
      Range between,
      Turn turn,
      Place after,
      int limit);

  /** The unpriced events of a period up to a position, at most so many after a place. */
  List<Placement> unpriced(
      String tenant, ContractStore.StoredPeriod period, long positionMax, Place after, int limit);

  /**
   * When periods are closed, what was unpriced in them is rated; answers those that had such
   * events.
   */
  Set<ContractStore.StoredPeriod> settle(String tenant, List<ContractStore.StoredPeriod> periods);
}
