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
  private final MeteredPrices metered;
  private final Map<Catalog.Query, Catalog.Answer> answers = new HashMap<>();

  Pricing(Catalog catalog, String tenant, long position) {
    this.catalog = catalog;
    this.tenant = tenant;
    this.position = position;
    this.metered = new MeteredPrices(catalog, tenant, position);
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

  /** The ladders of metered charges as of the same position. */
  MeteredPrices metered() {
    return metered;
  }

  /** Asks the catalog for what an event of a contract will need. */
  void lookUp(UsageCharges charges, UsageEvent event) {
    charges
        .book()
        .ifPresent(
            book -> event.modelUse().ifPresent(use -> lookUp(book, use.provider(), use.model())));
    for (var charge : charges.metered()) {
      metered.ladder((ContractTerms.Metered) charge.terms());
    }
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
    return stateOf(coverage.charges(), event);
  }

  private EventOutcome.Stored stateOf(UsageCharges charges, UsageEvent event) {
    boolean counted = false;
    if (event.modelUse().isPresent() && charges.book().isPresent()) {
      counted = true;
      if (price(charges.book().get(), event) instanceof Unpriced(var reason)) {
        return unpriced(reason);
      }
    }
    for (var charge : charges.metered()) {
      var terms = (ContractTerms.Metered) charge.terms();
      if (terms.meter().filter().holds(event)) {
        counted = true;
        var reason = metered.unpriced(terms, event);
        if (reason.isPresent()) {
          return unpriced(reason.get());
        }
      }
    }
    if (counted) {
      return new EventOutcome.Stored(UsageState.RATED, "");
    }
    // a request to a model is never free in silence (RULES D6); of what else happens meters choose
    return event.modelUse().isPresent()
        ? unpriced(RatingReason.NO_PRICE)
        : new EventOutcome.Stored(UsageState.UNCOUNTED, "");
  }

  private static EventOutcome.Stored unpriced(RatingReason reason) {
    return new EventOutcome.Stored(UsageState.UNPRICED, reason.name());
  }
}
