package reckoner.rating;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.RateCard;
import reckoner.rating.ContractTerms.Charge;

/** Prices events as of one position of the catalog; asks the catalog once for a model. */
final class Pricing {
  private final Catalog catalog;
  private final String tenant;
  private final long position;
  private final long costPosition;
  private final MeteredPrices metered;
  private final MeteredCosts costs;
  private final Map<Catalog.Query, Catalog.Answer> answers = new HashMap<>();
  private final Map<String, KeyHash> cells = new HashMap<>();

  Pricing(Catalog catalog, String tenant, long position) {
    this(catalog, tenant, position, position);
  }

  /**
   * Prices as of a position.
   *
   * @param costPosition at which contracts that rate late costs see them (RULES D3)
   */
  Pricing(Catalog catalog, String tenant, long position, long costPosition) {
    this.catalog = catalog;
    this.tenant = tenant;
    this.position = position;
    this.costPosition = costPosition;
    this.metered = new MeteredPrices(catalog, tenant, position);
    this.costs = new MeteredCosts(catalog, tenant, position);
  }

  long position() {
    return position;
  }

  /** The hash of a cell's words, which is computed once. */
  KeyHash cell(String words) {
    return cells.computeIfAbsent(words, text -> Share.hash(text));
  }

  /** How much is kept of what was asked before. */
  int kept() {
    return answers.size() + cells.size() + metered.kept() + costs.kept();
  }

  /** Rates of the event's model that cover all its units, or why there are none. */
  sealed interface Result {}

  record Priced(Catalog.Rates rates, RateCard.Priced parts) implements Result {}

  record Unpriced(RatingReason reason) implements Result {}

  Catalog.Answer lookUp(Catalog.PinnedBook book, String provider, String model) {
    return lookUp(book, position, provider, model);
  }

  private Catalog.Answer lookUp(
      Catalog.PinnedBook book, long known, String provider, String model) {
    return answers.computeIfAbsent(
        new Catalog.Query(book, known, provider, model), query -> catalog.lookUp(tenant, query));
  }

  private Result price(ContractTerms.ModelUsage terms, UsageEvent event) {
    if (event.modelUse().isEmpty()) {
      return new Unpriced(RatingReason.NO_PRICE);
    }
    var use = event.modelUse().get();
    long known = terms.ratesLateCosts() ? costPosition : position;
    return switch (lookUp(terms.book(), known, use.provider(), use.model())) {
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

  /** What an event's share costs us. */
  Cost cost(Share share) {
    return switch (share) {
      case Share.OfModel model -> Cost.of(MarginalAmounts.cost(model));
      case Share.Metered usage -> costs.of(usage);
    };
  }

  /**
   * The state in which an event of a contract is stored.
   *
   * @param storeTime of the event's batch; decides alone whether it is in time (RULES B4)
   */
  EventOutcome.Stored stateOf(
      ContractStore.Coverage coverage, UsageEvent event, Instant storeTime) {
    return stateOf(coverage, rate(coverage.charges(), event), storeTime);
  }

  static EventOutcome.Stored stateOf(
      ContractStore.Coverage coverage, List<Counting> countings, Instant storeTime) {
    if (!storeTime.isBefore(coverage.cutoffTime())) {
      return new EventOutcome.Stored(UsageState.LATE, "");
    }
    for (var counting : countings) {
      if (counting instanceof Uncovered(var _, var reason)) {
        return new EventOutcome.Stored(UsageState.UNPRICED, reason.name());
      }
    }
    return new EventOutcome.Stored(
        countings.isEmpty() ? UsageState.UNCOUNTED : UsageState.RATED, "");
  }

  /** What one charge makes of an event. */
  sealed interface Counting {}

  /** It has a price. */
  record Covered(Charge charge, List<Share> shares) implements Counting {}

  /** It counts it and has no price for it. */
  record Uncovered(@Nullable Charge charge, RatingReason reason) implements Counting {}

  /** What each charge that counts the event makes of it; none where none counts it. */
  List<Counting> rate(UsageCharges charges, UsageEvent event) {
    var countings = new ArrayList<Counting>(1);
    if (charges.model().isPresent() && event.modelUse().isPresent()) {
      countings.add(rate(charges.model().get(), event));
    }
    for (var charge : charges.metered()) {
      if (((ContractTerms.Metered) charge.terms()).meter().filter().holds(event)) {
        countings.add(metered.rate(charge, event));
      }
    }
    if (countings.isEmpty() && event.modelUse().isPresent()) {
      // a request to a model is never free in silence (RULES D6); of what else happens meters
      // choose
      countings.add(new Uncovered(null, RatingReason.NO_PRICE));
    }
    return countings;
  }

  private Counting rate(Charge charge, UsageEvent event) {
    return switch (price((ContractTerms.ModelUsage) charge.terms(), event)) {
      case Unpriced(var reason) -> new Uncovered(charge, reason);
      case Priced(var rates, var parts) -> {
        var use = event.modelUse().orElseThrow();
        yield new Covered(
            charge,
            parts.components().stream()
                .<Share>map(
                    part -> new Share.OfModel(charge, use.provider(), use.model(), rates, part))
                .toList());
      }
    };
  }
}
