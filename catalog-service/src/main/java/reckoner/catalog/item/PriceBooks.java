package reckoner.catalog.item;

import reckoner.catalog.item.PriceStore.BookVersion;
import reckoner.pricing.book.BookEntry;
import reckoner.pricing.book.PriceIndex;

/** Published price books to be asked; their entries are named by their place in the book. */
public interface PriceBooks {
  PriceIndex<BookEntry> index(String tenant, BookVersion version);

  /** An entry of the index as it was written. */
  byte[] written(String tenant, BookVersion version, BookEntry entry);
}
