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

  /** Notes every period that ended in time and is not closed. */
  void noteUnclosedPeriods(String tenant, BillingRun run);

  /** Puts every closed period that is on no run yet and not noted on this one. */
  void selectClosedPeriods(String tenant, BillingRun run);

  void markSelected(String tenant, String run);

  /** Does nothing to a run that has items left to do. */
  void markCompleted(String tenant, String run);

  /** Items in a state, in (customer, contract, period) order, at most {@code limit}. */
  List<BillingItem> items(String tenant, String run, BillingItem.State state, int limit);

  /** Keeps where an item now stands; does nothing to one that somebody else brought further. */
  void advance(String tenant, String run, BillingItem item);

  /** Takes a selected item off its run and notes why; does nothing to one that is further. */
  void giveBack(String tenant, String run, BillingItem item, BillingException exception);

  BillingProgress progress(String tenant, BillingRun run);
}
