package reckoner.rating;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import reckoner.pricing.RateCard;
import reckoner.pricing.book.BookEntry;
import reckoner.pricing.book.PriceIndex;

/** The catalog service as rating needs it. Its answers for a position never change. */
public interface Catalog {
  /** The version of a book that a contract pins (RULES D1). */
  record PinnedBook(String priceBook, int version) {}

  /** What is asked: a reported model under a pinned book, as of a position. */
  record Query(PinnedBook book, long position, String provider, String model) {}

  /** What the catalog knows of a model. */
  sealed interface Answer {}

  /**
   * Rates of a model.
   *
   * @param model the resolved id (RULES D6)
   * @param priceVersion content hash of the price book version that prices it
   * @param shape everything of the card but its rates: in cards of one shape an event has one place
   */
  record Rates(
      String model, String priceVersion, BigDecimal multiplier, RateCard card, String shape)
      implements Answer {
    public Rates(String model, String priceVersion, BigDecimal multiplier, RateCard card) {
      this(model, priceVersion, multiplier, card, shapeOf(card));
    }

    private static String shapeOf(RateCard card) {
      var shape = new StringBuilder();
      for (var entry : card.entries()) {
        shape.append(entry.condition());
        new TreeMap<>(entry.rates())
            .forEach((units, rates) -> {
              shape.append(' ').append(units);
              rates.tiers().forEach(tier -> shape.append(' ').append(tier.above()));
            });
        shape.append(';');
      }
      return shape.toString();
    }
  }

  /** No rates, and why. */
  record Missing(RatingReason reason) implements Answer {}

  /** Currency of a price book version; empty when there is no such version. */
  Optional<String> currencyOf(String tenant, PinnedBook book);

  /** Everything published so far; may be a second old. */
  long newestPosition(String tenant);

  /** Everything published before an instant of business time, exclusive; sealed. */
  long positionKnownBefore(String tenant, Instant exclusive);

  Answer lookUp(String tenant, Query query);

  /** What a book says. */
  enum BookKind {
    /** What is charged, by product. */
    PRICES,
    /** What usage costs us, by meter. */
    COSTS
  }

  /**
   * A published version of a book.
   *
   * @param entries of prices, their keys begin with the version's content hash and a blank
   */
  record Book(String currency, PriceIndex<BookEntry> entries) {}

  /** A version of a book; none where it is not published. */
  Optional<Book> book(String tenant, BookKind kind, PinnedBook book);

  /** Later versions of the book that are offered as of a position, ascending. */
  List<PinnedBook> laterVersions(String tenant, BookKind kind, PinnedBook book, long position);
}
