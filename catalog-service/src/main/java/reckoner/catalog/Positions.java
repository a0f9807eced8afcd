package reckoner.catalog;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Gives out positions of a tenant's ledger under its lock, which is held to the commit; time in it
 * never runs backwards (RULES B4).
 */
public final class Positions {
  private final CatalogStore store;
  private final String tenant;
  private final Instant time;
  private long position;
  private boolean moved;

  private Positions(CatalogStore store, String tenant, long position, Instant time) {
    this.store = store;
    this.tenant = tenant;
    this.position = position;
    this.time = time;
  }

  /** Waits for publications that are under way. */
  public static Positions lock(CatalogStore store, InstantSource businessTime, String tenant) {
    var ledger = store.lockLedger(tenant);
    var now = businessTime.instant();
    return new Positions(
        store,
        tenant,
        ledger.position(),
        now.isBefore(ledger.publishTime()) ? ledger.publishTime() : now);
  }

  /** The business time of what is published under these positions. */
  public Instant time() {
    return time;
  }

  public long next() {
    position++;
    moved = true;
    store.moveLedger(tenant, position, time);
    return position;
  }

  /** Whether a position was given out. */
  public boolean moved() {
    return moved;
  }
}
