package reckoner.rating;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import reckoner.kit.store.Transactions;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rate;
import reckoner.pricing.book.Rung;
import reckoner.pricing.model.PriceFault;
import reckoner.rating.ContractTerms.Metered;

/** Says what an event would cost before it happens. Stores nothing and takes no lock. */
public final class PriceEvent {
  private final Coverages coverages;
  private final ContractNames names;
  private final Catalog catalog;
  private final Transactions transactions;

  /**
   * @param revisions asked for each event; an older answer misses the contracts since
   */
  public PriceEvent(
      ContractStore contracts,
      TermsRevisions revisions,
      ContractNames names,
      Catalog catalog,
      Transactions transactions) {
    this.coverages = new Coverages(contracts, revisions);
    this.names = names;
    this.catalog = catalog;
    this.transactions = transactions;
  }

  /**
   * What an event would cost.
   *
   * @param contract that covers it; none where it would wait for one
   * @param parts none unless it is rated
   */
  public record Estimate(
      Optional<ContractNames.Named> contract, EventOutcome.Stored outcome, List<Part> parts) {
    public Estimate {
      parts = List.copyOf(parts);
    }

    /** Exact, unrounded. */
    public BigDecimal amountExact() {
      return Decimals.normalise(
          parts.stream().map(Part::amountExact).reduce(BigDecimal.ZERO, BigDecimal::add));
    }
  }

  /**
   * What a charge asks, as if the event were its period's only usage: in the first tier and without
   * free units.
   *
   * @param priceVersion content hash of the book's version; empty for a price of the contract
   */
  public record Part(
      String charge, String priceVersion, BigDecimal quantity, BigDecimal amountExact, Of of) {}

  /** What a part is of. */
  public sealed interface Of {}

  /** Units of a token class at a price. */
  public record OfModel(String provider, String model, String tokenClass, Rate price)
      implements Of {}

  /**
   * Usage that a meter counts.
   *
   * @param dimensions the values that the price names
   */
  public record OfMeter(String product, String meter, Rung rung, Map<String, String> dimensions)
      implements Of {
    public OfMeter {
      dimensions = Map.copyOf(dimensions);
    }
  }

  public Estimate run(String tenant, UsageEvent event) {
    var customer = event.customer();
    var snapshot =
        coverages
            .kept(tenant, customer)
            .orElseGet(() -> transactions.read(() -> coverages.of(tenant, Set.of(customer))));
    var covered = snapshot.of(event);
    if (covered.isEmpty()) {
      return new Estimate(
          Optional.empty(), new EventOutcome.Stored(UsageState.WAITING, ""), List.of());
    }
    var contract = Optional.of(names.of(tenant, covered.get().contract()));
    var pricing = new Pricing(catalog, tenant, catalog.newestPosition(tenant));
    var countings = pricing.rate(covered.get().charges(), event);
    var outcome = Pricing.stateOf(covered.get(), countings, Instant.MIN); // before every cut-off
    if (outcome.state() != UsageState.RATED) {
      return new Estimate(contract, outcome, List.of());
    }
    try {
      return new Estimate(contract, outcome, parts(countings));
    } catch (PriceFault fault) {
      var unpriced =
          new EventOutcome.Stored(UsageState.UNPRICED, MeteredPrices.reasonOf(fault).name());
      return new Estimate(contract, unpriced, List.of());
    }
  }

  private static List<Part> parts(List<Pricing.Counting> countings) {
    var parts = new ArrayList<Part>();
    for (var counting : countings) {
      ((Pricing.Covered) counting).shares().forEach(share -> parts.add(part(share)));
    }
    return parts;
  }

  private static Part part(Share share) {
    return switch (share) {
      case Share.OfModel(var charge, var provider, var _, var rates, var units) -> {
        var price = rates.card().rate(units.tokenClass(), units.place()).times(rates.multiplier());
        yield new Part(
            charge.charge(),
            rates.priceVersion(),
            units.quantity(),
            Decimals.normalise(price.of(units.quantity())),
            new OfModel(provider, rates.model(), units.tokenClass().wireName(), price));
      }
      case Share.Metered(var charge, var _, var usage, var price, var _) -> {
        var terms = (Metered) charge.terms();
        yield new Part(
            charge.charge(),
            MeteredTotals.priceVersion(price),
            usage.quantity(),
            price.amountAlone(usage),
            new OfMeter(
                terms.product(), terms.meter().meter(), price.rung(), price.entry().dimensions()));
      }
    };
  }
}
