package reckoner.catalog.item;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reckoner.catalog.CatalogReason;
import reckoner.catalog.item.PriceStore.BookVersion;
import reckoner.kit.refusal.Refusal;
import reckoner.pricing.book.Answer;
import reckoner.pricing.book.BookEntry;
import reckoner.pricing.book.Ladder;
import reckoner.pricing.book.PinnedBook;
import reckoner.pricing.book.Rung;

/** Says which price applies to an event, and why the others do not (RULES D1, D2). */
public final class LookupPrice {
  private final PriceStore prices;
  private final PriceBooks books;
  private final FindBook findBook;

  public LookupPrice(ItemStore items, PriceStore prices, PriceBooks books) {
    this.prices = prices;
    this.books = books;
    this.findBook = new FindBook(items, prices);
  }

  /** What happened, and under whose contract. */
  public record Event(
      String product, Map<String, String> dimensions, Instant time, String currency) {
    public Event {
      dimensions = Map.copyOf(dimensions);
    }
  }

  /**
   * A version of a book.
   *
   * @param version 0 for the one in force at the event's time
   */
  public record Pin(String book, int version) {}

  /**
   * What is asked.
   *
   * @param own the contract's own prices
   * @param pins its books, by rung; those of other rungs are sought
   * @param following whether later versions of pinned books are followed for what they add
   * @param position of the ledger, as of which to answer; 0 for as it stands now
   */
  public record Query(
      Optional<String> customer,
      Optional<String> segment,
      Event event,
      Ladder own,
      Map<Rung, Pin> pins,
      boolean following,
      long position) {
    public Query {
      pins = Map.copyOf(pins);
    }
  }

  /**
   * The answer.
   *
   * @param source where the price stands; absent for a price of the contract
   * @param otherCurrency books that do not apply for their currency, by rung
   * @param position as of which it was answered
   */
  public record Found(
      Answer answer, Optional<Source> source, Map<Rung, BookVersion> otherCurrency, long position) {
    public Found {
      otherCurrency = Map.copyOf(otherCurrency);
    }
  }

  /** A price in a book, as it was written. */
  public record Source(BookVersion book, byte[] entry) {}

  /** The answer for a position never changes. */
  public Found run(String tenant, Query query) {
    var position = position(tenant, query.position());
    var event = query.event();
    var ladder = query.own();
    var versions = new EnumMap<Rung, List<BookVersion>>(Rung.class);
    var otherCurrency = new EnumMap<Rung, BookVersion>(Rung.class);
    for (var rung : List.of(Rung.CUSTOMER_BOOK, Rung.SEGMENT_BOOK, Rung.LIST)) {
      var book = findBook.run(tenant, query, rung, position);
      if (book.isPresent() && !book.get().currency().equals(event.currency())) {
        otherCurrency.put(rung, book.get());
      } else if (book.isPresent()) {
        var pin = query.pins().get(rung);
        var follows = query.following() && pin != null && pin.version() > 0;
        var own = versions(tenant, book.get(), event, follows, position);
        versions.put(rung, own);
        ladder = ladder.withPrices(rung, pinned(tenant, own));
      }
    }
    var answer = ladder.explain(event.product(), event.dimensions(), event.time());
    return new Found(answer, source(tenant, answer, versions), otherCurrency, position);
  }

  private long position(String tenant, long asked) {
    var newest = prices.position(tenant);
    if (asked > newest) {
      throw Refusal.of(
              CatalogReason.POSITION_OPEN,
              "position %d is not given out yet; the newest is %d".formatted(asked, newest))
          .asException();
    }
    return asked == 0 ? newest : asked;
  }

  /** The version itself, and the first later one that adds a price where it has none. */
  private List<BookVersion> versions(
      String tenant, BookVersion pinned, Event event, boolean follows, long position) {
    if (!follows || entry(tenant, pinned, event) != null) {
      return List.of(pinned);
    }
    return prices
        .firstAdding(tenant, pinned, event.product(), event.dimensions(), event.time(), position)
        .map(later -> List.of(pinned, later))
        .orElse(List.of(pinned));
  }

  private PinnedBook<BookEntry> pinned(String tenant, List<BookVersion> versions) {
    return new PinnedBook<>(
        versions.stream().map(version -> books.index(tenant, version)).toList());
  }

  private @Nullable BookEntry entry(String tenant, BookVersion version, Event event) {
    return books.index(tenant, version).find(event.product(), event.dimensions(), event.time());
  }

  /** The version that has the price: of the rung, or of the list that its multiplier multiplies. */
  private Optional<Source> source(
      String tenant, Answer answer, Map<Rung, List<BookVersion>> versions) {
    var price = answer.price();
    if (price == null) {
      return Optional.empty();
    }
    var rung = price.multiplier() == null ? price.rung() : Rung.LIST;
    return versions.getOrDefault(rung, List.of()).stream()
        .filter(version ->
            price
                .entry()
                .equals(
                    books
                        .index(tenant, version)
                        .find(answer.product(), answer.dimensions(), answer.time())))
        .findFirst()
        .map(version -> new Source(version, books.written(tenant, version, price.entry())));
  }
}
