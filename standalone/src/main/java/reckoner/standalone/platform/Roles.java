package reckoner.standalone.platform;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Makes one role and one database for each service, as often as asked. Names and passwords are our
 * own (letters, digits, underscores), so they stand in the SQL, where parameters cannot.
 */
final class Roles {
  private Roles() {}

  static void provide(Connection admin, Secrets secrets) throws SQLException {
    for (var service : Service.values()) {
      var name = service.database();
      role(admin, name, secrets.password(name));
      database(admin, name);
    }
  }

  private static void role(Connection admin, String name, String password) throws SQLException {
    var verb = exists(admin, "select 1 from pg_roles where rolname = ?", name) ? "alter" : "create";
    execute(admin, "%s role %s login password '%s'".formatted(verb, name, password));
  }

  private static void database(Connection admin, String name) throws SQLException {
    if (!exists(admin, "select 1 from pg_database where datname = ?", name)) {
      // who may create roles without being superuser must be a member to give a database away
      if (!exists(admin, "select 1 where pg_has_role(current_user, ?, 'SET')", name)) {
        execute(admin, "grant %s to current_user".formatted(name));
      }
      execute(
          admin,
          "create database %s owner %s encoding 'UTF8' template template0".formatted(name, name));
    }
    execute(admin, "revoke all on database %s from public".formatted(name));
  }

  private static boolean exists(Connection admin, String query, String name) throws SQLException {
    try (var statement = admin.prepareStatement(query)) {
      statement.setString(1, name);
      try (var rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private static void execute(Connection admin, String sql) throws SQLException {
    try (var statement = admin.createStatement()) {
      statement.execute(sql);
    }
  }
}
