package reckoner.catalog.wiring;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import reckoner.catalog.CatalogStore;
import reckoner.catalog.ImportPriceList;
import reckoner.catalog.LookupRates;
import reckoner.catalog.ReadPosition;
import reckoner.kit.auth.Permission;
import reckoner.kit.auth.RpcPermissions;
import reckoner.kit.clock.BusinessClock;
import reckoner.proto.catalog.v1.CatalogServiceGrpc;

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
  RpcPermissions catalogPermissions() {
    return RpcPermissions.builder()
        .rpc(CatalogServiceGrpc.getImportPriceListMethod(), Permission.CATALOG_PUBLISH)
        .rpc(CatalogServiceGrpc.getGetPriceBookVersionMethod(), Permission.CATALOG_READ)
        .rpc(CatalogServiceGrpc.getGetCatalogPositionMethod(), Permission.CATALOG_READ)
        .rpc(CatalogServiceGrpc.getLookupRatesMethod(), Permission.CATALOG_READ)
        .build();
  }
}
