package reckoner.catalog.wiring;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import reckoner.catalog.CatalogStore;
import reckoner.catalog.ImportPriceList;
import reckoner.catalog.LookupRates;
import reckoner.catalog.ReadPosition;
import reckoner.catalog.item.ApplyItems;
import reckoner.catalog.item.ArchiveVersion;
import reckoner.catalog.item.CreateDraft;
import reckoner.catalog.item.DeleteDraft;
import reckoner.catalog.item.DiffVersions;
import reckoner.catalog.item.ExportItems;
import reckoner.catalog.item.GetItem;
import reckoner.catalog.item.ItemStore;
import reckoner.catalog.item.ListItems;
import reckoner.catalog.item.ListPrices;
import reckoner.catalog.item.LookupPrice;
import reckoner.catalog.item.PreviewMigration;
import reckoner.catalog.item.PriceStore;
import reckoner.catalog.item.PublishDraft;
import reckoner.catalog.item.UpdateDraft;
import reckoner.catalog.item.cel.CelConditions;
import reckoner.catalog.item.wire.CachedBooks;
import reckoner.catalog.item.wire.ProtoItems;
import reckoner.kit.auth.Permission;
import reckoner.kit.auth.RpcPermissions;
import reckoner.kit.clock.BusinessClock;
import reckoner.kit.formula.DecimalFormula;
import reckoner.kit.formula.FormulaFault;
import reckoner.proto.catalog.v1.CatalogServiceGrpc;
import reckoner.proto.catalog.v1.ItemServiceGrpc;

/** Puts the catalog together. */
@Factory
class CatalogWiring {
  @Singleton
  ImportPriceList importPriceList(CatalogStore store, BusinessClock clock) {
    return new ImportPriceList(store, clock);
  }

  @Singleton
  LookupRates lookupRates(CatalogStore store) {
    return new LookupRates(store);
  }

  @Singleton
  ReadPosition readPosition(CatalogStore store, BusinessClock clock) {
    return new ReadPosition(store, clock);
  }

  @Singleton
  ProtoItems protoItems() {
    return new ProtoItems(new CelConditions(), CatalogWiring::formulaFault);
  }

  private static Optional<String> formulaFault(String expression, Set<String> names) {
    try {
      var missing = new TreeSet<>(DecimalFormula.of(expression).names());
      missing.removeAll(names);
      return missing.isEmpty()
          ? Optional.empty()
          : Optional.of("names what is not among its meters: " + String.join(", ", missing));
    } catch (FormulaFault fault) {
      return Optional.of("FORMULA_INVALID: " + fault.getMessage());
    }
  }

  @Singleton
  CreateDraft createDraft(CatalogStore ledger, ItemStore items, BusinessClock clock) {
    return new CreateDraft(ledger, items, clock);
  }

  @Singleton
  UpdateDraft updateDraft(ItemStore items) {
    return new UpdateDraft(items);
  }

  @Singleton
  DeleteDraft deleteDraft(ItemStore items) {
    return new DeleteDraft(items);
  }

  @Singleton
  PublishDraft publishDraft(
      CatalogStore ledger, ItemStore items, ProtoItems form, BusinessClock clock) {
    return new PublishDraft(ledger, items, form, clock);
  }

  @Singleton
  ArchiveVersion archiveVersion(CatalogStore ledger, ItemStore items, BusinessClock clock) {
    return new ArchiveVersion(ledger, items, clock);
  }

  @Singleton
  GetItem getItem(ItemStore items) {
    return new GetItem(items);
  }

  @Singleton
  ListItems listItems(ItemStore items) {
    return new ListItems(items);
  }

  @Singleton
  ListPrices listPrices(ItemStore items, PriceStore prices) {
    return new ListPrices(items, prices);
  }

  @Singleton
  LookupPrice lookupPrice(ItemStore items, PriceStore prices, ProtoItems form) {
    return new LookupPrice(items, prices, new CachedBooks(items, prices, form));
  }

  @Singleton
  DiffVersions diffVersions(ItemStore items, ProtoItems form) {
    return new DiffVersions(items, form);
  }

  @Singleton
  PreviewMigration previewMigration(ItemStore items, ProtoItems form) {
    return new PreviewMigration(items, form);
  }

  @Singleton
  ApplyItems applyItems(
      CatalogStore ledger, ItemStore items, DiffVersions diffVersions, BusinessClock clock) {
    return new ApplyItems(ledger, items, diffVersions, clock);
  }

  @Singleton
  ExportItems exportItems(ItemStore items) {
    return new ExportItems(items);
  }

  @Singleton
  RpcPermissions itemPermissions() {
    return RpcPermissions.builder()
        .rpc(ItemServiceGrpc.getCreateDraftMethod(), Permission.CATALOG_PUBLISH)
        .rpc(ItemServiceGrpc.getUpdateDraftMethod(), Permission.CATALOG_PUBLISH)
        .rpc(ItemServiceGrpc.getDeleteDraftMethod(), Permission.CATALOG_PUBLISH)
        .rpc(ItemServiceGrpc.getPublishDraftMethod(), Permission.CATALOG_PUBLISH)
        .rpc(ItemServiceGrpc.getArchiveVersionMethod(), Permission.CATALOG_PUBLISH)
        .rpc(ItemServiceGrpc.getGetItemMethod(), Permission.CATALOG_READ)
        .rpc(ItemServiceGrpc.getListItemsMethod(), Permission.CATALOG_READ)
        .rpc(ItemServiceGrpc.getListPricesMethod(), Permission.CATALOG_READ)
        .rpc(ItemServiceGrpc.getLookupPriceMethod(), Permission.CATALOG_READ)
        .rpc(ItemServiceGrpc.getDiffVersionsMethod(), Permission.CATALOG_READ)
        .rpc(ItemServiceGrpc.getPreviewMigrationMethod(), Permission.CATALOG_READ)
        .rpc(ItemServiceGrpc.getApplyFileMethod(), Permission.CATALOG_PUBLISH)
        .rpc(ItemServiceGrpc.getExportFileMethod(), Permission.CATALOG_READ)
        .build();
  }

  @Singleton
  RpcPermissions catalogPermissions() {
    return RpcPermissions.builder()
        .rpc(CatalogServiceGrpc.getImportPriceListMethod(), Permission.CATALOG_PUBLISH)
        .rpc(CatalogServiceGrpc.getGetPriceBookVersionMethod(), Permission.CATALOG_READ)
        .rpc(CatalogServiceGrpc.getGetCatalogPositionMethod(), Permission.CATALOG_READ)
        .rpc(CatalogServiceGrpc.getLookupRatesMethod(), Permission.CATALOG_READ)
        .build();
  }
}
