package reckoner.workflows;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps billing runs with their items and exceptions. */
public interface BillingStore {
  /** False where the key is taken. */
  boolean add(String tenant, BillingRun run);

  Optional<BillingRun> find(String tenant, String run);

  /** Holds the run until the end of the transaction. */
  Optional<BillingRun> lock(String tenant, String run);

  /**
   * Notes every period that ended in time and is not closed.
   *
   * @param periodEndMax inclusive
   */
  void noteUnclosedPeriods(String tenant, String run, Instant periodEndMax);

  /** Puts every closed period that is on no run yet and not noted on this one. */
  void selectClosedPeriods(String tenant, BillingRun run);

  void markSelected(String tenant, String run);

  /** Does nothing to a run that has items left to do. */
  void markCompleted(String tenant, String run);

  /** Items in a state, in (customer, contract, period) order, at most {@code limit}. */
  List<BillingItem> items(String tenant, String run, BillingItem.State state, int limit);

  /** Keeps where an item now stands; does nothing to one that somebody else brought further. */
  void advance(String tenant, String run, BillingItem item);

  /**
   * Counts a failed attempt at an item; the count begins anew when the item comes further.
   *
   * @return failed attempts so far; 0 where the item is no longer in its state
   */
  int countFailure(String tenant, String run, BillingItem item);

  /** Takes an item off its run and notes why; does nothing to one that is further. */
  void giveBack(String tenant, String run, BillingItem item, BillingException exception);

  void note(String tenant, String run, BillingException exception);

  /**
   * Items of other runs whose files could not be made, those first that failed the least, at most
   * {@code limit}.
   */
  List<Unrendered> unrendered(String tenant, String run, int limit);

  /** Makes an item rendered and takes its exception off its run. */
  void markRendered(String tenant, Unrendered unrendered);

  /** Reads how far a run is, with no more exceptions and invoices than a reply may have. */
  BillingProgress progress(String tenant, BillingRun run);

  /** An item on its run. */
  record Unrendered(String run, BillingItem item) {}
}
