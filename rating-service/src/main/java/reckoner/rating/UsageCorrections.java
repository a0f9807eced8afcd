package reckoner.rating;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import reckoner.rating.UsageStore.Cause;

/** What amended and voided events. Every call takes part in the caller's transaction. */
public interface UsageCorrections {
  /**
   * The fact that holds of an event.
   *
   * @param row key of its row
   * @param generation how often the event was corrected, from 0
   * @param state VOIDED where nothing holds any more
   * @param contract of its period; none while it waits
   * @param period its number
   * @param marginals what it was worth when it arrived
   */
  record Current(
      KeyHash row,
      int generation,
      UsageState state,
      byte[] contentHash,
      UsageEvent event,
      byte[] body,
      OptionalInt contract,
      OptionalInt period,
      List<Marginal> marginals) {
    /** Whether both say that the same fact holds in the same place. */
    boolean isSame(Current other) {
      return row.equals(other.row)
          && state == other.state
          && contract.equals(other.contract)
          && period.equals(other.period);
    }
  }

  /**
   * A fact that ends another.
   *
   * @param event key of the event
   * @param superseded what held of it
   * @param amendment row that holds instead; the event's own where it is voided
   */
  record Superseding(
      KeyHash event, Current superseded, Cause cause, KeyHash amendment, String reason) {}

  /**
   * A fact after a void, with which an event holds again.
   *
   * @param event key of the event
   * @param row that holds from now on
   */
  record Restoring(KeyHash event, int generation, KeyHash row, String reason) {}

  /**
   * A fact of an event's history.
   *
   * @param generation 0 for the event as it was reported first
   * @param reason that was given with a correction
   * @param state AMENDED or VOIDED where a later fact ended it, and of a void
   * @param body the event as it came; of a void the one that it ended
   * @param backfill whose close or revert said it; empty for none
   */
  record Fact(
      int generation,
      Kind kind,
      String reason,
      UsageState state,
      long position,
      Instant storeTime,
      byte[] body,
      String backfill) {
    /** What it says. */
    public enum Kind {
      REPORTED,
      AMENDED,
      VOIDED
    }
  }

  /** What holds of events that are known. */
  Map<KeyHash, Current> current(String tenant, Collection<KeyHash> events);

  /** Ends what held from a batch on; it is in no list of exceptions any more. */
  void supersede(String tenant, long batch, List<Superseding> corrections);

  /** Says which rows hold of voided events from a batch on. */
  void restore(String tenant, long batch, List<Restoring> restored);

  /** Everything that was said of an event, in order; empty where it is not known. */
  List<Fact> history(String tenant, KeyHash event);
}
