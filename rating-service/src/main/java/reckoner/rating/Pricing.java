package reckoner.rating;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import reckoner.pricing.RateCard;

/** Prices events as of one position of the catalog; asks the catalog once for a model. */
final class Pricing {
  private final Catalog catalog;
  private final String tenant;
  private final long position;
  private final Map<Catalog.Query, Catalog.Answer> answers = new HashMap<>();

  Pricing(Catalog catalog, String tenant, long position) {
    this.catalog = catalog;
    this.tenant = tenant;
    this.position = position;
  }

  /** Rates of the event's model that cover all its units, or why there are none. */
  sealed interface Result {}

  record Priced(Catalog.Rates rates, RateCard.Priced parts) implements Result {}

  record Unpriced(RatingReason reason) implements Result {}

  Catalog.Answer lookUp(Catalog.PinnedBook book, String provider, String model) {
    return answers.computeIfAbsent(
        new Catalog.Query(book, position, provider, model), query -> catalog.lookUp(tenant, query));
  }

  Result price(Catalog.PinnedBook book, UsageEvent event) {
    if (event.modelUse().isEmpty()) {
      return new Unpriced(RatingReason.NO_PRICE);
    }
    var use = event.modelUse().get();
    return switch (lookUp(book, use.provider(), use.model())) {
      case Catalog.Missing(var reason) -> new Unpriced(reason);
      case Catalog.Rates rates ->
          switch (rates.card().rate(event.eventTime(), use.units())) {
            case RateCard.NoClassPrice none -> new Unpriced(RatingReason.NO_CLASS_PRICE);
            case RateCard.Priced parts -> new Priced(rates, parts);
          };
    };
  }

  /**
   * The state in which an event of a contract is stored.
   *
   * @param storeTime of the event's batch; decides alone whether it is in time (RULES B4)
   */
  EventOutcome.Stored stateOf(
      ContractStore.Coverage coverage, UsageEvent event, Instant storeTime) {
    if (!storeTime.isBefore(coverage.cutoffTime())) {
      return new EventOutcome.Stored(UsageState.LATE, "");
    }
    if (coverage.book().isEmpty()) {
      return new EventOutcome.Stored(UsageState.UNPRICED, RatingReason.NO_PRICE.name());
    }
    return switch (price(coverage.book().get(), event)) {
      case Priced priced -> new EventOutcome.Stored(UsageState.RATED, "");
      case Unpriced(var reason) -> new EventOutcome.Stored(UsageState.UNPRICED, reason.name());
    };
  }
}
