package reckoner.workflows;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps contracts with their periods. */
public interface ContractStore {
  void add(String tenant, Contract contract);

  Optional<Contract> find(String tenant, String contract);

  /** Holds the contract until the end of the transaction. */
  Optional<Contract> lock(String tenant, String contract);

  /** The contracts after a key, by key, at most {@code limit}. */
  List<Contract> page(String tenant, String after, int limit);

  /**
   * A contract of a customer that covers part of a time.
   *
   * @param start inclusive
   * @param end exclusive
   */
  Optional<String> overlapping(String tenant, String customer, Instant start, Instant end);

  /** Keeps the activation time and the cut-offs that it moved. */
  void saveActivation(String tenant, Contract contract, Instant activateTime);

  /** Keeps why an accepted contract cannot be activated. */
  void markRefused(String tenant, String contract, Contract.Refused refused);

  /** Brings a contract further; what stood in the way is forgotten. */
  void setState(String tenant, String contract, Contract.State state);

  /** Makes an open or blocked period closed; does nothing to one that is closed or billed. */
  void markClosed(String tenant, String contract, Instant periodStart);

  /** Makes an open or blocked period blocked; does nothing to one that is closed or billed. */
  void markBlocked(String tenant, String contract, Instant periodStart, String message);

  /** Makes a closed period billed. */
  void markBilled(String tenant, String contract, Instant periodStart);
}
