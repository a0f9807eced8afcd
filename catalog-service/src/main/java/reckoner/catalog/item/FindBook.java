package reckoner.catalog.item;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import reckoner.catalog.CatalogReason;
import reckoner.catalog.item.LookupPrice.Pin;
import reckoner.catalog.item.LookupPrice.Query;
import reckoner.catalog.item.PriceStore.BookVersion;
import reckoner.kit.refusal.Refusal;
import reckoner.pricing.book.Rung;

/** Finds the book of a rung: the one that the contract pins, else the one for its audience. */
final class FindBook {
  /** More than one is refused, and these are named. */
  private static final int BOOKS_MAX = 10;

  private final ItemStore items;
  private final PriceStore prices;

  FindBook(ItemStore items, PriceStore prices) {
    this.items = items;
    this.prices = prices;
  }

  /** The version of the book, in whatever currency; empty where there is none. */
  Optional<BookVersion> run(String tenant, Query query, Rung rung, long position) {
    var pin = query.pins().get(rung);
    if (pin != null) {
      return pinned(tenant, query, pin, position);
    }
    return switch (rung) {
      case CUSTOMER_BOOK ->
          query
              .customer()
              .flatMap(
                  customer -> sought(tenant, query, new Audience.OfCustomer(customer), position));
      case SEGMENT_BOOK ->
          query
              .segment()
              .flatMap(segment -> sought(tenant, query, new Audience.OfSegment(segment), position));
      case LIST -> sought(tenant, query, new Audience.Everybody(), position);
      case COMMITMENT_OVERWRITE, COMMITMENT_MULTIPLIER, CONTRACT_OVERWRITE, CONTRACT_MULTIPLIER ->
          Optional.empty();
    };
  }

  /** Whoever pins a version knows it, so it counts whatever the position. */
  private Optional<BookVersion> pinned(String tenant, Query query, Pin pin, long position) {
    var name = new ItemName(ItemKind.PRICE_BOOK, pin.book());
    if (pin.version() > 0) {
      return Optional.of(
          prices
              .published(tenant, pin.book(), pin.version(), Long.MAX_VALUE)
              .orElseThrow(() -> ItemRefusals.versionUnknown(items, tenant, name, pin.version())));
    }
    if (items.newest(tenant, name).isEmpty()) {
      throw ItemRefusals.versionUnknown(items, tenant, name, 1);
    }
    return prices.inForce(tenant, pin.book(), query.event().time(), position);
  }

  /** In the contract's currency, if there is one; else one that does not apply. */
  private Optional<BookVersion> sought(
      String tenant, Query query, Audience audience, long position) {
    var currency = query.event().currency();
    var found =
        prices.booksOf(tenant, audience, currency, query.event().time(), position, BOOKS_MAX);
    var own = found.stream().filter(book -> book.currency().equals(currency)).toList();
    if (own.size() > 1) {
      throw ambiguous(audience, currency, own);
    }
    return own.stream().findFirst().or(() -> found.stream().findFirst());
  }

  private static RuntimeException ambiguous(
      Audience audience, String currency, List<BookVersion> books) {
    return Refusal.of(
            CatalogReason.BOOK_AMBIGUOUS,
            "several price books for %s are in %s, of which the ladder must name one: %s"
                .formatted(
                    audience.words(),
                    currency,
                    books.stream().map(BookVersion::book).collect(Collectors.joining(", "))))
        .asException();
  }
}
