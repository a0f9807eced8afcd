package reckoner.catalog.item;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the catalog keeps of published prices. Takes part in the caller's transaction. */
public interface PriceStore {
  /** Which prices of a version a list shows. */
  record PriceFilter(Optional<String> product, Optional<Instant> inForceAt) {}

  /** A price at its place in the book. */
  record PlacedPrice(int ordinal, byte[] entry) {}

  List<PlacedPrice> prices(
      String tenant, BookVersion book, PriceFilter filter, int ordinalMin, int max);

  /** The newest position of the tenant's ledger. */
  long position(String tenant);

  /** A version that was published up to a position. */
  Optional<BookVersion> published(String tenant, String book, int version, long position);

  /**
   * The last version that is effective at an instant, as the catalog stood at a position: published
   * by then, and not yet archived.
   */
  Optional<BookVersion> inForce(String tenant, String book, Instant time, long position);

  /**
   * The books whose version in force is for an audience, those in a currency first, then by key.
   */
  List<BookVersion> booksOf(
      String tenant, Audience audience, String currency, Instant time, long position, int max);

  /**
   * The first later version of a book, as the catalog stood at a position, with a price in force
   * for an event.
   */
  Optional<BookVersion> firstAdding(
      String tenant,
      BookVersion pinned,
      String product,
      Map<String, String> dimensions,
      Instant time,
      long position);

  /** A version of a price book, in its currency. */
  record BookVersion(String book, int version, String currency, String contentHash) {}
}
