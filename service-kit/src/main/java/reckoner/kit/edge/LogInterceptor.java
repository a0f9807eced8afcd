package reckoner.kit.edge;

import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.MDC;

/**
 * Keeps what is known of a call on the log lines of all its callbacks, on whatever thread they run:
 * service and rpc from the start, and what the steps behind it add to the MDC (tenant, account,
 * request id). A thread's own MDC is as before once a callback has run.
 */
@Singleton
@Bean(typed = LogInterceptor.class) // the edge alone is an interceptor of the server
class LogInterceptor implements ServerInterceptor {
  private final String service;

  LogInterceptor(@Value("${micronaut.application.name:}") String service) {
    this.service = service;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    var lines = new Lines();
    if (!service.isEmpty()) {
      lines.known.put("service", service);
    }
    lines.known.put("rpc", call.getMethodDescriptor().getFullMethodName());
    return new Logged<>(lines.of(() -> next.startCall(call, headers)), lines);
  }

  /** What stands on a call's lines. gRPC runs the callbacks of one call one after the other. */
  private static final class Lines {
    private Map<String, String> known = new HashMap<>();

    <T> T of(Supplier<T> work) {
      var before = MDC.getCopyOfContextMap();
      MDC.setContextMap(known);
      try {
        return work.get();
      } finally {
        var after = MDC.getCopyOfContextMap();
        known = after == null ? new HashMap<>() : after;
        if (before == null) {
          MDC.clear();
        } else {
          MDC.setContextMap(before);
        }
      }
    }
  }

  /** Runs every callback with the call's lines. */
  private static final class Logged<Q>
      extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {
    private final Lines lines;

    Logged(ServerCall.Listener<Q> listener, Lines lines) {
      super(listener);
      this.lines = lines;
    }

    @Override
    public void onMessage(Q message) {
      logged(() -> super.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      logged(super::onHalfClose);
    }

    @Override
    public void onReady() {
      logged(super::onReady);
    }

    @Override
    public void onCancel() {
      logged(super::onCancel);
    }

    @Override
    public void onComplete() {
      logged(super::onComplete);
    }

    private void logged(Runnable callback) {
      lines.of(() -> {
        callback.run();
        return true;
      });
    }
  }
}
