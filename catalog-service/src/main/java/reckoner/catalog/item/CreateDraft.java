package reckoner.catalog.item;

import java.time.InstantSource;
import reckoner.catalog.CatalogStore;
import reckoner.catalog.Positions;
import reckoner.catalog.item.Stored.Draft;

/** Makes a draft of a new item, or of the next version of a published one. */
public final class CreateDraft {
  private final CatalogStore ledger;
  private final ItemStore items;
  private final InstantSource businessTime;

  public CreateDraft(CatalogStore ledger, ItemStore items, InstantSource businessTime) {
    this.ledger = ledger;
    this.items = items;
    this.businessTime = businessTime;
  }

  public Draft run(String tenant, Item item) {
    var name = item.name();
    if (name.kind() == ItemKind.PRICE_BOOK || name.kind() == ItemKind.COST_BOOK) {
      // imports hold the ledger too, so that no key becomes both
      Positions.lock(ledger, businessTime, tenant);
      if (items.isImported(tenant, name)) {
        throw ItemRefusals.keyTakenByImport(name);
      }
    }
    items.lock(tenant, name);
    if (items.draft(tenant, name).isPresent()) {
      throw ItemRefusals.draftExists(name);
    }
    return items.putDraft(tenant, item);
  }
}
