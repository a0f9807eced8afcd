package reckoner.catalog.item;

import java.util.List;

/** A valid item: nothing is wrong in itself, whatever it names. */
public record Item(ItemName name, ItemContent content, Written written) {
  /** Keys of the products that it names. */
  public List<String> products() {
    return content.references().stream()
        .map(Reference::item)
        .filter(named -> named.kind() == ItemKind.PRODUCT)
        .map(ItemName::key)
        .toList();
  }
}
