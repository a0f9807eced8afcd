package reckoner.client;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.IngestUsageResponse;
import reckoner.proto.rating.v1.RatingServiceGrpc;
import reckoner.proto.rating.v1.UsageEvent;

/** A rating service that keeps events in memory, and misbehaves as a test asks it to. */
final class FakeLedger extends RatingServiceGrpc.RatingServiceImplBase
    implements ServerInterceptor, AutoCloseable {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Server server;
  private final ManagedChannel channel;
  private final Map<String, UsageEvent> stored = new HashMap<>();
  final List<Integer> batchSizes = new CopyOnWriteArrayList<>();
  final List<String> tokens = new CopyOnWriteArrayList<>();
  final AtomicInteger calls = new AtomicInteger();

  /** Calls that their client has ended in order. */
  final AtomicInteger completed = new AtomicInteger();

  /** So many batches are stored, and their call breaks before their answer. */
  final AtomicInteger answersToLose = new AtomicInteger();

  /** What every call ends with at once, where it is not OK. */
  volatile Status refusal = Status.OK;

  /** Whether answers are held back for ever. */
  volatile boolean isSilent;

  FakeLedger() {
    this(0);
  }

  FakeLedger(int port) {
    try {
      server = ServerBuilder.forPort(port).addService(this).intercept(this).build().start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    channel =
        ManagedChannelBuilder.forAddress("localhost", server.getPort()).usePlaintext().build();
  }

  ManagedChannel channel() {
    return channel;
  }

  int port() {
    return server.getPort();
  }

  /** The events that it has, by id. */
  synchronized Map<String, UsageEvent> stored() {
    return Map.copyOf(stored);
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    tokens.add(String.valueOf(headers.get(AUTHORIZATION)));
    calls.incrementAndGet();
    if (!refusal.isOk()) {
      call.close(refusal, new Metadata());
      return new ServerCall.Listener<>() {};
    }
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {};
  }

  @Override
  public StreamObserver<IngestUsageRequest> ingestUsage(
      StreamObserver<IngestUsageResponse> answers) {
    return new StreamObserver<>() {
      private boolean isBroken;

      @Override
      public void onNext(IngestUsageRequest batch) {
        if (isBroken) {
          return;
        }
        batchSizes.add(batch.getEventsCount());
        var answer = store(batch);
        if (isSilent) {
          return;
        }
        if (answersToLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
          isBroken = true;
          answers.onError(Status.UNAVAILABLE.withDescription("the answer is lost").asException());
        } else {
          answers.onNext(answer);
        }
      }

      @Override
      public void onError(Throwable cancelled) {}

      @Override
      public void onCompleted() {
        completed.incrementAndGet();
        answers.onCompleted();
      }
    };
  }

  private synchronized IngestUsageResponse store(IngestUsageRequest batch) {
    var results = new ArrayList<EventResult>();
    for (var event : batch.getEventsList()) {
      results.add(result(event));
    }
    return IngestUsageResponse.newBuilder().addAllResults(results).setPosition(1).build();
  }

  private EventResult result(UsageEvent event) {
    if (event.getCustomer().isEmpty()) {
      return EventResult.newBuilder()
          .setStatus(EventResult.Status.REJECTED)
          .setReason("FIELD_INVALID")
          .setField("customer")
          .setMessage("a customer\thas a\nname")
          .build();
    }
    var first = stored.putIfAbsent(event.getEventId(), event);
    var status =
        first == null
            ? EventResult.Status.WAITING
            : first.equals(event) ? EventResult.Status.DUPLICATE : EventResult.Status.CONFLICT;
    return EventResult.newBuilder().setStatus(status).build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
    try {
      server.awaitTermination();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
