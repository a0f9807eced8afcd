package reckoner.kit.clock;

import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.List;
import reckoner.kit.request.Mutations;
import reckoner.kit.wire.Wire;
import reckoner.proto.clock.v1.AdvanceClockRequest;
import reckoner.proto.clock.v1.Clock;
import reckoner.proto.clock.v1.ClockServiceGrpc;
import reckoner.proto.clock.v1.GetClockRequest;

/** Serves the clock of the service it runs in. */
@Singleton
class ClockGrpc extends ClockServiceGrpc.ClockServiceImplBase {
  private final BusinessClock clock;
  private final Mutations mutations;
  private final List<ClockWatcher> watchers;

  ClockGrpc(BusinessClock clock, Mutations mutations, List<ClockWatcher> watchers) {
    this.clock = clock;
    this.mutations = mutations;
    this.watchers = watchers;
  }

  @Override
  public void getClock(GetClockRequest request, StreamObserver<Clock> replies) {
    replies.onNext(reading());
    replies.onCompleted();
  }

  @Override
  public void advanceClock(AdvanceClockRequest request, StreamObserver<Clock> replies) {
    var reply =
        mutations.once(
            ClockServiceGrpc.getAdvanceClockMethod(),
            request,
            request.getRequestId(),
            Clock.parser(),
            () -> {
              clock.advanceTo(Wire.instant(request.getTime()));
              return reading();
            });
    watchers.forEach(ClockWatcher::clockAdvanced);
    replies.onNext(reply);
    replies.onCompleted();
  }

  private Clock reading() {
    return Clock.newBuilder()
        .setTime(Wire.timestamp(clock.instant()))
        .setStanding(clock.isStanding())
        .build();
  }
}
