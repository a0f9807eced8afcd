package reckoner.catalog.item.wire;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import reckoner.catalog.item.ItemContent;
import reckoner.catalog.item.ItemForm;
import reckoner.catalog.item.ItemKind;
import reckoner.catalog.item.ItemName;
import reckoner.catalog.item.ItemStore;
import reckoner.catalog.item.PriceBooks;
import reckoner.catalog.item.PriceStore;
import reckoner.catalog.item.PriceStore.BookVersion;
import reckoner.catalog.item.PriceStore.PriceFilter;
import reckoner.kit.pricing.LadderReader;
import reckoner.pricing.book.BookEntry;
import reckoner.pricing.book.PriceBook;
import reckoner.pricing.book.PriceIndex;

/** Indexes of published books, which never change; the least used go when there are too many. */
public final class CachedBooks implements PriceBooks {
  /** Entries that are kept, each book counting for one more. */
  static final long ENTRIES_MAX = 250_000;

  private record Key(String tenant, String book, int version) {}

  private record Kept(PriceIndex<BookEntry> index, int entries) {}

  private final ItemStore items;
  private final PriceStore prices;
  private final ItemForm form;
  private final Cache<Key, Kept> cache =
      Caffeine.newBuilder()
          .maximumWeight(ENTRIES_MAX)
          .weigher((Key key, Kept kept) -> kept.entries() + 1)
          .build();

  public CachedBooks(ItemStore items, PriceStore prices, ItemForm form) {
    this.items = items;
    this.prices = prices;
    this.form = form;
  }

  @Override
  public PriceIndex<BookEntry> index(String tenant, BookVersion version) {
    // read under the lock of the cache, once however many ask: a large book takes much memory
    return cache
        .get(new Key(tenant, version.book(), version.version()), _ -> read(tenant, version))
        .index();
  }

  @Override
  public byte[] written(String tenant, BookVersion version, BookEntry entry) {
    var all = new PriceFilter(Optional.empty(), Optional.empty());
    return prices
        .prices(tenant, version, all, LadderReader.ordinal(entry.key()), 1)
        .getFirst()
        .entry();
  }

  private Kept read(String tenant, BookVersion version) {
    var name = new ItemName(ItemKind.PRICE_BOOK, version.book());
    var content = form.content(items.versionContent(tenant, name, version.version()));
    if (!(content instanceof ItemContent.Prices own)) {
      throw new IllegalStateException("is no price book: " + name);
    }
    PriceBook book = own.book();
    return new Kept(PriceIndex.of(book), book.entries().size());
  }
}
