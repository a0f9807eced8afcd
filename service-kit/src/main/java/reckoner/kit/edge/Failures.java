package reckoner.kit.edge;

import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.refusal.Refused;

/**
 * What a caller is told of a failure: refusals and faults of the database by name, bugs without
 * their inside. The log has the rest.
 */
public final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  public static StatusRuntimeException status(Throwable failure, String call) {
    if (failure instanceof Refused refused) {
      return RefusalStatus.exception(refused.refusal());
    }
    if (failure instanceof StatusRuntimeException status) {
      return status; // a service that this one called refused: its reason passes through
    }
    var databaseFault = DatabaseFault.of(failure);
    if (databaseFault.isPresent()) {
      LOG.warn("{}: {}", call, databaseFault.get().message(), failure);
      return RefusalStatus.exception(databaseFault.get().refusal());
    }
    return RefusalStatus.exception(Refusal.of(KitReason.UNEXPECTED, incident(failure, call)));
  }

  /**
   * Whether it is a bug, here or in a service that this one called: no refusal, and nothing that is
   * away or busy. Sent again, the same fails again.
   */
  public static boolean isUnexpected(Throwable failure) {
    return switch (failure) {
      case Refused refused -> refused.refusal().reason() == KitReason.UNEXPECTED;
      case StatusRuntimeException status ->
          RefusalStatus.reason(status).equals(Optional.of(KitReason.UNEXPECTED.name()));
      default -> DatabaseFault.of(failure).isEmpty();
    };
  }

  /** Puts a bug into the log under a number of its own, and says what a caller is told of it. */
  public static String incident(Throwable failure, String call) {
    var incident = UUID.randomUUID();
    LOG.error("{} failed, incident {}", call, incident, failure);
    return "something failed that should not; incident " + incident;
  }
}
