package reckoner.catalog.item;

import reckoner.catalog.item.Stored.Draft;

/** Replaces the content of a draft by what somebody wrote who has seen it. */
public final class UpdateDraft {
  private final ItemStore items;

  public UpdateDraft(ItemStore items) {
    this.items = items;
  }

  public Draft run(String tenant, Item item, String etag) {
    new SeenDraft(items).lock(tenant, item.name(), etag);
    return items.putDraft(tenant, item);
  }
}
