package reckoner.catalog.item;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reckoner.pricing.Currencies;
import reckoner.pricing.book.BookDifference;
import reckoner.pricing.book.PriceBook;
import reckoner.pricing.book.PriceWords;

/** Differences of prices in the words of their products: a price is for each of their units. */
final class ProductWords {
  private final ItemStore items;
  private final ItemForm form;
  private final String tenant;
  private final int digits;
  private final Map<String, PriceWords> products = new HashMap<>();

  ProductWords(ItemStore items, ItemForm form, String tenant, String currency) {
    this.items = items;
    this.form = form;
    this.tenant = tenant;
    this.digits = Currencies.of(currency).getDefaultFractionDigits();
  }

  /** Where the product is not known. */
  PriceWords any() {
    return new PriceWords("unit", "units", digits);
  }

  /** What differs between two versions of a book. */
  List<String> differences(PriceBook before, PriceBook after) {
    return BookDifference.between(before, after).stream().map(this::of).toList();
  }

  private String of(BookDifference difference) {
    return difference.words(
        switch (difference) {
          case BookDifference.DimensionsReordered _ -> any();
          case BookDifference.Added(var cell, _, _) -> product(cell);
          case BookDifference.Removed(var cell, _, _) -> product(cell);
          case BookDifference.Changed(var cell, _, _, _) -> product(cell);
          case BookDifference.StartMoved(var cell, _, _, _) -> product(cell);
          case BookDifference.EndMoved(var cell, _, _, _) -> product(cell);
        });
  }

  private PriceWords product(BookDifference.Cell cell) {
    return products.computeIfAbsent(
        cell.product(),
        key -> {
          var unit = unit(key);
          return new PriceWords(unit, unit + "s", digits);
        });
  }

  /** By the newest version of the product, which a draft may name before it is published. */
  private String unit(String product) {
    var name = new ItemName(ItemKind.PRODUCT, product);
    return items
        .newest(tenant, name)
        .map(newest -> form.content(items.versionContent(tenant, name, newest.number())))
        .map(content -> content instanceof ItemContent.Product sold ? sold.unit() : "unit")
        .orElse("unit");
  }
}
