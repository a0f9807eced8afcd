package reckoner.catalog.item;

/**
 * What an item names.
 *
 * @param version 0 for whichever version is in force
 * @param offered whether it must be offered; else an archived version is well too
 */
public record Reference(ItemName item, int version, boolean offered) {
  static Reference to(ItemKind kind, String key) {
    return new Reference(new ItemName(kind, key), 0, true);
  }

  public String words() {
    return version == 0 ? item.words() : "version %d of %s".formatted(version, item.words());
  }
}
