package reckoner.kit.edge;

import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micronaut.context.annotation.Bean;
import jakarta.inject.Singleton;

/** Ends a call whose handler threw, with a status that tells why. */
@Singleton
@Bean(typed = FailureInterceptor.class) // the edge alone is an interceptor of the server
class FailureInterceptor implements ServerInterceptor {
  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    var closing = new OnceClosed<>(call);
    try {
      return new Guarded<>(closing, next.startCall(closing, headers));
    } catch (Throwable failure) { // see Guarded.guard
      closing.closeFor(failure);
      return new ServerCall.Listener<>() {};
    }
  }

  /** Closes a call once, however often it fails. */
  private static final class OnceClosed<Q, R>
      extends ForwardingServerCall.SimpleForwardingServerCall<Q, R> {
    private boolean closed;

    OnceClosed(ServerCall<Q, R> call) {
      super(call);
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
      if (!closed) {
        closed = true;
        super.close(status, trailers);
      }
    }

    void closeFor(Throwable failure) {
      var status = Failures.status(failure, getMethodDescriptor().getFullMethodName());
      var trailers = status.getTrailers();
      close(status.getStatus(), trailers == null ? new Metadata() : trailers);
    }
  }

  /** Runs a handler's callbacks under guard. */
  private static final class Guarded<Q, R>
      extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {
    private final OnceClosed<Q, R> call;

    Guarded(OnceClosed<Q, R> call, ServerCall.Listener<Q> listener) {
      super(listener);
      this.call = call;
    }

    @Override
    public void onMessage(Q message) {
      guard(() -> super.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      guard(super::onHalfClose);
    }

    @Override
    public void onReady() {
      guard(super::onReady);
    }

    @Override
    public void onCancel() {
      guard(super::onCancel);
    }

    @Override
    public void onComplete() {
      guard(super::onComplete);
    }

    /**
     * Takes errors too, such as that of a stack too deep: gRPC would answer UNKNOWN, without a
     * reason. They are logged and not thrown on, because gRPC then cancels the answer on its way.
     */
    private void guard(Runnable callback) {
      try {
        callback.run();
      } catch (Throwable failure) {
        call.closeFor(failure);
      }
    }
  }
}
