package reckoner.rating;

import java.util.ArrayList;
import java.util.List;
import reckoner.pricing.book.BookEntry;
import reckoner.pricing.book.PinnedBook;
import reckoner.pricing.book.PriceIndex;
import reckoner.rating.Catalog.BookKind;

/**
 * A pinned version of a book with the later ones that are followed where it has no entry (RULES
 * D1). Those in another currency than its own, which is the contract's, are not (RULES D4).
 *
 * @param versions the pinned one first
 */
record FollowedBook(List<Catalog.PinnedBook> versions, PinnedBook<BookEntry> entries) {
  /**
   * Asks the catalog.
   *
   * @param position as of which later versions are offered
   * @param pinnedOnly whether none is followed
   */
  static FollowedBook of(
      Catalog catalog,
      String tenant,
      BookKind kind,
      Catalog.PinnedBook pinned,
      long position,
      boolean pinnedOnly) {
    var first = version(catalog, tenant, kind, pinned);
    var versions = new ArrayList<>(List.of(pinned));
    var entries = new ArrayList<PriceIndex<BookEntry>>(List.of(first.entries()));
    var laterVersions =
        pinnedOnly
            ? List.<Catalog.PinnedBook>of()
            : catalog.laterVersions(tenant, kind, pinned, position);
    for (var later : laterVersions) {
      var book = version(catalog, tenant, kind, later);
      if (book.currency().equals(first.currency())) {
        versions.add(later);
        entries.add(book.entries());
      }
    }
    return new FollowedBook(versions, new PinnedBook<>(entries));
  }

  private static Catalog.Book version(
      Catalog catalog, String tenant, BookKind kind, Catalog.PinnedBook book) {
    return catalog
        .book(tenant, kind, book)
        .orElseThrow(
            () -> new IllegalStateException("a pinned book is never unpublished: " + book));
  }
}
