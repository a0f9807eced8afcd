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

  /** Keeps the activation time and the cut-offs that it moved. */
  void saveActivation(String tenant, Contract contract, Instant activateTime);

  void setState(String tenant, String contract, Contract.State state);

  /** Makes an open or blocked period closed; does nothing to one that is closed or billed. */
  void markClosed(String tenant, String contract, Instant periodStart);

  /** Makes an open or blocked period blocked; does nothing to one that is closed or billed. */
  void markBlocked(String tenant, String contract, Instant periodStart, String message);

  /** Makes a closed period billed. */
  void markBilled(String tenant, String contract, Instant periodStart);
}
