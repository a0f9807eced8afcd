package reckoner.catalog.item;

import java.time.InstantSource;
import reckoner.catalog.CatalogStore;
import reckoner.catalog.Positions;
import reckoner.catalog.item.Stored.Version;

/** Ends the offering of a version: nothing new may name it, what is pinned to it goes on. */
public final class ArchiveVersion {
  private static final int DEPENDENTS_MAX = 100;

  private final CatalogStore ledger;
  private final ItemStore items;
  private final InstantSource businessTime;

  public ArchiveVersion(CatalogStore ledger, ItemStore items, InstantSource businessTime) {
    this.ledger = ledger;
    this.items = items;
    this.businessTime = businessTime;
  }

  /** Takes a position of the ledger, so that a look-up as of an earlier one still finds it. */
  public Version run(String tenant, ItemName name, int number, String etag) {
    var positions = Positions.lock(ledger, businessTime, tenant);
    items.lock(tenant, name);
    var version =
        items
            .version(tenant, name, number)
            .orElseThrow(() -> ItemRefusals.versionUnknown(items, tenant, name, number));
    var archiving = version.archiving();
    if (archiving != null) {
      throw ItemRefusals.archivedAlready(version, archiving);
    }
    ItemRefusals.requireEtag(version, etag);
    var dependents = items.dependents(tenant, version, positions.time(), DEPENDENTS_MAX);
    if (!dependents.isEmpty()) {
      throw ItemRefusals.referenced(version, dependents);
    }
    items.archive(tenant, version, positions.time(), positions.next());
    return items
        .version(tenant, name, number)
        .orElseThrow(() -> new IllegalStateException("a version vanished: " + name));
  }
}
