package reckoner.catalog.item;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import reckoner.catalog.CatalogReason;
import reckoner.catalog.item.ItemStore.Filter;
import reckoner.catalog.item.ItemStore.Place;
import reckoner.catalog.item.ItemStore.State;
import reckoner.catalog.item.Stored.Version;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.refusal.Refused;

/** Reads the newest published versions of items, as they were written. */
public final class ExportItems {
  /** A file has no more. */
  public static final int BYTES_MAX = 8 * 1024 * 1024;

  public static final int ITEMS_MAX = 10_000;

  private static final int PAGE = 500;

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
    var filter = new Filter(kind, "", Set.of(State.PUBLISHED), true, Optional.empty());
    var written = new ArrayList<byte[]>();
    var missing = new HashSet<>(keys);
    var bytes = 0L;
    var after = new Place("", "", 0);
    for (var page = items.list(tenant, filter, after, PAGE);
        !page.isEmpty();
        page = items.list(tenant, filter, after, PAGE)) {
      for (var stored : page) {
        if (stored instanceof Version version) {
          after = new Place(version.name().kind().name(), version.name().key(), version.number());
          if (keys.isEmpty() || keys.contains(version.name().key())) {
            var whole = items.versionContent(tenant, version.name(), version.number());
            missing.remove(version.name().key());
            written.add(whole);
            bytes += whole.length;
            if (bytes > BYTES_MAX || written.size() > ITEMS_MAX) {
              throw tooLarge();
            }
          }
        }
      }
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
