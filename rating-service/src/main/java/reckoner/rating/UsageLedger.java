package reckoner.rating;

import java.time.Instant;

/**
 * The positions of a tenant's usage (RULES B4): they become visible in order. Every call takes part
 * in the caller's transaction.
 */
public interface UsageLedger {
  /**
   * Where a tenant's ledger stands.
   *
   * @param storeTime no batch from now on is stored before it
   */
  record Ledger(long position, Instant storeTime) {}

  /** Takes the tenant's row for writing and holds it to the commit. */
  Ledger lock(String tenant);

  /**
   * Waits for batches that are under way and sees to it that no later one is stored before an
   * instant, whatever the clock of the replica that stores it says.
   */
  void seal(String tenant, Instant exclusive);

  /** Adds a batch at the next position. */
  void addBatch(String tenant, long position, Instant storeTime);

  /** The position of the last batch stored before an instant, 0 for none. */
  long positionBefore(String tenant, Instant exclusive);
}
