package reckoner.rating;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import reckoner.pricing.RateCard;

/** The catalog service as rating needs it. Its answers for a position never change. */
public interface Catalog {
  /** The price book version that a contract pins (RULES D1). */
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
   */
  record Rates(String model, String priceVersion, BigDecimal multiplier, RateCard card)
      implements Answer {}

  /** No rates, and why. */
  record Missing(RatingReason reason) implements Answer {}

  /** Currency of a price book version; empty when there is no such version. */
  Optional<String> currencyOf(String tenant, PinnedBook book);

  /** Everything published so far; may be a second old. */
  long newestPosition(String tenant);

  /** Everything published before an instant of business time, exclusive; sealed. */
  long positionKnownBefore(String tenant, Instant exclusive);

  Answer lookUp(String tenant, Query query);
}
