package reckoner.kit.edge;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.grpc.MetricCollectingServerInterceptor;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * The chain in front of every RPC: calls are counted by the status that the caller gets ◄ log lines
 * say whose they are ◄ failures become statuses ◄ who calls and may they ◄ is the request in
 * bounds.
 */
@Singleton
class Edge implements ServerInterceptor {
  private final List<ServerInterceptor> steps;

  Edge(
      MeterRegistry metrics,
      LogInterceptor lines,
      FailureInterceptor failures,
      CallerInterceptor callers,
      BoundsInterceptor bounds) {
    this.steps =
        List.of(new MetricCollectingServerInterceptor(metrics), lines, failures, callers, bounds);
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    return from(0, next).startCall(call, headers);
  }

  private <Q, R> ServerCallHandler<Q, R> from(int step, ServerCallHandler<Q, R> next) {
    return step == steps.size()
        ? next
        : (call, headers) -> steps.get(step).interceptCall(call, headers, from(step + 1, next));
  }
}
