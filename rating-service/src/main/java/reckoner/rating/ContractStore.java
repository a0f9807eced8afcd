package reckoner.rating;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.pricing.Period;

/** The contracts that rating knows. Every call takes part in the caller's transaction. */
public interface ContractStore {
  /**
   * A period of a contract, for matching usage.
   *
   * @param contract its number among the tenant's contracts, from 1
   * @param number the period's among the contract's, from 0
   * @param cutoffTime usage that is stored then or later is late
   * @param charges of the contract
   */
  record Coverage(
      int contract,
      int number,
      String customer,
      Period period,
      Instant cutoffTime,
      UsageCharges charges) {}

  /** A period as it is stored. */
  record StoredPeriod(
      int contract, int number, Period period, Instant cutoffTime, Optional<byte[]> closedReply) {}

  /** Content hash of a known contract. */
  Optional<byte[]> contentHash(String tenant, String contract);

  /** A contract of the customer that covers any time of these periods. */
  Optional<String> overlapping(String tenant, String customer, Period whole);

  /** Adds a contract under the ledger's lock, with the number after the revision of the terms. */
  List<Coverage> add(String tenant, ContractTerms terms, byte[] contentHash, int number);

  /** Every period of these customers. */
  List<Coverage> covering(String tenant, Collection<String> customers);

  /** Customers with a contract that became known after a revision of the terms. */
  List<String> customersSince(String tenant, int termsRevision);

  Optional<ContractTerms> find(String tenant, String contract);

  /** Names a period of a contract. */
  record PeriodName(String contract, Instant periodStart) {
    /** Refused, because there is no such period. */
    RuntimeException notFound() {
      return Refusal.of(
              KitReason.NOT_FOUND,
              "contract %s has no period that starts at %s".formatted(contract, periodStart))
          .asException();
    }
  }

  /**
   * The period in which an instant lies.
   *
   * @param contract or empty for any of the customer
   * @param customer or empty for whosever contract
   */
  Optional<PeriodName> periodAt(String tenant, String contract, String customer, Instant time);

  /** The periods that a range meets, by contract and start; named as of {@link #periodAt}. */
  List<PeriodName> periodsIn(String tenant, String contract, String customer, Period range);

  Optional<StoredPeriod> period(String tenant, String contract, Instant periodStart);

  /** The same, or a refusal that says so. */
  default StoredPeriod requirePeriod(String tenant, String contract, Instant periodStart) {
    return period(tenant, contract, periodStart)
        .orElseThrow(() -> new PeriodName(contract, periodStart).notFound());
  }

  /** A period and what its contract agrees. */
  record Agreed(StoredPeriod period, ContractTerms terms) {}

  /** Those of these periods that are there. */
  Map<PeriodName, Agreed> agreed(String tenant, List<PeriodName> periods);

  /**
   * Periods with their rows locked to the end of the transaction. They are locked in the order of
   * contracts' numbers and periods', as all do that lock several.
   */
  Map<PeriodName, StoredPeriod> lockPeriods(String tenant, List<PeriodName> periods);

  /** The same of one that is there. */
  default StoredPeriod lockPeriod(String tenant, String contract, Instant periodStart) {
    var name = new PeriodName(contract, periodStart);
    return Objects.requireNonNull(lockPeriods(tenant, List.of(name)).get(name));
  }

  /** From now on the events of a period are read, whatever its aggregates say. */
  void distrustAggregates(String tenant, int contract, int period);

  /** Whether the aggregates of a period hold all of its usage that was in time. */
  boolean isAggregated(String tenant, int contract, int period);

  /**
   * A close.
   *
   * @param reply that holds for ever
   */
  record Close(PeriodCharges charges, String receiptHash, byte[] reply) {
    public PeriodName name() {
      return new PeriodName(charges.contract(), charges.period().start());
    }

    public int lines() {
      return charges.charges().size();
    }
  }

  void close(String tenant, List<Close> closes);
}
