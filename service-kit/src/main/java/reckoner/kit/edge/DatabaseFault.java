package reckoner.kit.edge;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;

/**
 * What a failed call says about its database. Every fault rolls the call's transaction back, or
 * leaves open whether it was committed; either way the same request may be sent again.
 */
enum DatabaseFault {
  FULL(
      KitReason.DATABASE_FULL,
      "the database has no room left; try again when its operator has made some"),
  READ_ONLY(
      KitReason.DATABASE_READ_ONLY,
      "the database takes no writes now, as a standby does; try again"),
  LOCKED(
      KitReason.DATABASE_LOCKED,
      "what the call needs is locked by another for too long; try again"),
  SLOW(KitReason.DATABASE_SLOW, "the database stopped a statement that took too long; try again"),
  BUSY(KitReason.DATABASE_BUSY, "every connection to the database is in use; try again"),
  UNAVAILABLE(KitReason.DATABASE_UNAVAILABLE, "the database is out of reach; try again");

  private static final int CAUSES_MAX = 50;

  /** How the pool words a timeout while all the connections that it has are in use. */
  private static final Pattern ALL_IN_USE =
      Pattern.compile("\\(total=([1-9]\\d*), active=\\1, idle=0, ");

  /** How the pool words the use of a connection that it has thrown away after a failure. */
  private static final String THROWN_AWAY = "Connection is closed";

  private final KitReason reason;
  private final String message;

  DatabaseFault(KitReason reason, String message) {
    this.reason = reason;
    this.message = message;
  }

  String message() {
    return message;
  }

  Refusal refusal() {
    return Refusal.of(reason, message);
  }

  /**
   * The fault that a failure tells of, the first of the constants where it tells of several: what
   * fills a disk may also end a session.
   */
  static Optional<DatabaseFault> of(Throwable failure) {
    var causes = sqlCauses(failure);
    return causes.stream()
        .flatMap(cause -> ofState(stateOf(cause)).stream())
        .min(Comparator.naturalOrder())
        .or(() -> causes.stream().flatMap(cause -> ofPool(cause).stream()).findFirst());
  }

  private static Optional<DatabaseFault> ofState(String state) {
    return switch (state) {
      case "53100" -> Optional.of(FULL);
      case "25006" -> Optional.of(READ_ONLY);
      // lock timeout; given up for the sake of another: deadlock, serialization failure
      case "55P03", "40P01", "40001" -> Optional.of(LOCKED);
      // statement timeout or an operator's cancellation; a pause in a transaction; a long one
      case "57014", "25P03", "25P04" -> Optional.of(SLOW);
      // what a server has of connections or memory is given out
      case "53000", "53200", "53300", "53400" -> Optional.of(BUSY);
      default -> isLost(state) ? Optional.of(UNAVAILABLE) : Optional.empty();
    };
  }

  /** Connection exception, operator's intervention, error of the system below the database. */
  private static boolean isLost(String state) {
    return state.startsWith("08") || state.startsWith("57P") || state.startsWith("58");
  }

  /** What the pool says when no server has said anything. */
  private static Optional<DatabaseFault> ofPool(SQLException cause) {
    if (cause instanceof SQLTransientConnectionException) {
      return Optional.of(ALL_IN_USE.matcher(messageOf(cause)).find() ? BUSY : UNAVAILABLE);
    }
    return messageOf(cause).equals(THROWN_AWAY) ? Optional.of(UNAVAILABLE) : Optional.empty();
  }

  /** Causes, and what was suppressed: a rollback that fails too may hide why it was needed. */
  private static List<SQLException> sqlCauses(Throwable failure) {
    var seen = Collections.<Throwable>newSetFromMap(new IdentityHashMap<>());
    var open = new ArrayDeque<Throwable>(List.of(failure));
    var causes = new ArrayList<SQLException>();
    while (!open.isEmpty() && seen.size() < CAUSES_MAX) {
      var next = open.remove();
      if (seen.add(next)) {
        if (next instanceof SQLException cause) {
          causes.add(cause);
        }
        if (next.getCause() != null) {
          open.add(next.getCause());
        }
        open.addAll(List.of(next.getSuppressed()));
      }
    }
    return causes;
  }

  private static String stateOf(SQLException cause) {
    return Objects.requireNonNullElse(cause.getSQLState(), "");
  }

  private static String messageOf(SQLException cause) {
    return Objects.requireNonNullElse(cause.getMessage(), "");
  }
}
