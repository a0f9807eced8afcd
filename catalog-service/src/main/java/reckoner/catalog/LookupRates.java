package reckoner.catalog;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.pricing.RateCard;

/** Resolves a reported model and finds its price and cost under a pinned price book version. */
public final class LookupRates {
  private static final int CLAUSE_VERSIONS_MAX = 100;

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

  /** No version of the cost book up to the position lists the provider. */
  public record UnknownProvider() implements Answer {}

  /** The provider has no model that the reported id could mean, nor had one. */
  public record UnknownModel() implements Answer {}

  /** The model is known and has no price (RULES D5). */
  public record NoPrice(String model) implements Answer {}

  /** What an id means, and the version of the cost book that says so. */
  private record Resolved(CostBookVersion costs, String model) {}

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
    var newest = store.newestCosts(tenant, pinned.costBook(), position);
    if (newest.isEmpty()) {
      return new UnknownProvider();
    }
    var resolved =
        resolve(tenant, newest.get(), query).or(() -> resolveEarlier(tenant, newest.get(), query));
    if (resolved.isPresent()) {
      return price(tenant, pinned, resolved.get(), position, query.provider());
    }
    return store.hasProvider(tenant, newest.get(), query.provider())
        ? new UnknownModel()
        : new UnknownProvider();
  }

  /** By exact id, then by match clauses in the list's order (RULES D6). */
  private Optional<Resolved> resolve(String tenant, CostBookVersion costs, Query query) {
    if (store.hasModel(tenant, costs, query.provider(), query.model())) {
      return Optional.of(new Resolved(costs, query.model()));
    }
    return firstAccepting(store.candidates(tenant, costs, query.provider()), query.model())
        .map(candidate -> new Resolved(costs, candidate.model()));
  }

  /**
   * A model that left the list keeps the costs that it had: the newest earlier version that
   * resolves the id counts. Match clauses are tried in the last {@value #CLAUSE_VERSIONS_MAX}
   * versions, an exact id in all.
   */
  private Optional<Resolved> resolveEarlier(String tenant, CostBookVersion newest, Query query) {
    var exact = store.versionWithModel(tenant, newest, query.provider(), query.model()).orElse(0);
    var versionMin = Math.max(exact + 1, newest.version() - CLAUSE_VERSIONS_MAX);
    var byClause =
        versionMin < newest.version()
            ? firstAccepting(
                store.earlierCandidates(tenant, newest, versionMin, query.provider()),
                query.model())
            : Optional.<CatalogStore.Candidate>empty();
    if (byClause.isPresent()) {
      var candidate = byClause.get();
      return Optional.of(
          new Resolved(
              store.costs(tenant, newest.costBook(), candidate.version()), candidate.model()));
    }
    return exact == 0
        ? Optional.empty()
        : Optional.of(new Resolved(store.costs(tenant, newest.costBook(), exact), query.model()));
  }

  private static Optional<CatalogStore.Candidate> firstAccepting(
      List<CatalogStore.Candidate> candidates, String reported) {
    return candidates.stream().filter(candidate -> candidate.match().accepts(reported)).findFirst();
  }

  /** From the pinned version, or the first later one that adds a price (RULES D1). */
  private Answer price(
      String tenant, PriceBookVersion pinned, Resolved resolved, long position, String provider) {
    var model = resolved.model();
    var priced = store.firstPrice(tenant, pinned, position, provider, model);
    var rates = store.rates(tenant, resolved.costs(), provider, model);
    if (priced.isEmpty() || rates.isEmpty()) {
      return new NoPrice(model);
    }
    var prices =
        store
            .priceBookVersion(tenant, pinned.priceBook(), priced.get().version())
            .orElseThrow(() -> new IllegalStateException("a price without its version"));
    return new Found(model, prices, resolved.costs(), priced.get().multiplier(), rates.get());
  }
}
