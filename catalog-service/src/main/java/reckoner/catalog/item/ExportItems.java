package reckoner.catalog.item;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import reckoner.catalog.CatalogReason;
import reckoner.catalog.item.ItemStore.Selection;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.refusal.Refused;

/** Reads the newest published versions of items, as they were written. */
public final class ExportItems {
  /** A file has no more. */
  public static final int BYTES_MAX = 8 * 1024 * 1024;

  public static final int ITEMS_MAX = 10_000;

  private final ItemStore items;

  public ExportItems(ItemStore items) {
    this.items = items;
  }

  /**
   * By kind and key.
   *
   * @param keys none for all
   */
  public List<byte[]> run(String tenant, Optional<ItemKind> kind, Set<String> keys) {
    var selection = new Selection(kind, keys);
    var size = items.size(tenant, selection);
    if (size.bytes() > BYTES_MAX || size.items() > ITEMS_MAX) {
      throw tooLarge();
    }
    var missing = new TreeSet<>(keys);
    var written = new ArrayList<byte[]>();
    for (var offered : items.newestOffered(tenant, selection)) {
      missing.remove(offered.key());
      written.add(offered.whole());
    }
    if (!missing.isEmpty()) {
      throw Refusal.of(
              CatalogReason.ITEM_UNKNOWN,
              "nothing that is published has the key " + String.join(", ", missing))
          .asException();
    }
    return written;
  }

  /** Of what does not fit into a file. */
  public static Refused tooLarge() {
    return Refusal.of(
            CatalogReason.FILE_TOO_LARGE,
            "a file has at most %,d bytes and %,d items; export it in parts, by kind or key"
                .formatted(BYTES_MAX, ITEMS_MAX))
        .asException();
  }
}
