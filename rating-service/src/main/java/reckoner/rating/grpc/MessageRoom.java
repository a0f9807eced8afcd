package reckoner.rating.grpc;

import io.grpc.Metadata;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.util.Set;
import reckoner.proto.rating.v1.BackfillServiceGrpc;
import reckoner.proto.rating.v1.RatingServiceGrpc;
import reckoner.rating.UsageRoom;

/**
 * Bounds the bytes of usage that calls bring together. gRPC puts a message together before it asks
 * anybody, so room is taken as the transport counts what comes off the wire, and a call that finds
 * none is ended before the rest of its message is held.
 */
@Singleton
final class MessageRoom implements BeanCreatedEventListener<ServerBuilder<?>> {
  private static final Set<String> CALLS =
      Set.of(
          RatingServiceGrpc.getIngestUsageMethod().getFullMethodName(),
          RatingServiceGrpc.getIngestUsageBatchMethod().getFullMethodName(),
          BackfillServiceGrpc.getIngestBackfillUsageMethod().getFullMethodName());

  private final UsageRoom room;

  MessageRoom(UsageRoom room) {
    this.room = room;
  }

  @Override
  public ServerBuilder<?> onCreated(BeanCreatedEvent<ServerBuilder<?>> event) {
    return event.getBean().addStreamTracerFactory(new Counting());
  }

  /** Of calls that bring usage each message is counted until it was answered. */
  ServerServiceDefinition over(ServerServiceDefinition service) {
    return ServerInterceptors.intercept(service, new Handling());
  }

  private final class Counting extends ServerStreamTracer.Factory {
    @Override
    public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
      return CALLS.contains(fullMethodName) ? new Arriving(room) : new ServerStreamTracer() {};
    }
  }

  private static final class Handling implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      var arriving = Arriving.ofCall();
      if (arriving.isEmpty()) {
        return next.startCall(call, headers);
      }
      arriving.get().endBy(call);
      return new Answering<>(next.startCall(call, headers), call, arriving.get());
    }
  }
}
