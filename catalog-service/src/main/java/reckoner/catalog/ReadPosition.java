package reckoner.catalog;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import reckoner.kit.refusal.Refusal;

/** Reads a sealed position of the catalog's ledger (RULES B4). */
public final class ReadPosition {
  private final CatalogStore store;
  private final InstantSource businessTime;

  public ReadPosition(CatalogStore store, InstantSource businessTime) {
    this.store = store;
    this.businessTime = businessTime;
  }

  /**
   * The last position published before an instant. From then on nothing is published before that
   * instant, whatever the clocks of other replicas say, so the answer never changes.
   *
   * @param knownBefore exclusive; absent for everything published so far
   */
  public long run(String tenant, Optional<Instant> knownBefore) {
    if (knownBefore.isPresent() && businessTime.instant().isBefore(knownBefore.get())) {
      throw Refusal.of(
              CatalogReason.POSITION_OPEN,
              "the catalog's business time has not reached %s, so more may be published before it"
                  .formatted(knownBefore.get()))
          .asException();
    }
    knownBefore.ifPresentOrElse(
        before -> store.seal(tenant, before), () -> store.awaitLedger(tenant));
    return store.positionBefore(tenant, knownBefore);
  }
}
