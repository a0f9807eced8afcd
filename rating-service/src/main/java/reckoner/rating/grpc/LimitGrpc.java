package reckoner.rating.grpc;

import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.Optional;
import reckoner.kit.auth.Caller;
import reckoner.kit.wire.Wire;
import reckoner.proto.rating.v1.LimitServiceGrpc;
import reckoner.proto.rating.v1.OnFailure;
import reckoner.proto.rating.v1.TakeRateRequest;
import reckoner.proto.rating.v1.TakeRateResponse;
import reckoner.rating.TakeRate;

/** Serves rate limits. */
@Singleton
class LimitGrpc extends LimitServiceGrpc.LimitServiceImplBase {
  private final TakeRate takeRate;

  LimitGrpc(TakeRate takeRate) {
    this.takeRate = takeRate;
  }

  @Override
  public void takeRate(TakeRateRequest request, StreamObserver<TakeRateResponse> replies) {
    var answer =
        takeRate.run(
            Caller.current().tenant(),
            new TakeRate.Question(
                request.getCustomer(),
                request.getMeter(),
                request.getQuantity(),
                request.getDimensionsMap(),
                failsOpen(request.getOnFailure())));
    var response =
        TakeRateResponse.newBuilder()
            .setAllowed(answer.isAllowed())
            .setLimit(answer.limit())
            .setRemaining(answer.remaining())
            .setUndecided(answer.isUndecided());
    answer.retryAfter().ifPresent(wait -> response.setRetryAfter(Wire.duration(wait)));
    replies.onNext(response.build());
    replies.onCompleted();
  }

  private static Optional<Boolean> failsOpen(OnFailure stated) {
    return switch (stated) {
      case ALLOW -> Optional.of(true);
      case REFUSE -> Optional.of(false);
      case ON_FAILURE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
    };
  }
}
