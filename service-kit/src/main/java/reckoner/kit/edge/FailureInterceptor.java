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
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.refusal.Refused;

/**
 * Ends a call whose handler threw: refusals by name, a lost database as UNAVAILABLE, bugs without
 * their inside.
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
    } catch (RuntimeException failure) {
      closing.closeFor(failure);
      return new ServerCall.Listener<>() {};
    }
  }

  private static StatusRuntimeException statusOf(RuntimeException failure, String rpc) {
    if (failure instanceof Refused refused) {
      return RefusalStatus.exception(refused.refusal());
    }
    if (failure instanceof StatusRuntimeException status) {
      return status; // a service that this one called refused: its reason passes through
    }
    if (isLostDatabase(failure)) {
      LOG.warn("{}: the database is out of reach", rpc, failure);
      return RefusalStatus.exception(
          Refusal.of(KitReason.DATABASE_UNAVAILABLE, "the database is out of reach; try again"));
    }
    var incident = UUID.randomUUID();
    LOG.error("{} failed, incident {}", rpc, incident, failure);
    return RefusalStatus.exception(
        Refusal.of(KitReason.UNEXPECTED, "something failed that should not; incident " + incident));
  }

  private static boolean isLostDatabase(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLTransientConnectionException) {
        return true;
      }
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        var state = sql.getSQLState();
        if (state.startsWith("08") || state.startsWith("57P") || state.startsWith("53")) {
          return true;
        }
      }
    }
    return false;
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

    void closeFor(RuntimeException failure) {
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

    private void guard(Runnable callback) {
      try {
        callback.run();
      } catch (RuntimeException failure) {
        call.closeFor(failure);
      }
    }
  }
}
