package reckoner.standalone.platform;

import java.sql.DriverManager;
import java.sql.SQLException;

/** Runs SQL as a service's role in its own database, or in another's. */
final class Sql {
  private Sql() {}

  static void run(Database database, Service service, String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(
                database.url(service), database.user(service), database.password(service));
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of the first row. */
  static String value(Database database, Service service, String sql) throws SQLException {
    return valueAs(database, service, service, sql);
  }

  static String valueAs(Database database, Service role, Service where, String sql)
      throws SQLException {
    try (var connection =
            DriverManager.getConnection(
                database.url(where), database.user(role), database.password(role));
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
