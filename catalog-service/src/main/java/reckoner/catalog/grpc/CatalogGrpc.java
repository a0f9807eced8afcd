package reckoner.catalog.grpc;

import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.Optional;
import reckoner.catalog.CatalogReason;
import reckoner.catalog.CatalogStore;
import reckoner.catalog.ImportPriceList;
import reckoner.catalog.LookupRates;
import reckoner.catalog.ReadPosition;
import reckoner.catalog.json.PriceListJson;
import reckoner.kit.auth.Caller;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.request.Mutations;
import reckoner.kit.store.Transactions;
import reckoner.kit.wire.Wire;
import reckoner.pricing.Currencies;
import reckoner.pricing.DecimalFault;
import reckoner.pricing.Decimals;
import reckoner.proto.catalog.v1.CatalogPosition;
import reckoner.proto.catalog.v1.CatalogServiceGrpc;
import reckoner.proto.catalog.v1.GetCatalogPositionRequest;
import reckoner.proto.catalog.v1.GetPriceBookVersionRequest;
import reckoner.proto.catalog.v1.ImportPriceListRequest;
import reckoner.proto.catalog.v1.ImportPriceListResponse;
import reckoner.proto.catalog.v1.LookupRatesRequest;
import reckoner.proto.catalog.v1.LookupRatesResponse;
import reckoner.proto.catalog.v1.PriceBookVersion;

/** Serves the catalog. */
@Singleton
class CatalogGrpc extends CatalogServiceGrpc.CatalogServiceImplBase {
  private static final BigDecimal MULTIPLIER_MAX = BigDecimal.valueOf(1000);

  private final Mutations mutations;
  private final Transactions transactions;
  private final CatalogStore store;
  private final ImportPriceList importPriceList;
  private final LookupRates lookupRates;
  private final ReadPosition readPosition;

  CatalogGrpc(
      Mutations mutations,
      Transactions transactions,
      CatalogStore store,
      ImportPriceList importPriceList,
      LookupRates lookupRates,
      ReadPosition readPosition) {
    this.mutations = mutations;
    this.transactions = transactions;
    this.store = store;
    this.importPriceList = importPriceList;
    this.lookupRates = lookupRates;
    this.readPosition = readPosition;
  }

  @Override
  public void importPriceList(
      ImportPriceListRequest request, StreamObserver<ImportPriceListResponse> replies) {
    var tenant = Caller.current().tenant();
    var target = target(request);
    var reading = PriceListJson.read(request.getContent().toByteArray());
    var reply =
        mutations.once(
            CatalogServiceGrpc.getImportPriceListMethod(),
            request,
            request.getRequestId(),
            ImportPriceListResponse.parser(),
            () ->
                CatalogMessages.imported(
                    importPriceList.run(tenant, target, request.getFileName(), reading), reading));
    replies.onNext(reply);
    replies.onCompleted();
  }

  private static ImportPriceList.Target target(ImportPriceListRequest request) {
    try {
      Currencies.of(request.getCurrency());
    } catch (IllegalArgumentException unknown) {
      throw Refusal.of(CatalogReason.CURRENCY_UNKNOWN, "currency " + unknown.getMessage())
          .asException();
    }
    try {
      var multiplier = Decimals.multiplier(request.getMultiplier().getValue());
      if (multiplier.signum() == 0 || multiplier.compareTo(MULTIPLIER_MAX) > 0) {
        throw Refusal.of(
                CatalogReason.MULTIPLIER_INVALID, "multiplier is not above 0 and at most 1000")
            .asException();
      }
      return new ImportPriceList.Target(
          request.getCostBook(), request.getPriceBook(), request.getCurrency(), multiplier);
    } catch (DecimalFault broken) {
      throw Refusal.of(CatalogReason.MULTIPLIER_INVALID, "multiplier " + broken.getMessage())
          .asException();
    }
  }

  @Override
  public void getPriceBookVersion(
      GetPriceBookVersionRequest request, StreamObserver<PriceBookVersion> replies) {
    var tenant = Caller.current().tenant();
    var book = request.getPriceBook();
    var found =
        transactions.read(() ->
            request.getVersion() == 0
                ? store.newestPrices(tenant, book)
                : store.priceBookVersion(tenant, book, request.getVersion()));
    replies.onNext(
        CatalogMessages.version(
            found.orElseThrow(() ->
                Refusal.of(
                        KitReason.NOT_FOUND,
                        "there is no version %d of price book %s"
                            .formatted(request.getVersion(), book))
                    .asException())));
    replies.onCompleted();
  }

  @Override
  public void getCatalogPosition(
      GetCatalogPositionRequest request, StreamObserver<CatalogPosition> replies) {
    var tenant = Caller.current().tenant();
    var knownBefore =
        request.hasKnownBefore()
            ? Optional.of(Wire.instant(request.getKnownBefore()))
            : Optional.<java.time.Instant>empty();
    var position = transactions.write(() -> readPosition.run(tenant, knownBefore));
    replies.onNext(CatalogPosition.newBuilder().setPosition(position).build());
    replies.onCompleted();
  }

  @Override
  public void lookupRates(LookupRatesRequest request, StreamObserver<LookupRatesResponse> replies) {
    var tenant = Caller.current().tenant();
    var query =
        new LookupRates.Query(
            request.getPriceBook(),
            request.getPriceBookVersion(),
            request.getPosition(),
            request.getProvider(),
            request.getModel());
    replies.onNext(CatalogMessages.answer(transactions.read(() -> lookupRates.run(tenant, query))));
    replies.onCompleted();
  }
}
