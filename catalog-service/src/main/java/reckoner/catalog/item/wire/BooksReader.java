package reckoner.catalog.item.wire;

import java.util.stream.Collectors;
import reckoner.catalog.item.Audience;
import reckoner.catalog.item.ItemContent;
import reckoner.kit.pricing.Faults;
import reckoner.kit.pricing.LadderReader;
import reckoner.kit.pricing.TermsReader;
import reckoner.pricing.book.BookEntry;
import reckoner.proto.catalog.v1.CostBook;
import reckoner.proto.catalog.v1.PriceEntry;

/** Price books and cost books; entries are named by their place, such as {@code prices[3]}. */
final class BooksReader {
  private final TermsReader terms;
  private final LadderReader entries;

  BooksReader(Faults faults) {
    this.terms = new TermsReader(faults);
    this.entries = new LadderReader(faults);
  }

  ItemContent prices(reckoner.proto.catalog.v1.PriceBook wire) {
    terms.currency("price_book.currency", wire.getCurrency());
    var audience =
        switch (wire.getAudienceCase()) {
          case CUSTOMER -> new Audience.OfCustomer(wire.getCustomer());
          case SEGMENT -> new Audience.OfSegment(wire.getSegment());
          case AUDIENCE_NOT_SET -> new Audience.Everybody();
        };
    var book =
        entries.book(
            "price_book.",
            wire.getDimensionsList(),
            entries.entries("price_book.", "prices", wire.getPricesList()));
    return new ItemContent.Prices(
        wire.getCurrency(),
        audience,
        book,
        wire.getPricesList().stream().map(PriceEntry::toByteArray).toList());
  }

  ItemContent costs(CostBook wire) {
    terms.currency("cost_book.currency", wire.getCurrency());
    var costs = entries.costs("cost_book.", wire.getCostsList());
    entries.book("cost_book.", wire.getDimensionsList(), costs);
    return new ItemContent.CostBook(
        costs.stream().map(BookEntry::product).collect(Collectors.toSet()));
  }
}
