package reckoner.kit.edge;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.micronaut.context.annotation.Bean;
import jakarta.inject.Singleton;
import java.util.Optional;
import reckoner.kit.auth.BearerCredentials;

/** Lets the calls through that are admitted, with their caller. */
@Singleton
@Bean(typed = CallerInterceptor.class) // the edge alone is an interceptor of the server
class CallerInterceptor implements ServerInterceptor {
  private final Admission admission;

  CallerInterceptor(Admission admission) {
    this.admission = admission;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    var authorization = Optional.ofNullable(headers.get(BearerCredentials.AUTHORIZATION));
    var caller = admission.admit(call.getMethodDescriptor(), authorization);
    return caller.isEmpty()
        ? next.startCall(call, headers)
        : Contexts.interceptCall(caller.get().in(Context.current()), call, headers, next);
  }
}
