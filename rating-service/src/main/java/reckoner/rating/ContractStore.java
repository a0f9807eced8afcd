package reckoner.rating;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import reckoner.pricing.Period;

/** The contracts that rating knows. Every call takes part in the caller's transaction. */
public interface ContractStore {
  /**
   * A period of a contract, for matching usage.
   *
   * @param closed whether its charges are due, so that usage is late
   * @param book without one, usage has no price
   */
  record Coverage(
      String contract,
      String customer,
      Period period,
      boolean closed,
      Optional<Catalog.PinnedBook> book) {}

  /** A period as it is stored. */
  record StoredPeriod(Period period, Instant cutoffTime, Optional<byte[]> closedReply) {}

  /** Content hash of a known contract. */
  Optional<byte[]> contentHash(String tenant, String contract);

  /** A contract of the customer that covers any time of these periods. */
  Optional<String> overlapping(String tenant, String customer, Period whole);

  void add(String tenant, ContractTerms terms, byte[] contentHash);

  /** Every period of these customers that touches the range, both ends inclusive. */
  List<Coverage> covering(
      String tenant, Collection<String> customers, Instant from, Instant toInclusive);

  Optional<ContractTerms> find(String tenant, String contract);

  Optional<StoredPeriod> period(String tenant, String contract, Instant periodStart);

  /** The same with its row locked to the end of the transaction. */
  StoredPeriod lockPeriod(String tenant, String contract, Instant periodStart);

  void close(String tenant, PeriodCharges charges, String receiptHash, byte[] reply);
}
