package reckoner.rating;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * The positions of a tenant's usage (RULES B4): they become visible in order. Every call takes part
 * in the caller's transaction.
 */
public interface UsageLedger {
  /**
   * Where a tenant's ledger stands.
   *
   * @param storeTime no batch from now on is stored before it
   * @param termsRevision counts the contracts that became known
   */
  record Ledger(long position, Instant storeTime, int termsRevision) {}

  /**
   * Keeps backfills off to the commit: whoever changes what is stored, rather than adding to it,
   * comes in here before the ledger's row is locked.
   */
  void enter(String tenant);

  /**
   * Waits until nobody changes what is stored, and keeps all others from it to the commit. New
   * usage may come meanwhile.
   */
  void enterAlone(String tenant);

  /** Takes the tenant's row for writing and holds it to the commit. */
  Ledger lock(String tenant);

  /** The last position, without a lock. */
  long position(String tenant);

  /** The revision of the contracts' terms, without a lock. */
  int termsRevision(String tenant);

  /**
   * Waits for batches that take their positions and sees to it that no later one is stored before
   * an instant, whatever the clock of the replica that stores it says.
   */
  void seal(String tenant, Instant exclusive);

  /**
   * The position of the last batch before an instant, 0 for none, where none can be stored before
   * it any more; nothing where that is not so yet.
   */
  OptionalLong sealedBefore(String tenant, Instant exclusive);

  /** An id for a batch that is to be stored. */
  long newBatch();

  /** Adds a batch of so many events at the next position, under the lock. */
  void addBatch(String tenant, long batch, long position, Instant storeTime, int events);

  /** The position of the last batch stored before an instant, 0 for none. */
  long positionBefore(String tenant, Instant exclusive);
}
