package reckoner.catalog.item;

/** What an item is called: its key is unique among the items of its kind. */
public record ItemName(ItemKind kind, String key) {
  public String words() {
    return kind.words() + " " + key;
  }
}
