package reckoner.kit.edge;

import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.micronaut.context.annotation.Bean;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.refusal.Refused;

/**
 * Ends a call whose handler threw: refusals and faults of the database by name, bugs without their
 * inside.
 */
@Singleton
@Bean(typed = FailureInterceptor.class) // the edge alone is an interceptor of the server
class FailureInterceptor implements ServerInterceptor {
  private static final Logger LOG = LoggerFactory.getLogger(FailureInterceptor.class);

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

  private static StatusRuntimeException statusOf(Throwable failure, String rpc) {
    if (failure instanceof Refused refused) {
      return RefusalStatus.exception(refused.refusal());
    }
    if (failure instanceof StatusRuntimeException status) {
      return status; // a service that this one called refused: its reason passes through
    }
    var databaseFault = DatabaseFault.of(failure);
    if (databaseFault.isPresent()) {
      LOG.warn("{}: {}", rpc, databaseFault.get().message(), failure);
      return RefusalStatus.exception(databaseFault.get().refusal());
    }
    var incident = UUID.randomUUID();
    LOG.error("{} failed, incident {}", rpc, incident, failure);
    return RefusalStatus.exception(
        Refusal.of(KitReason.UNEXPECTED, "something failed that should not; incident " + incident));
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
      var status = statusOf(failure, getMethodDescriptor().getFullMethodName());
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
