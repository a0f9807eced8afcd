package reckoner.catalog;

import java.math.BigDecimal;
import java.util.Optional;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.pricing.RateCard;

/** Resolves a reported model and finds its price and cost under a pinned price book version. */
public final class LookupRates {
  private final CatalogStore store;

  public LookupRates(CatalogStore store) {
    this.store = store;
  }

  /** A reported model, the pinned version, and the position as of which to answer. */
  public record Query(
      String priceBook, int version, long position, String provider, String model) {}

  /** What the lookup found. */
  public sealed interface Answer {}

  /** Rates are given. */
  public record Found(
      String model,
      PriceBookVersion prices,
      CostBookVersion costs,
      BigDecimal multiplier,
      RateCard rates)
      implements Answer {}

  /** The cost book does not know the provider. */
  public record UnknownProvider() implements Answer {}

  /** The provider has no model that the reported id could mean. */
  public record UnknownModel() implements Answer {}

  /** The model is known and has no price (RULES D5). */
  public record NoPrice(String model) implements Answer {}

  /** The catalog at a position never changes, so the answer for a position never does. */
  public Answer run(String tenant, Query query) {
    var pinned =
        store
            .priceBookVersion(tenant, query.priceBook(), query.version())
            .orElseThrow(() ->
                Refusal.of(
                        KitReason.NOT_FOUND,
                        "there is no version %d of price book %s"
                            .formatted(query.version(), query.priceBook()))
                    .asException());
    // whoever pins a version knows it: the catalog never stands before it
    var position = Math.max(query.position(), pinned.position());
    var costs = store.newestCosts(tenant, pinned.costBook(), position);
    if (costs.isEmpty() || !store.hasProvider(tenant, costs.get(), query.provider())) {
      return new UnknownProvider();
    }
    var model = resolve(tenant, costs.get(), query);
    return model.isEmpty()
        ? new UnknownModel()
        : price(tenant, pinned, costs.get(), position, query.provider(), model.get());
  }

  /** By exact id, then by match clauses in the list's order (RULES D6). */
  private Optional<String> resolve(String tenant, CostBookVersion costs, Query query) {
    if (store.hasModel(tenant, costs, query.provider(), query.model())) {
      return Optional.of(query.model());
    }
    return store.candidates(tenant, costs, query.provider()).stream()
        .filter(candidate -> candidate.match().accepts(query.model()))
        .map(CatalogStore.Candidate::model)
        .findFirst();
  }

  /** From the pinned version, or the first later one that adds a price (RULES D1). */
  private Answer price(
      String tenant,
      PriceBookVersion pinned,
      CostBookVersion costs,
      long position,
      String provider,
      String model) {
    var priced = store.firstPrice(tenant, pinned, position, provider, model);
    var rates = store.rates(tenant, costs, provider, model);
    if (priced.isEmpty() || rates.isEmpty()) {
      return new NoPrice(model);
    }
    var prices =
        store
            .priceBookVersion(tenant, pinned.priceBook(), priced.get().version())
            .orElseThrow(() -> new IllegalStateException("a price without its version"));
    return new Found(model, prices, costs, priced.get().multiplier(), rates.get());
  }
}
