package reckoner.rating.grpc;

import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.function.Supplier;
import reckoner.kit.auth.Caller;
import reckoner.kit.pricing.PricingMethods;
import reckoner.proto.pricing.v1.AllocateRequest;
import reckoner.proto.pricing.v1.AllocateResponse;
import reckoner.proto.pricing.v1.ChargeRecurringRequest;
import reckoner.proto.pricing.v1.ChargeRecurringResponse;
import reckoner.proto.pricing.v1.ComputeDocumentRequest;
import reckoner.proto.pricing.v1.ComputeDocumentResponse;
import reckoner.proto.pricing.v1.DrawDownRequest;
import reckoner.proto.pricing.v1.DrawDownResponse;
import reckoner.proto.pricing.v1.EvaluateCommitmentsRequest;
import reckoner.proto.pricing.v1.EvaluateCommitmentsResponse;
import reckoner.proto.pricing.v1.LookupPriceRequest;
import reckoner.proto.pricing.v1.LookupPriceResponse;
import reckoner.proto.pricing.v1.MeasureUsageRequest;
import reckoner.proto.pricing.v1.MeasureUsageResponse;
import reckoner.proto.pricing.v1.PreviewPeriodsRequest;
import reckoner.proto.pricing.v1.PreviewPeriodsResponse;
import reckoner.proto.pricing.v1.PriceCommittedRequest;
import reckoner.proto.pricing.v1.PriceCommittedResponse;
import reckoner.proto.pricing.v1.PriceOrderRequest;
import reckoner.proto.pricing.v1.PriceOrderResponse;
import reckoner.proto.pricing.v1.PriceUsageRequest;
import reckoner.proto.pricing.v1.PriceUsageResponse;
import reckoner.proto.pricing.v1.PricingServiceGrpc;
import reckoner.proto.pricing.v1.ProrateRequest;
import reckoner.proto.pricing.v1.ProrateResponse;
import reckoner.proto.pricing.v1.RenewGrantsRequest;
import reckoner.proto.pricing.v1.RenewGrantsResponse;

/** Computations that store nothing; rating hosts them, because it is where prices are applied. */
@Singleton
class PricingGrpc extends PricingServiceGrpc.PricingServiceImplBase {
  private final VersionTerms versions;

  PricingGrpc(VersionTerms versions) {
    this.versions = versions;
  }

  @Override
  public void priceUsage(PriceUsageRequest request, StreamObserver<PriceUsageResponse> responses) {
    answer(responses, () -> PricingMethods.priceUsage(withTerms(request)));
  }

  private PriceUsageRequest withTerms(PriceUsageRequest request) {
    return request.hasPriceVersion()
        ? request.toBuilder()
            .setTerms(
                versions.terms(
                    Caller.current().tenant(), request.getPriceVersion(), request.getCurrency()))
            .build()
        : request;
  }

  @Override
  public void lookupPrice(
      LookupPriceRequest request, StreamObserver<LookupPriceResponse> responses) {
    answer(responses, () -> PricingMethods.lookupPrice(request));
  }

  @Override
  public void allocate(AllocateRequest request, StreamObserver<AllocateResponse> responses) {
    answer(responses, () -> PricingMethods.allocate(request));
  }

  @Override
  public void previewPeriods(
      PreviewPeriodsRequest request, StreamObserver<PreviewPeriodsResponse> responses) {
    answer(responses, () -> PricingMethods.previewPeriods(request));
  }

  @Override
  public void prorate(ProrateRequest request, StreamObserver<ProrateResponse> responses) {
    answer(responses, () -> PricingMethods.prorate(request));
  }

  @Override
  public void computeDocument(
      ComputeDocumentRequest request, StreamObserver<ComputeDocumentResponse> responses) {
    answer(responses, () -> PricingMethods.computeDocument(request));
  }

  @Override
  public void drawDown(DrawDownRequest request, StreamObserver<DrawDownResponse> responses) {
    answer(responses, () -> PricingMethods.drawDown(request));
  }

  @Override
  public void renewGrants(
      RenewGrantsRequest request, StreamObserver<RenewGrantsResponse> responses) {
    answer(responses, () -> PricingMethods.renewGrants(request));
  }

  @Override
  public void evaluateCommitments(
      EvaluateCommitmentsRequest request, StreamObserver<EvaluateCommitmentsResponse> responses) {
    answer(responses, () -> PricingMethods.evaluateCommitments(request));
  }

  @Override
  public void priceCommitted(
      PriceCommittedRequest request, StreamObserver<PriceCommittedResponse> responses) {
    answer(responses, () -> PricingMethods.priceCommitted(request));
  }

  @Override
  public void measureUsage(
      MeasureUsageRequest request, StreamObserver<MeasureUsageResponse> responses) {
    answer(responses, () -> PricingMethods.measureUsage(request));
  }

  @Override
  public void chargeRecurring(
      ChargeRecurringRequest request, StreamObserver<ChargeRecurringResponse> responses) {
    answer(responses, () -> PricingMethods.chargeRecurring(request));
  }

  @Override
  public void priceOrder(PriceOrderRequest request, StreamObserver<PriceOrderResponse> responses) {
    answer(responses, () -> PricingMethods.priceOrder(request));
  }

  private static <R> void answer(StreamObserver<R> responses, Supplier<R> work) {
    responses.onNext(work.get());
    responses.onCompleted();
  }
}
