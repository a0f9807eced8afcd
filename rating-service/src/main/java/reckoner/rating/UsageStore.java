package reckoner.rating;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import reckoner.pricing.Periods.Period;

/** The usage ledger's tables. Every call takes part in the caller's transaction. */
public interface UsageStore {
  /** Where a tenant's ledger stands. */
  record Ledger(long position, Instant storeTime) {}

  /** What an event is matched to; without a coverage it waits. */
  record Placed(
      IncomingUsage.Acceptable usage,
      java.util.Optional<ContractStore.Coverage> coverage,
      EventOutcome.Stored outcome) {}

  /** A stored event's content and state. */
  record Known(byte[] contentHash, UsageState state) {}

  /** A reported model of a period. */
  record ReportedModel(String provider, String model) {}

  /** Takes the tenant's ledger row for writing and holds it to the commit. */
  Ledger lockLedger(String tenant);

  /** Waits for batches that are under way; what is visible afterwards is sealed. */
  void awaitLedger(String tenant);

  /** Adds a batch at the next position. */
  void addBatch(String tenant, long position, Instant storeTime);

  /** Stores events whose key is free; answers the keys that were stored. */
  Set<UsageEvent.Key> insert(String tenant, long position, List<Placed> events);

  Map<UsageEvent.Key, Known> known(String tenant, Collection<UsageEvent.Key> keys);

  /** Keeps faults and conflicts, each content once; answers how many are new. */
  int keep(String tenant, long position, String status, List<IncomingUsage.Faulty> faults);

  /** The position of the last batch stored before an instant, 0 for none. */
  long positionBefore(String tenant, Instant exclusive);

  /** Models of the customer's waiting usage in a range. */
  List<ReportedModel> waitingModels(String tenant, String customer, Period range);

  /** Matches the customer's waiting usage in a period; answers how many events. */
  long matchWaiting(
      String tenant,
      ContractStore.Coverage coverage,
      Function<UsageEvent, EventOutcome.Stored> pricing);

  List<ReportedModel> modelsOf(
      String tenant, String contract, Instant periodStart, long positionMax);

  /** Hands over every event of a period up to a position, in no order. */
  void forEach(
      String tenant,
      String contract,
      Instant periodStart,
      long positionMax,
      Consumer<UsageEvent> consumer);

  /** Usage that had no price and now stands in a closed period. */
  void markRated(String tenant, String contract, Instant periodStart, long positionMax);
}
