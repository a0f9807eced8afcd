package reckoner.catalog.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import reckoner.catalog.CatalogStore;
import reckoner.catalog.CostBookVersion;
import reckoner.catalog.PriceBookVersion;
import reckoner.catalog.PriceList;
import reckoner.catalog.item.ItemKind;
import reckoner.catalog.json.MatchClauseJson;
import reckoner.pricing.RateCard;

/** The catalog's tables behind the domain's port. */
@Singleton
class PostgresCatalogStore implements CatalogStore {
  private final CatalogRepository tables;
  private final ObjectMapper json = new ObjectMapper();

  PostgresCatalogStore(CatalogRepository tables) {
    this.tables = tables;
  }

  @Override
  public Ledger lockLedger(String tenant) {
    tables.ensureLedger(tenant);
    var row = tables.lockLedger(tenant);
    var micros = row.publishMicros();
    return new Ledger(
        row.position(),
        micros == null ? Instant.EPOCH : Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
  }

  @Override
  public void awaitLedger(String tenant) {
    tables.awaitLedger(tenant);
  }

  @Override
  public void seal(String tenant, Instant exclusive) {
    // a publication under way has at least the time that the ledger had before it
    if (!tables.isSealed(tenant, exclusive)) {
      tables.ensureLedger(tenant);
      tables.seal(tenant, exclusive);
    }
  }

  @Override
  public void moveLedger(String tenant, long position, Instant publishTime) {
    tables.moveLedger(tenant, position, publishTime);
  }

  @Override
  public String currencyOfCostBook(String tenant, String costBook, String currency) {
    tables.ensureCostBook(tenant, costBook, currency);
    return tables.currencyOfCostBook(tenant, costBook);
  }

  @Override
  public boolean priceBookIs(String tenant, String priceBook, String currency, String costBook) {
    tables.ensurePriceBook(tenant, priceBook, currency, costBook);
    return tables.priceBook(tenant, priceBook).equals(new Rows.PriceBook(currency, costBook));
  }

  @Override
  public boolean hasCostBookItem(String tenant, String key) {
    return tables.hasItem(tenant, ItemKind.COST_BOOK.name(), key);
  }

  @Override
  public boolean hasPriceBookItem(String tenant, String key) {
    return tables.hasItem(tenant, ItemKind.PRICE_BOOK.name(), key);
  }

  @Override
  public Optional<CostBookVersion> newestCosts(String tenant, String costBook, long positionMax) {
    return tables.newestCosts(tenant, costBook, positionMax).map(PostgresCatalogStore::costs);
  }

  @Override
  public CostBookVersion costs(String tenant, String costBook, int version) {
    return costs(tables.costs(tenant, costBook, version));
  }

  private static CostBookVersion costs(Rows.CostVersion row) {
    return new CostBookVersion(
        row.costBook(), row.version(), row.contentHash(), row.publishTime(), row.position());
  }

  @Override
  public Optional<PriceBookVersion> priceBookVersion(String tenant, String book, int version) {
    return tables.priceVersion(tenant, book, version).map(PostgresCatalogStore::prices);
  }

  @Override
  public Optional<PriceBookVersion> newestPrices(String tenant, String book) {
    return tables.newestPrices(tenant, book).map(PostgresCatalogStore::prices);
  }

  private static PriceBookVersion prices(Rows.PriceVersion row) {
    return new PriceBookVersion(
        row.priceBook(),
        row.version(),
        row.contentHash(),
        row.currency(),
        row.costBook(),
        row.publishTime(),
        row.position(),
        row.models());
  }

  @Override
  public PriceList priceList(String tenant, CostBookVersion version) {
    var rows = tables.listedRates(tenant, version.costBook(), version.version());
    return PriceListRows.list(rows, this::clause);
  }

  @Override
  public void addCosts(String tenant, CostBookVersion version, PriceList list) {
    var book = version.costBook();
    tables.insertCostVersion(
        tenant,
        book,
        version.version(),
        version.contentHash(),
        version.publishTime(),
        version.position());
    var rows = PriceListRows.of(list);
    tables.insertModels(tenant, book, version.version(), json(rows.models()));
    tables.insertEntries(tenant, book, version.version(), json(rows.entries()));
    tables.insertRates(tenant, book, version.version(), json(rows.rates()));
  }

  @Override
  public void addPrices(
      String tenant, PriceBookVersion version, BigDecimal multiplier, PriceList list) {
    tables.insertPriceVersion(
        tenant,
        version.priceBook(),
        version.version(),
        version.contentHash(),
        version.models(),
        version.publishTime(),
        version.position());
    tables.insertPrices(
        tenant,
        version.priceBook(),
        version.version(),
        json(PriceListRows.prices(list, multiplier)));
  }

  @Override
  public long positionBefore(String tenant, Optional<Instant> exclusive) {
    return exclusive
        .map(before -> tables.positionBefore(tenant, before))
        .orElseGet(() -> tables.position(tenant));
  }

  @Override
  public boolean hasProvider(String tenant, CostBookVersion newest, String provider) {
    return tables.hasProvider(tenant, newest.costBook(), newest.version(), provider);
  }

  @Override
  public boolean hasModel(String tenant, CostBookVersion costs, String provider, String model) {
    return tables.hasModel(tenant, costs.costBook(), costs.version(), provider, model);
  }

  @Override
  public List<Candidate> candidates(String tenant, CostBookVersion costs, String provider) {
    return tables.candidates(tenant, costs.costBook(), costs.version(), provider).stream()
        .map(this::candidate)
        .toList();
  }

  @Override
  public Optional<Integer> versionWithModel(
      String tenant, CostBookVersion before, String provider, String model) {
    return tables.versionWithModel(tenant, before.costBook(), before.version(), provider, model);
  }

  @Override
  public List<Candidate> earlierCandidates(
      String tenant, CostBookVersion before, int versionMin, String provider) {
    return tables
        .earlierCandidates(tenant, before.costBook(), versionMin, before.version(), provider)
        .stream()
        .map(this::candidate)
        .toList();
  }

  private Candidate candidate(Rows.Candidate row) {
    return new Candidate(row.version(), row.model(), clause(row.matchClause()));
  }

  private reckoner.catalog.MatchClause clause(String text) {
    try {
      // what could not be expressed was reported when the list was imported
      return MatchClauseJson.read(json.readTree(text), name -> {});
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException("a stored match clause is broken", broken);
    }
  }

  @Override
  public Optional<Priced> firstPrice(
      String tenant, PriceBookVersion pinned, long positionMax, String provider, String model) {
    return tables
        .firstPrice(tenant, pinned.priceBook(), pinned.version(), positionMax, provider, model)
        .map(row -> new Priced(row.version(), row.multiplier()));
  }

  @Override
  public Optional<RateCard> rates(
      String tenant, CostBookVersion costs, String provider, String model) {
    var rows = tables.rates(tenant, costs.costBook(), costs.version(), provider, model);
    return rows.isEmpty() ? Optional.empty() : Optional.of(PriceListRows.card(rows));
  }

  private String json(List<?> rows) {
    try {
      return json.writeValueAsString(rows);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("maps of texts and numbers are JSON", impossible);
    }
  }
}
