package reckoner.workflows;

import java.util.List;
import java.util.Optional;

/** Keeps billing runs with their items and exceptions. */
public interface BillingStore {
  /** False where the key is taken. */
  boolean add(String tenant, BillingRun run);

  Optional<BillingRun> find(String tenant, String run);

  /** Holds the run until the end of the transaction. */
  Optional<BillingRun> lock(String tenant, String run);

  /** Puts every closed period that is on no run yet on this one. */
  void selectClosedPeriods(String tenant, BillingRun run);

  /** Notes every period that ended in time and is not closed. */
  void noteUnclosedPeriods(String tenant, BillingRun run);

  void markSelected(String tenant, String run);

  void markCompleted(String tenant, String run);

  /** Items in a state, in (customer, contract, period) order, at most {@code limit}. */
  List<BillingItem> items(String tenant, String run, BillingItem.State state, int limit);

  /** Keeps where an item now stands. */
  void advance(String tenant, String run, BillingItem item);

  /** Takes an item off its run and notes why. */
  void giveBack(String tenant, String run, BillingItem item, BillingException exception);

  BillingProgress progress(String tenant, BillingRun run);
}
