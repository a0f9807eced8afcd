package reckoner.rating.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.micronaut.context.annotation.Bean;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import reckoner.kit.auth.Caller;
import reckoner.kit.clock.BusinessClock;
import reckoner.kit.request.Mutations;
import reckoner.kit.wire.PageToken;
import reckoner.proto.rating.v1.Backfill;
import reckoner.proto.rating.v1.BackfillServiceGrpc;
import reckoner.proto.rating.v1.CloseBackfillRequest;
import reckoner.proto.rating.v1.CreateBackfillRequest;
import reckoner.proto.rating.v1.DiscardBackfillRequest;
import reckoner.proto.rating.v1.GetBackfillRequest;
import reckoner.proto.rating.v1.IngestBackfillUsageRequest;
import reckoner.proto.rating.v1.IngestUsageResponse;
import reckoner.proto.rating.v1.ListBackfillsRequest;
import reckoner.proto.rating.v1.ListBackfillsResponse;
import reckoner.proto.rating.v1.RevertBackfillRequest;
import reckoner.rating.CloseBackfill;
import reckoner.rating.HoldUsage;
import reckoner.rating.OpenBackfill;
import reckoner.rating.Outdated;
import reckoner.rating.RevertBackfill;
import reckoner.rating.wire.StatedEvent;
import reckoner.rating.wire.UsageBatch;

/** Serves backfills. */
@Singleton
@Bean(typed = BackfillGrpc.class) // the door alone is a service of the server
class BackfillGrpc extends BackfillServiceGrpc.BackfillServiceImplBase {
  /** Each learns what was added, or which contracts and cut-offs came meanwhile. */
  private static final int ATTEMPTS_MAX = 100;

  private final Mutations mutations;
  private final BusinessClock clock;
  private final OpenBackfill openBackfill;
  private final HoldUsage holdUsage;
  private final CloseBackfill closeBackfill;
  private final RevertBackfill revertBackfill;

  BackfillGrpc(
      Mutations mutations,
      BusinessClock clock,
      OpenBackfill openBackfill,
      HoldUsage holdUsage,
      CloseBackfill closeBackfill,
      RevertBackfill revertBackfill) {
    this.mutations = mutations;
    this.clock = clock;
    this.openBackfill = openBackfill;
    this.holdUsage = holdUsage;
    this.closeBackfill = closeBackfill;
    this.revertBackfill = revertBackfill;
  }

  @Override
  public void createBackfill(CreateBackfillRequest request, StreamObserver<Backfill> replies) {
    var tenant = Caller.current().tenant();
    var scope = BackfillMessages.scope(request.getScope());
    reply(
        mutations.once(
            BackfillServiceGrpc.getCreateBackfillMethod(),
            request,
            request.getRequestId(),
            Backfill.parser(),
            () ->
                BackfillMessages.message(openBackfill.open(tenant, request.getBackfill(), scope))),
        replies);
  }

  @Override
  public StreamObserver<IngestBackfillUsageRequest> ingestBackfillUsage(
      StreamObserver<IngestUsageResponse> replies) {
    var tenant = Caller.current().tenant();
    var stream =
        new UsageStream<IngestBackfillUsageRequest>(
            (ServerCallStreamObserver<IngestUsageResponse>) replies,
            request -> request.getEventsList().stream().map(StatedEvent::of).toList(),
            (request, events) ->
                UsageBatch.held(holdUsage.run(tenant, request.getBackfill(), events)),
            clock);
    stream.open();
    return stream;
  }

  @Override
  public void closeBackfill(CloseBackfillRequest request, StreamObserver<Backfill> replies) {
    var tenant = Caller.current().tenant();
    var name = request.getBackfill();
    var reply =
        untilItHolds(
            () -> closeBackfill.prepare(tenant, name),
            prepared ->
                mutations.once(
                    BackfillServiceGrpc.getCloseBackfillMethod(),
                    request,
                    request.getRequestId(),
                    Backfill.parser(),
                    () -> BackfillMessages.message(closeBackfill.run(tenant, name, prepared))),
            prepared -> closeBackfill.committed(tenant, prepared));
    reply(reply, replies);
  }

  @Override
  public void discardBackfill(DiscardBackfillRequest request, StreamObserver<Backfill> replies) {
    var tenant = Caller.current().tenant();
    reply(
        mutations.once(
            BackfillServiceGrpc.getDiscardBackfillMethod(),
            request,
            request.getRequestId(),
            Backfill.parser(),
            () -> BackfillMessages.message(openBackfill.discard(tenant, request.getBackfill()))),
        replies);
  }

  @Override
  public void revertBackfill(RevertBackfillRequest request, StreamObserver<Backfill> replies) {
    var tenant = Caller.current().tenant();
    var name = request.getBackfill();
    var reply =
        untilItHolds(
            () -> revertBackfill.prepare(tenant, name),
            prepared ->
                mutations.once(
                    BackfillServiceGrpc.getRevertBackfillMethod(),
                    request,
                    request.getRequestId(),
                    Backfill.parser(),
                    () -> BackfillMessages.message(revertBackfill.run(tenant, name, prepared))),
            prepared -> revertBackfill.committed(tenant, prepared));
    reply(reply, replies);
  }

  private static <P> Backfill untilItHolds(
      Supplier<P> prepare, Function<P, Backfill> run, Consumer<P> committed) {
    for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      try {
        var prepared = prepare.get();
        var reply = run.apply(prepared);
        committed.accept(prepared);
        return reply;
      } catch (Outdated again) {
        // it is prepared again
      }
    }
    throw new IllegalStateException("a backfill was outdated %d times".formatted(ATTEMPTS_MAX));
  }

  @Override
  public void getBackfill(GetBackfillRequest request, StreamObserver<Backfill> replies) {
    reply(
        BackfillMessages.message(
            openBackfill.find(Caller.current().tenant(), request.getBackfill())),
        replies);
  }

  @Override
  public void listBackfills(
      ListBackfillsRequest request, StreamObserver<ListBackfillsResponse> replies) {
    int size = PageToken.size(request.getPageSize());
    var after = PageToken.read(request.getPageToken(), 1).map(List::getFirst).orElse("");
    var found =
        openBackfill.list(
            Caller.current().tenant(), states(request.getStatesList()), after, size + 1);
    var response = ListBackfillsResponse.newBuilder();
    found.stream()
        .limit(size)
        .forEach(backfill -> response.addBackfills(BackfillMessages.message(backfill)));
    if (found.size() > size) {
      response.setNextPageToken(PageToken.of(found.get(size - 1).name()));
    }
    replies.onNext(response.build());
    replies.onCompleted();
  }

  private static Set<reckoner.rating.Backfill.State> states(List<Backfill.State> asked) {
    var states = EnumSet.noneOf(reckoner.rating.Backfill.State.class);
    asked.forEach(state -> states.add(BackfillMessages.state(state)));
    return states.isEmpty() ? EnumSet.allOf(reckoner.rating.Backfill.State.class) : states;
  }

  private static void reply(Backfill reply, StreamObserver<Backfill> replies) {
    replies.onNext(reply);
    replies.onCompleted();
  }
}
