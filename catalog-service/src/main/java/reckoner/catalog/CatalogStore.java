package reckoner.catalog;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import reckoner.pricing.RateCard;

/** What the catalog keeps. Every call takes part in the caller's transaction. */
public interface CatalogStore {
  /** Where a tenant's ledger stands. */
  record Ledger(long position, Instant publishTime) {}

  /** A model of a cost book version, for resolving reported ids. */
  record Candidate(int version, String model, MatchClause match) {}

  /** The price book version that prices a model, and its formula. */
  record Priced(int version, BigDecimal multiplier) {}

  /** Takes the tenant's ledger row for writing and holds it to the commit. */
  Ledger lockLedger(String tenant);

  /** Waits for publications that are under way. */
  void awaitLedger(String tenant);

  /**
   * Waits for publications that are under way and could be before an instant, and sees to it that
   * later ones are not: the ledger's publish time is at least that instant from then on.
   */
  void seal(String tenant, Instant exclusive);

  void moveLedger(String tenant, long position, Instant publishTime);

  /** Makes the book on first use; answers its currency. */
  String currencyOfCostBook(String tenant, String costBook, String currency);

  /** Makes the book on first use; answers whether it has this currency and cost book. */
  boolean priceBookIs(String tenant, String priceBook, String currency, String costBook);

  /** Whether a draft or a version of an item has this key of a cost book. */
  boolean hasCostBookItem(String tenant, String key);

  /** Whether a draft or a version of an item has this key of a price book. */
  boolean hasPriceBookItem(String tenant, String key);

  Optional<CostBookVersion> newestCosts(String tenant, String costBook, long positionMax);

  CostBookVersion costs(String tenant, String costBook, int version);

  Optional<PriceBookVersion> priceBookVersion(String tenant, String priceBook, int version);

  Optional<PriceBookVersion> newestPrices(String tenant, String priceBook);

  /** The price list that a version holds. */
  PriceList priceList(String tenant, CostBookVersion version);

  void addCosts(String tenant, CostBookVersion version, PriceList list);

  void addPrices(String tenant, PriceBookVersion version, BigDecimal multiplier, PriceList list);

  /** The last position published before an instant, 0 for none. */
  long positionBefore(String tenant, Optional<Instant> exclusive);

  /** Whether this version or an earlier one of the book lists the provider. */
  boolean hasProvider(String tenant, CostBookVersion newest, String provider);

  boolean hasModel(String tenant, CostBookVersion costs, String provider, String model);

  /** The newest version of the book before a version that lists the id itself. */
  Optional<Integer> versionWithModel(
      String tenant, CostBookVersion before, String provider, String model);

  /** The provider's models in the list's order. */
  List<Candidate> candidates(String tenant, CostBookVersion costs, String provider);

  /**
   * The provider's models of versions before a version, the newest version first, in each the
   * list's order; a model whose match clause stayed the same stands once, in its newest version.
   *
   * @param versionMin inclusive
   */
  List<Candidate> earlierCandidates(
      String tenant, CostBookVersion before, int versionMin, String provider);

  /** The first version from {@code versionMin} on, published up to a position, with a price. */
  Optional<Priced> firstPrice(
      String tenant, PriceBookVersion pinned, long positionMax, String provider, String model);

  /** Empty for a model without a price. */
  Optional<RateCard> rates(String tenant, CostBookVersion costs, String provider, String model);
}
