package reckoner.catalog.item;

import org.jspecify.annotations.Nullable;

/**
 * An item as it was written, which the domain keeps and does not read.
 *
 * @param listed without prices and costs, null where it has none
 * @param contentHash SHA-256 of its canonical form, lower-case hex
 */
public record Written(byte[] whole, byte @Nullable [] listed, String contentHash) {
  public byte[] shown() {
    return listed == null ? whole : listed;
  }
}
