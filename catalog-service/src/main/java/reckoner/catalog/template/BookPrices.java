package reckoner.catalog.template;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import reckoner.kit.pricing.Faults;
import reckoner.kit.pricing.LadderReader;
import reckoner.pricing.book.BookEntry;
import reckoner.pricing.book.PriceIndex;
import reckoner.proto.catalog.v1.PriceBook;

/** The prices of a book that stands in a file, found as those of a published one are. */
public final class BookPrices implements Prices {
  private final PriceBook book;
  private final PriceIndex<BookEntry> index;

  public BookPrices(PriceBook book) {
    this.book = book;
    var faults = new Faults();
    var reader = new LadderReader(faults);
    var entries = reader.entries("price_book.", "prices", book.getPricesList());
    index = PriceIndex.of(reader.book("price_book.", book.getDimensionsList(), entries));
    faults.throwIfAny();
  }

  @Override
  public Optional<Found> find(String product, Map<String, String> dimensions, Instant time) {
    return Optional.ofNullable(index.find(product, dimensions, time))
        .map(entry ->
            new Found(entry.key(), book.getPrices(LadderReader.ordinal(entry.key())).getTerms()));
  }
}
