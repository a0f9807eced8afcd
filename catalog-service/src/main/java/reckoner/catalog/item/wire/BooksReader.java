package reckoner.catalog.item.wire;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reckoner.catalog.item.Audience;
import reckoner.catalog.item.ItemContent;
import reckoner.kit.pricing.Faults;
import reckoner.kit.pricing.TermsReader;
import reckoner.kit.pricing.TiersReader;
import reckoner.kit.wire.Wire;
import reckoner.pricing.book.BookEntry;
import reckoner.pricing.book.BookFault;
import reckoner.pricing.book.BookRefused;
import reckoner.pricing.book.PriceBook;
import reckoner.pricing.model.ChargeTerms;
import reckoner.pricing.model.PerUnit;
import reckoner.proto.catalog.v1.CostBook;
import reckoner.proto.catalog.v1.PriceEntry;

/** Price books and cost books; entries are named by their place, such as {@code prices[3]}. */
public final class BooksReader {
  private final Faults faults;
  private final TermsReader terms;

  public BooksReader(Faults faults) {
    this.faults = faults;
    this.terms = new TermsReader(faults);
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
        book(
            "price_book.",
            wire.getDimensionsList(),
            entries("price_book.", "prices", wire.getPricesList()));
    return new ItemContent.Prices(
        wire.getCurrency(),
        audience,
        book,
        wire.getPricesList().stream().map(PriceEntry::toByteArray).toList());
  }

  /**
   * Entries by their place in a list.
   *
   * @param at of the message that has the list, with a point at its end
   */
  public List<BookEntry> entries(String at, String list, List<PriceEntry> wire) {
    var entries = new ArrayList<BookEntry>(wire.size());
    for (int i = 0; i < wire.size(); i++) {
      var one = wire.get(i);
      var key = "%s[%d]".formatted(list, i);
      entries.add(
          new BookEntry(
              one.getProduct(),
              one.getDimensionsMap(),
              time(one.hasStartTime(), one.getStartTime()),
              time(one.hasEndTime(), one.getEndTime()),
              terms.terms(at + key + ".terms", one.getTerms()),
              key));
    }
    return entries;
  }

  /** The place in its list of an entry that was read here. */
  public static int ordinal(String key) {
    return Integer.parseInt(key.substring(key.indexOf('[') + 1, key.length() - 1));
  }

  /** A book of entries, or an empty one where something is at fault with them. */
  public PriceBook book(String at, List<String> dimensions, List<BookEntry> entries) {
    try {
      return new PriceBook(dimensions, entries);
    } catch (BookRefused refused) {
      refused.faults().forEach(fault -> faults.add(at + place(fault), fault.words()));
      return new PriceBook(List.of(), List.of());
    }
  }

  /** Where something is wrong, within the message that has the entries. */
  public static String place(BookFault fault) {
    return switch (fault) {
      case BookFault.TooManyDimensions _, BookFault.DimensionRepeated _ -> "dimensions";
      case BookFault.DimensionsUndeclared undeclared -> undeclared.entry().key() + ".dimensions";
      case BookFault.RangeEmpty empty -> empty.entry().key() + ".end_time";
      case BookFault.MultiplierInvalid invalid -> invalid.entry().key() + ".multiplier";
      case BookFault.KeyRepeated repeated -> repeated.second().key();
      case BookFault.Overlap overlap -> overlap.second().key();
    };
  }

  ItemContent costs(CostBook wire) {
    terms.currency("cost_book.currency", wire.getCurrency());
    var rates = new TiersReader(faults);
    var entries = new ArrayList<BookEntry>(wire.getCostsCount());
    for (int i = 0; i < wire.getCostsCount(); i++) {
      var one = wire.getCosts(i);
      var key = "costs[%d]".formatted(i);
      var rate = rates.rate("cost_book.%s.rate".formatted(key), one.getRate());
      entries.add(
          new BookEntry(
              one.getMeter(),
              one.getDimensionsMap(),
              time(one.hasStartTime(), one.getStartTime()),
              time(one.hasEndTime(), one.getEndTime()),
              ChargeTerms.of(new PerUnit(rate, null)),
              key));
    }
    book("cost_book.", wire.getDimensionsList(), entries);
    return new ItemContent.CostBook(
        entries.stream().map(BookEntry::product).collect(Collectors.toSet()));
  }

  public static @Nullable Instant time(boolean present, Timestamp time) {
    return present ? Wire.instant(time) : null;
  }
}
