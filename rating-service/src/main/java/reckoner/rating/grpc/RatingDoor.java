package reckoner.rating.grpc;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import reckoner.kit.auth.Caller;
import reckoner.kit.clock.BusinessClock;
import reckoner.proto.rating.v1.IngestUsageResponse;
import reckoner.proto.rating.v1.RatingServiceGrpc;
import reckoner.rating.TakeUsage;
import reckoner.rating.wire.StatedBatch;
import reckoner.rating.wire.UsageBatch;

/** The service of rating, with usage that is read straight from its bytes. */
@Singleton
class RatingDoor implements BindableService {
  private static final MethodDescriptor<StatedBatch, IngestUsageResponse> INGEST =
      RatingServiceGrpc.getIngestUsageMethod().toBuilder(
              StatedBatch.marshaller(),
              RatingServiceGrpc.getIngestUsageMethod().getResponseMarshaller())
          .build();

  private final RatingGrpc rating;
  private final TakeUsage takeUsage;
  private final BusinessClock clock;

  RatingDoor(RatingGrpc rating, TakeUsage takeUsage, BusinessClock clock) {
    this.rating = rating;
    this.takeUsage = takeUsage;
    this.clock = clock;
  }

  @Override
  public ServerServiceDefinition bindService() {
    var all = RatingServiceGrpc.getServiceDescriptor();
    var others =
        rating.bindService().getMethods().stream()
            .filter(method -> !isIngest(method.getMethodDescriptor()))
            .toList();
    var described =
        ServiceDescriptor.newBuilder(all.getName())
            .setSchemaDescriptor(all.getSchemaDescriptor())
            .addMethod(INGEST);
    others.forEach(method -> described.addMethod(method.getMethodDescriptor()));
    var service =
        ServerServiceDefinition.builder(described.build())
            .addMethod(INGEST, ServerCalls.asyncBidiStreamingCall(this::ingest));
    others.forEach(service::addMethod);
    return service.build();
  }

  private static boolean isIngest(MethodDescriptor<?, ?> method) {
    return method.getFullMethodName().equals(INGEST.getFullMethodName());
  }

  private StreamObserver<StatedBatch> ingest(StreamObserver<IngestUsageResponse> replies) {
    var tenant = Caller.current().tenant();
    var stream =
        new UsageStream<>(
            (ServerCallStreamObserver<IngestUsageResponse>) replies,
            StatedBatch::events,
            (_, events) -> UsageBatch.response(takeUsage.run(tenant, events)),
            clock);
    stream.open();
    return stream;
  }
}
