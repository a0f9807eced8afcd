package reckoner.catalog.item;

import reckoner.catalog.item.Stored.Draft;

/** The draft that a caller has seen. */
record SeenDraft(ItemStore items) {
  /** Locks the item and refuses where its draft is not, or is not any more, what was seen. */
  Draft lock(String tenant, ItemName name, String etag) {
    items.lock(tenant, name);
    var draft =
        items.draft(tenant, name).orElseThrow(() -> ItemRefusals.draftUnknown(items, tenant, name));
    ItemRefusals.requireEtag(draft, etag);
    return draft;
  }
}
