package reckoner.catalog.postgres;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reckoner.catalog.item.Audience;
import reckoner.catalog.item.PriceStore;

/** The tables of prices behind the domain's port. */
@Singleton
class PostgresPriceStore implements PriceStore {
  private final PriceRepository tables;
  private final CatalogRepository ledger;
  private final JsonRows json = new JsonRows();

  PostgresPriceStore(PriceRepository tables, CatalogRepository ledger) {
    this.tables = tables;
    this.ledger = ledger;
  }

  @Override
  public List<PlacedPrice> prices(
      String tenant, BookVersion book, PriceFilter filter, int ordinalMin, int max) {
    return tables
        .prices(
            tenant,
            book.book(),
            book.version(),
            filter.product().orElse(""),
            filter.inForceAt().isEmpty(),
            filter.inForceAt().orElse(Instant.EPOCH),
            ordinalMin,
            max)
        .stream()
        .map(row -> new PlacedPrice(row.ordinal(), row.entry()))
        .toList();
  }

  @Override
  public long position(String tenant) {
    return ledger.position(tenant);
  }

  @Override
  public Optional<BookVersion> published(String tenant, String book, int version, long position) {
    return tables.published(tenant, book, version, position).map(PostgresPriceStore::book);
  }

  @Override
  public Optional<BookVersion> inForce(String tenant, String book, Instant time, long position) {
    return tables.inForce(tenant, book, time, position).map(PostgresPriceStore::book);
  }

  @Override
  public List<BookVersion> booksOf(
      String tenant, Audience audience, String currency, Instant time, long position, int max) {
    return tables.booksOf(tenant, audience.words(), currency, time, position, max).stream()
        .map(PostgresPriceStore::book)
        .toList();
  }

  @Override
  public Optional<BookVersion> firstAdding(
      String tenant,
      BookVersion pinned,
      String product,
      Map<String, String> dimensions,
      Instant time,
      long position) {
    return tables
        .firstAdding(
            tenant,
            pinned.book(),
            pinned.version(),
            pinned.currency(),
            product,
            json.write(dimensions),
            time,
            position)
        .map(PostgresPriceStore::book);
  }

  private static BookVersion book(ItemRows.Book row) {
    return new BookVersion(row.key(), row.version(), row.currency(), row.contentHash());
  }
}
