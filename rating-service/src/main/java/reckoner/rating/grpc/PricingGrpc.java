package reckoner.rating.grpc;

import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.function.Supplier;
import reckoner.kit.pricing.PricingMethods;
import reckoner.proto.pricing.v1.AllocateRequest;
import reckoner.proto.pricing.v1.AllocateResponse;
import reckoner.proto.pricing.v1.PreviewPeriodsRequest;
import reckoner.proto.pricing.v1.PreviewPeriodsResponse;
import reckoner.proto.pricing.v1.PriceUsageRequest;
import reckoner.proto.pricing.v1.PriceUsageResponse;
import reckoner.proto.pricing.v1.PricingServiceGrpc;
import reckoner.proto.pricing.v1.ProrateRequest;
import reckoner.proto.pricing.v1.ProrateResponse;

/** Computations that store nothing; rating hosts them, because it is where prices are applied. */
@Singleton
class PricingGrpc extends PricingServiceGrpc.PricingServiceImplBase {
  @Override
  public void priceUsage(PriceUsageRequest request, StreamObserver<PriceUsageResponse> responses) {
    answer(responses, () -> PricingMethods.priceUsage(request));
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

  private static <R> void answer(StreamObserver<R> responses, Supplier<R> work) {
    responses.onNext(work.get());
    responses.onCompleted();
  }
}
