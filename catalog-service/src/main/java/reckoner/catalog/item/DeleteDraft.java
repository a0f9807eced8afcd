package reckoner.catalog.item;

/** Drops a draft; published versions stay. */
public final class DeleteDraft {
  private final ItemStore items;

  public DeleteDraft(ItemStore items) {
    this.items = items;
  }

  public void run(String tenant, ItemName name, String etag) {
    new SeenDraft(items).lock(tenant, name, etag);
    items.dropDraft(tenant, name);
  }
}
