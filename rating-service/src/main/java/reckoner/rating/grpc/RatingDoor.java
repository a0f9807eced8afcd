package reckoner.rating.grpc;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import reckoner.kit.auth.Caller;
import reckoner.kit.clock.BusinessClock;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.IngestUsageResponse;
import reckoner.proto.rating.v1.RatingServiceGrpc;
import reckoner.rating.IncomingUsage;
import reckoner.rating.TakeUsage;
import reckoner.rating.wire.StatedBatch;
import reckoner.rating.wire.UsageBatch;

/**
 * The service of rating: usage is read straight from its bytes, and closed periods are sent as the
 * bytes that they are stored as.
 */
@Singleton
class RatingDoor implements BindableService {
  private final RatingGrpc rating;
  private final CloseGrpc closing;
  private final TakeUsage takeUsage;
  private final BusinessClock clock;
  private final MessageRoom room;

  RatingDoor(
      RatingGrpc rating,
      CloseGrpc closing,
      TakeUsage takeUsage,
      BusinessClock clock,
      MessageRoom room) {
    this.rating = rating;
    this.closing = closing;
    this.takeUsage = takeUsage;
    this.clock = clock;
    this.room = room;
  }

  private static MethodDescriptor<StatedBatch, IngestUsageResponse> stated(
      MethodDescriptor<IngestUsageRequest, IngestUsageResponse> method) {
    return method.toBuilder(StatedBatch.marshaller(), method.getResponseMarshaller()).build();
  }

  private static <Q> MethodDescriptor<Q, byte[]> written(MethodDescriptor<Q, ?> method) {
    return method.toBuilder(method.getRequestMarshaller(), CloseGrpc.WRITTEN).build();
  }

  @Override
  public ServerServiceDefinition bindService() {
    var own =
        List.of(
            ServerMethodDefinition.create(
                stated(RatingServiceGrpc.getIngestUsageMethod()),
                ServerCalls.asyncBidiStreamingCall(this::ingest)),
            ServerMethodDefinition.create(
                stated(RatingServiceGrpc.getIngestUsageBatchMethod()),
                ServerCalls.asyncUnaryCall(this::ingestBatch)),
            ServerMethodDefinition.create(
                written(RatingServiceGrpc.getClosePeriodMethod()),
                ServerCalls.asyncUnaryCall(closing::closePeriod)),
            ServerMethodDefinition.create(
                written(RatingServiceGrpc.getClosePeriodsMethod()),
                ServerCalls.asyncServerStreamingCall(closing::closePeriods)),
            ServerMethodDefinition.create(
                written(RatingServiceGrpc.getGetClosedPeriodMethod()),
                ServerCalls.asyncUnaryCall(closing::getClosedPeriod)));
    var names = own.stream().map(RatingDoor::name).collect(Collectors.toSet());
    var methods = new ArrayList<ServerMethodDefinition<?, ?>>(own);
    rating.bindService().getMethods().stream()
        .filter(method -> !names.contains(name(method)))
        .forEach(methods::add);
    var all = RatingServiceGrpc.getServiceDescriptor();
    var described =
        ServiceDescriptor.newBuilder(all.getName()).setSchemaDescriptor(all.getSchemaDescriptor());
    methods.forEach(method -> described.addMethod(method.getMethodDescriptor()));
    var service = ServerServiceDefinition.builder(described.build());
    methods.forEach(service::addMethod);
    return room.over(service.build());
  }

  private static String name(ServerMethodDefinition<?, ?> method) {
    return method.getMethodDescriptor().getFullMethodName();
  }

  private IngestUsageResponse take(String tenant, List<IncomingUsage> events) {
    return UsageBatch.response(takeUsage.run(tenant, events));
  }

  private void ingestBatch(StatedBatch batch, StreamObserver<IngestUsageResponse> replies) {
    var events = UsageBatch.read(batch.events(), clock.instant());
    replies.onNext(take(Caller.current().tenant(), events));
    replies.onCompleted();
  }

  private StreamObserver<StatedBatch> ingest(StreamObserver<IngestUsageResponse> replies) {
    var tenant = Caller.current().tenant();
    var stream =
        new UsageStream<>(
            (ServerCallStreamObserver<IngestUsageResponse>) replies,
            StatedBatch::events,
            (_, events) -> take(tenant, events),
            clock);
    stream.open();
    return stream;
  }
}
