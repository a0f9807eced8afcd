package reckoner.rating;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.rating.IncomingUsage.Acceptable;
import reckoner.rating.UsageCorrections.Current;
import reckoner.rating.UsageStore.Place;
import reckoner.rating.UsageStore.Range;

/** Backfills and what they name. Every call takes part in the caller's transaction. */
public interface BackfillStore {
  /** Adds an open one; false where the name is taken. */
  boolean create(String tenant, String name, Backfill.Scope scope, Instant now);

  Optional<Backfill> find(String tenant, String name);

  /** The same, or a refusal that says so. */
  default Backfill require(String tenant, String name) {
    return find(tenant, name)
        .orElseThrow(() ->
            Refusal.of(KitReason.NOT_FOUND, "no backfill %s is known".formatted(name))
                .asException());
  }

  /** The same with its row locked to the end of the transaction, so that it takes nothing more. */
  Backfill lock(String tenant, String name);

  /** At most so many after a name, in these states. */
  List<Backfill> list(String tenant, Set<Backfill.State> states, String after, int limit);

  /** Closed ones that replace, with a close after a position. */
  List<Backfill> replacingAfter(String tenant, long position);

  /** Whether the close of a backfill voided an event that another one brought. */
  boolean hasVoided(String tenant, Backfill closed, Backfill of);

  /** An event that a backfill names; known where the ledger had it when it came. */
  record Named(Acceptable usage, boolean isKnown) {}

  /** Adds what is not named yet, in the order of keys; answers how many. */
  int name(String tenant, long number, List<Named> events);

  /** What a backfill holds under the keys of these. */
  Map<KeyHash, UsageStore.Known> named(String tenant, long number, Collection<Acceptable> events);

  /** Counts what came; false where the backfill is not open or would name too much. */
  boolean count(String tenant, long number, int held, int known);

  /** Held events after a key, in the order of keys. */
  List<Acceptable> held(String tenant, long number, KeyHash after, int limit);

  /** A period of a contract, by their numbers. */
  record Part(int contract, int period) {}

  /** The periods that a scope meets. */
  List<Part> parts(String tenant, Backfill.Scope scope);

  /** An event that holds, and its place among those of its period. */
  record Holding(Place place, Current current) {}

  /**
   * Events of a period that hold and whose time is in a backfill's range, but for those that it
   * names, stored within a range of positions; at most so many after a place.
   */
  List<Holding> holding(
      String tenant, Backfill backfill, Part part, Range between, Place after, int limit);

  /** The same of events that wait, by source and event id. */
  List<Current> waiting(
      String tenant, Backfill backfill, Range between, UsageEvent.Key after, int limit);

  /** Keys of events that its close stored, after a key. */
  List<KeyHash> stored(String tenant, Backfill backfill, KeyHash after, int limit);

  /**
   * An event that its close voided.
   *
   * @param event its key
   * @param generation of the void
   */
  record Voided(KeyHash event, int generation, UsageEvent was, byte[] contentHash, byte[] body) {}

  /** What its close voided, after a key. */
  List<Voided> voided(String tenant, Backfill backfill, KeyHash after, int limit);

  void close(String tenant, long number, Backfill.Closing closing);

  void revert(String tenant, long number, Backfill.Reverting reverting);

  /** Drops it with all that it names. */
  void discard(String tenant, long number);
}
