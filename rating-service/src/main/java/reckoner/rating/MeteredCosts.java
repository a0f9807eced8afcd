package reckoner.rating;

import java.math.BigDecimal;
import java.util.IdentityHashMap;
import reckoner.pricing.Decimals;
import reckoner.pricing.book.BookEntry;
import reckoner.pricing.book.PinnedBook;
import reckoner.pricing.model.PerUnit;
import reckoner.rating.Catalog.BookKind;
import reckoner.rating.ContractTerms.Metered;

/** What metered usage costs us, by pinned cost books as of one position of the catalog (D3). */
final class MeteredCosts {
  private final Catalog catalog;
  private final String tenant;
  private final long position;
  // by identity: terms are read once and kept
  private final IdentityHashMap<Metered, PinnedBook<BookEntry>> books = new IdentityHashMap<>();

  MeteredCosts(Catalog catalog, String tenant, long position) {
    this.catalog = catalog;
    this.tenant = tenant;
    this.position = position;
  }

  /** How many books are kept of what was asked before. */
  int kept() {
    return books.size();
  }

  /** The quantity at the rate in force at event time; of one event. */
  Cost of(Share.Metered share) {
    var terms = (Metered) share.charge().terms();
    if (!terms.hasCosts()) {
      return Cost.UNCOSTED_EVENT;
    }
    var usage = share.usage();
    var entry =
        books
            .computeIfAbsent(terms, this::book)
            .find(terms.meter().meter(), usage.dimensions(), usage.time());
    return entry == null
        ? Cost.UNCOSTED_EVENT
        : Cost.of(Decimals.normalise(rated(entry, share.quantity())));
  }

  private static BigDecimal rated(BookEntry entry, BigDecimal quantity) {
    return ((PerUnit) entry.terms().price()).rate().of(quantity);
  }

  /** Asks the catalog, once for each charge. */
  private PinnedBook<BookEntry> book(Metered terms) {
    return FollowedBook.of(
            catalog, tenant, BookKind.COSTS, terms.costBook().orElseThrow(), position, false)
        .entries();
  }
}
