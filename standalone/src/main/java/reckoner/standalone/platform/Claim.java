package reckoner.standalone.platform;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * What the databases are used for, kept with them, because a server outlives every data folder.
 * Inputs that need another clock or other documents must not meet in them.
 */
final class Claim {
  private Claim() {}

  /** Marks the databases, or refuses when they are marked otherwise. */
  static void make(Database database, String purpose) {
    var service = Service.WORKFLOWS;
    try (var connection =
        DriverManager.getConnection(
            database.url(service), database.user(service), database.password(service))) {
      var held = held(connection);
      if (held.isEmpty()) {
        write(connection, database.user(service), purpose);
      } else if (!held.equals(purpose)) {
        throw new StartFailure(
            "%s holds the demo of other inputs: use another, or drop its databases reckoner_*"
                .formatted(database.place()));
      }
    } catch (SQLException failure) {
      throw new StartFailure(
          "%s cannot be marked as in use: %s".formatted(database.place(), failure.getMessage()),
          failure);
    }
  }

  private static String held(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                """
                select coalesce(shobj_description(oid, 'pg_database'), '')
                from pg_database where datname = current_database()
                """)) {
      row.next();
      return row.getString(1);
    }
  }

  private static void write(Connection connection, String database, String purpose)
      throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          "comment on database %s is %s".formatted(database, statement.enquoteLiteral(purpose)));
    }
  }
}
