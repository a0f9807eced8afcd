package reckoner.rating.grpc;

import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.function.Supplier;
import reckoner.kit.pricing.PricingMethods;
import reckoner.proto.pricing.v1.AllocateRequest;
import reckoner.proto.pricing.v1.AllocateResponse;
import reckoner.proto.pricing.v1.PriceUsageRequest;
import reckoner.proto.pricing.v1.PriceUsageResponse;
import reckoner.proto.pricing.v1.PricingServiceGrpc;

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

  private static <R> void answer(StreamObserver<R> responses, Supplier<R> work) {
    responses.onNext(work.get());
    responses.onCompleted();
  }
}
