package reckoner.catalog;

import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.Optional;
import reckoner.catalog.PriceList.Reading;
import reckoner.kit.refusal.Refusal;

/** Publishes a price list as the next version of a cost book and of a cost-plus price book. */
public final class ImportPriceList {
  private final CatalogStore store;
  private final InstantSource businessTime;

  public ImportPriceList(CatalogStore store, InstantSource businessTime) {
    this.store = store;
    this.businessTime = businessTime;
  }

  /** Where a list goes, and the formula of its prices. */
  public record Target(String costBook, String priceBook, String currency, BigDecimal multiplier) {}

  /**
   * The versions that hold the list now.
   *
   * @param unchanged when both were there before
   * @param difference from the newest version of the cost book before; absent for the first
   */
  public record Imported(
      CostBookVersion costs,
      PriceBookVersion prices,
      boolean unchanged,
      Optional<PriceListDifference> difference) {}

  private record Costs(CostBookVersion version, Optional<PriceListDifference> difference) {}

  /** Imports inside the caller's transaction; refuses a reading with any fault as a whole. */
  public Imported run(String tenant, Target target, String fileName, Reading reading) {
    refuseFaults(fileName, reading);
    var ledger = Positions.lock(store, businessTime, tenant);
    checkBooks(tenant, target);
    var costs = publishCosts(tenant, target, reading.list(), ledger);
    var prices = publishPrices(tenant, target, reading.list(), ledger);
    return new Imported(costs.version(), prices, !ledger.moved(), costs.difference());
  }

  private static void refuseFaults(String fileName, Reading reading) {
    if (reading.faults().isEmpty()) {
      return;
    }
    var first = reading.faults().getFirst();
    throw new Refusal(
            CatalogReason.PRICE_LIST_INVALID,
            "%s has %d fault(s) and was not imported; the first: %s %s"
                .formatted(
                    fileName.isEmpty() ? "the price list" : fileName,
                    reading.faults().size(),
                    first.place(),
                    first.message()),
            reading.faults().stream()
                .map(fault -> new Refusal.Fault(fault.place(), fault.message()))
                .toList())
        .asException();
  }

  private void checkBooks(String tenant, Target target) {
    refuseItem(store.hasCostBookItem(tenant, target.costBook()), "cost book", target.costBook());
    refuseItem(
        store.hasPriceBookItem(tenant, target.priceBook()), "price book", target.priceBook());
    var currency = store.currencyOfCostBook(tenant, target.costBook(), target.currency());
    if (!currency.equals(target.currency())) {
      throw Refusal.of(
              CatalogReason.BOOK_DIFFERS,
              "cost book %s is kept in %s; a list in %s needs a book of its own"
                  .formatted(target.costBook(), currency, target.currency()))
          .asException();
    }
    if (!store.priceBookIs(tenant, target.priceBook(), target.currency(), target.costBook())) {
      throw Refusal.of(
              CatalogReason.BOOK_DIFFERS,
              "price book %s follows another cost book or currency than %s in %s"
                  .formatted(target.priceBook(), target.costBook(), target.currency()))
          .asException();
    }
  }

  private static void refuseItem(boolean isItem, String kind, String key) {
    if (isItem) {
      throw Refusal.of(
              CatalogReason.KEY_TAKEN_BY_ITEM,
              "%s %s is an item of the catalog; a price list is imported into another"
                  .formatted(kind, key))
          .asException();
    }
  }

  private Costs publishCosts(String tenant, Target target, PriceList list, Positions ledger) {
    var hash = ContentHash.ofCosts(target.currency(), list);
    var newest = store.newestCosts(tenant, target.costBook(), Long.MAX_VALUE);
    if (newest.isPresent() && newest.get().contentHash().equals(hash)) {
      return new Costs(newest.get(), Optional.empty());
    }
    var difference =
        newest.map(before -> PriceListDifference.between(store.priceList(tenant, before), list));
    var version =
        new CostBookVersion(
            target.costBook(),
            newest.map(CostBookVersion::version).orElse(0) + 1,
            hash,
            ledger.time(),
            ledger.next());
    store.addCosts(tenant, version, list);
    return new Costs(version, difference);
  }

  private PriceBookVersion publishPrices(
      String tenant, Target target, PriceList list, Positions ledger) {
    var hash =
        ContentHash.ofPrices(target.currency(), target.costBook(), target.multiplier(), list);
    Optional<PriceBookVersion> newest = store.newestPrices(tenant, target.priceBook());
    if (newest.isPresent() && newest.get().contentHash().equals(hash)) {
      return newest.get();
    }
    var version =
        new PriceBookVersion(
            target.priceBook(),
            newest.map(PriceBookVersion::version).orElse(0) + 1,
            hash,
            target.currency(),
            target.costBook(),
            ledger.time(),
            ledger.next(),
            list.pricedModels().size());
    store.addPrices(tenant, version, target.multiplier(), list);
    return version;
  }
}
