package reckoner.kit.edge;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import jakarta.inject.Singleton;

/**
 * The chain in front of every RPC: failures become statuses ◄ who calls and may they ◄ is the
 * request in bounds.
 */
@Singleton
class Edge implements ServerInterceptor {
  private final FailureInterceptor failures;
  private final CallerInterceptor callers;
  private final BoundsInterceptor bounds;

  Edge(FailureInterceptor failures, CallerInterceptor callers, BoundsInterceptor bounds) {
    this.failures = failures;
    this.callers = callers;
    this.bounds = bounds;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    return failures.interceptCall(
        call,
        headers,
        (ServerCall<Q, R> c1, Metadata h1) ->
            callers.interceptCall(
                c1, h1, (ServerCall<Q, R> c2, Metadata h2) -> bounds.interceptCall(c2, h2, next)));
  }
}
