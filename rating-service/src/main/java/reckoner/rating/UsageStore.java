package reckoner.rating;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import reckoner.pricing.Period;

/** Stored usage. Every call takes part in the caller's transaction. */
public interface UsageStore {
  /** What an event is matched to; without a coverage it waits. */
  record Placed(
      IncomingUsage.Acceptable usage,
      Optional<ContractStore.Coverage> coverage,
      EventOutcome.Stored outcome) {}

  /** A stored event's content and state. */
  record Known(byte[] contentHash, UsageState state) {}

  /** A reported model of a period. */
  record ReportedModel(String provider, String model) {}

  /** Stores events whose key is free; answers the keys that were stored. */
  Set<UsageEvent.Key> insert(String tenant, long position, List<Placed> events);

  Map<UsageEvent.Key, Known> known(String tenant, Collection<UsageEvent.Key> keys);

  /** Keeps faults and conflicts, each content once; answers how many are new. */
  int keep(String tenant, long position, String status, List<IncomingUsage.Faulty> faults);

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

  /** When a period is closed: what is up to the position is rated, what came after it is late. */
  void settle(String tenant, String contract, Instant periodStart, long positionMax);
}
