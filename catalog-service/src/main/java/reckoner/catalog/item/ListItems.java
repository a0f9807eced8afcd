package reckoner.catalog.item;

import java.util.List;
import reckoner.catalog.item.ItemStore.Filter;
import reckoner.catalog.item.ItemStore.Place;

/** Lists versions and drafts, without their prices and costs. */
public final class ListItems {
  private final ItemStore items;

  public ListItems(ItemStore items) {
    this.items = items;
  }

  /** A page; whether there is more after it. */
  public record Page(List<Stored> items, boolean more) {
    public Page {
      items = List.copyOf(items);
    }
  }

  public Page run(String tenant, Filter filter, Place after, int size) {
    var found = items.list(tenant, filter, after, size + 1);
    return new Page(found.subList(0, Math.min(size, found.size())), found.size() > size);
  }
}
