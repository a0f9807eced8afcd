package reckoner.rating;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Looks behind a service that is tested. */
final class Probe {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private Probe() {}

  /** Waits for what must come, however slow the machine is. */
  static void await(String what, BooleanSupplier isSo) {
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it did not come: " + what);
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException interrupted) {
        throw new AssertionError(interrupted);
      }
    }
  }

  static Connection connect(Map<String, Object> database) throws SQLException {
    return DriverManager.getConnection(
        String.valueOf(database.get("datasources.default.url")), "postgres", "postgres");
  }

  /** How many of the connection's database wait for a lock. */
  static int lockWaiters(Connection connection) {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "select count(*) from pg_stat_activity"
                    + " where datname = current_database() and wait_event_type = 'Lock'")) {
      row.next();
      return row.getInt(1);
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
