package reckoner.rating.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import reckoner.kit.auth.Caller;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.request.Mutations;
import reckoner.kit.store.Transactions;
import reckoner.kit.wire.Wire;
import reckoner.proto.rating.v1.FollowSpendRequest;
import reckoner.proto.rating.v1.FollowSpendResponse;
import reckoner.proto.rating.v1.ListThresholdsRequest;
import reckoner.proto.rating.v1.ListThresholdsResponse;
import reckoner.proto.rating.v1.RemoveThresholdRequest;
import reckoner.proto.rating.v1.RemoveThresholdResponse;
import reckoner.proto.rating.v1.SetThresholdRequest;
import reckoner.proto.rating.v1.SubscribeRequest;
import reckoner.proto.rating.v1.SubscribeResponse;
import reckoner.proto.rating.v1.Threshold;
import reckoner.proto.rating.v1.ThresholdServiceGrpc;
import reckoner.rating.SetThresholds;
import reckoner.rating.wire.SpendForm;

/** Serves thresholds and the stream of what is reached. */
@Singleton
class ThresholdGrpc extends ThresholdServiceGrpc.ThresholdServiceImplBase {
  private final Mutations mutations;
  private final Transactions transactions;
  private final SetThresholds thresholds;
  private final Subscriptions subscriptions;

  ThresholdGrpc(
      Mutations mutations,
      Transactions transactions,
      SetThresholds thresholds,
      Subscriptions subscriptions) {
    this.mutations = mutations;
    this.transactions = transactions;
    this.thresholds = thresholds;
    this.subscriptions = subscriptions;
  }

  @Override
  public void setThreshold(SetThresholdRequest request, StreamObserver<Threshold> replies) {
    var tenant = Caller.current().tenant();
    var threshold = ThresholdReader.read(request.getThreshold());
    replies.onNext(
        mutations.once(
            ThresholdServiceGrpc.getSetThresholdMethod(),
            request,
            request.getRequestId(),
            Threshold.parser(),
            () -> {
              thresholds.set(tenant, request.getContract(), threshold);
              return SpendForm.message(threshold);
            }));
    replies.onCompleted();
  }

  @Override
  public void removeThreshold(
      RemoveThresholdRequest request, StreamObserver<RemoveThresholdResponse> replies) {
    var tenant = Caller.current().tenant();
    replies.onNext(
        mutations.once(
            ThresholdServiceGrpc.getRemoveThresholdMethod(),
            request,
            request.getRequestId(),
            RemoveThresholdResponse.parser(),
            () -> {
              thresholds.remove(tenant, request.getContract(), request.getThreshold());
              return RemoveThresholdResponse.getDefaultInstance();
            }));
    replies.onCompleted();
  }

  @Override
  public void listThresholds(
      ListThresholdsRequest request, StreamObserver<ListThresholdsResponse> replies) {
    var tenant = Caller.current().tenant();
    var watched = transactions.read(() -> thresholds.list(tenant, request.getContract()));
    var response = ListThresholdsResponse.newBuilder();
    watched.thresholds().forEach(one -> response.addThresholds(SpendForm.message(one)));
    watched.followEvery().ifPresent(every -> response.setFollowEvery(Wire.duration(every)));
    replies.onNext(response.build());
    replies.onCompleted();
  }

  @Override
  public void followSpend(FollowSpendRequest request, StreamObserver<FollowSpendResponse> replies) {
    var tenant = Caller.current().tenant();
    var every =
        request.hasEvery()
            ? Optional.of(Wire.duration(request.getEvery()))
            : Optional.<Duration>empty();
    if (every.isPresent() && !every.get().equals(Duration.ofSeconds(every.get().toSeconds()))) {
      throw new Refusal(
              KitReason.REQUEST_INVALID,
              "every is not a number of whole seconds",
              List.of(new Refusal.Fault("every", "is not a number of whole seconds")))
          .asException();
    }
    replies.onNext(
        mutations.once(
            ThresholdServiceGrpc.getFollowSpendMethod(),
            request,
            request.getRequestId(),
            FollowSpendResponse.parser(),
            () -> {
              thresholds.follow(tenant, request.getContract(), every);
              return FollowSpendResponse.getDefaultInstance();
            }));
    replies.onCompleted();
  }

  @Override
  public void subscribe(SubscribeRequest request, StreamObserver<SubscribeResponse> replies) {
    subscriptions.open(
        Caller.current().tenant(), request, (ServerCallStreamObserver<SubscribeResponse>) replies);
  }
}
