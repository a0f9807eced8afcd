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
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.refusal.Refused;

/**
 * Ends a call whose handler threw: refusals by name, a lost or busy database as UNAVAILABLE, bugs
 * without their inside.
 */
@Singleton
@Bean(typed = FailureInterceptor.class) // the edge alone is an interceptor of the server
class FailureInterceptor implements ServerInterceptor {
  private static final Logger LOG = LoggerFactory.getLogger(FailureInterceptor.class);
  private static final int CAUSES_MAX = 50;

  /** Serialization failure, deadlock, lock timeout, query cancelled by a timeout. */
  private static final Set<String> BUSY_STATES = Set.of("40001", "40P01", "55P03", "57014");

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
    if (isBusyDatabase(failure)) {
      LOG.warn("{}: the database is busy", rpc, failure);
      return RefusalStatus.exception(
          Refusal.of(KitReason.DATABASE_UNAVAILABLE, "the database is busy; try again"));
    }
    var incident = UUID.randomUUID();
    LOG.error("{} failed, incident {}", rpc, incident, failure);
    return RefusalStatus.exception(
        Refusal.of(KitReason.UNEXPECTED, "something failed that should not; incident " + incident));
  }

  private static boolean isLostDatabase(Throwable failure) {
    return sqlCauses(failure)
        .anyMatch(cause -> {
          var state = stateOf(cause);
          return cause instanceof SQLTransientConnectionException
              || state.startsWith("08")
              || state.startsWith("57P")
              || state.startsWith("53");
        });
  }

  /** It gave up on this transaction for the sake of another; the same may succeed later. */
  private static boolean isBusyDatabase(Throwable failure) {
    return sqlCauses(failure).anyMatch(cause -> BUSY_STATES.contains(stateOf(cause)));
  }

  private static Stream<SQLException> sqlCauses(Throwable failure) {
    return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
        .limit(CAUSES_MAX)
        .filter(SQLException.class::isInstance)
        .map(SQLException.class::cast);
  }

  private static String stateOf(SQLException cause) {
    return Objects.requireNonNullElse(cause.getSQLState(), "");
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

    @Override
    public void onCancel() {
      guard(super::onCancel);
    }

    @Override
    public void onComplete() {
      guard(super::onComplete);
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
