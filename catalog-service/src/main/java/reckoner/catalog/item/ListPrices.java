package reckoner.catalog.item;

import java.util.List;
import reckoner.catalog.item.PriceStore.PlacedPrice;
import reckoner.catalog.item.PriceStore.PriceFilter;

/** Lists the prices of a published price book, in its order. */
public final class ListPrices {
  private final ItemStore items;
  private final PriceStore prices;

  public ListPrices(ItemStore items, PriceStore prices) {
    this.items = items;
    this.prices = prices;
  }

  /** A page; whether there is more after it. */
  public record Page(List<PlacedPrice> prices, boolean more) {
    public Page {
      prices = List.copyOf(prices);
    }
  }

  /**
   * @param ordinalMin the place in the book from which on, from 0
   */
  public Page run(
      String tenant, String book, int version, PriceFilter filter, int ordinalMin, int size) {
    var published =
        prices
            .published(tenant, book, version, Long.MAX_VALUE)
            .orElseThrow(() ->
                ItemRefusals.versionUnknown(
                    items, tenant, new ItemName(ItemKind.PRICE_BOOK, book), version));
    var found = prices.prices(tenant, published, filter, ordinalMin, size + 1);
    return new Page(found.subList(0, Math.min(size, found.size())), found.size() > size);
  }
}
