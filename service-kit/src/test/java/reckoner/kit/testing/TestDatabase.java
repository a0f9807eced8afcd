package reckoner.kit.testing;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import reckoner.kit.store.Migrator;

/** Real PostgreSQL for tests: one server for a JVM, a fresh migrated database for each call. */
public final class TestDatabase {
  static final String USER = "postgres";
  static final String PASSWORD = "postgres";

  private static final AtomicInteger COUNT = new AtomicInteger();

  private TestDatabase() {}

  /** Starts on first use and is gone with the JVM. */
  private static final class Server {
    static final PostgresForTests POSTGRES =
        Containers.forPostgres() ? PostgresForTests.inContainer() : PostgresForTests.embedded();
  }

  /** A fresh database with a service's schema, as properties of its datasource. */
  public static Map<String, Object> properties(String service) {
    var url = freshUrl();
    Migrator.migrate(service, url, USER, PASSWORD);
    return Map.of(
        "datasources.default.url",
        url,
        "datasources.default.username",
        USER,
        "datasources.default.password",
        PASSWORD,
        "datasources.default.db-type",
        "postgres",
        "datasources.default.dialect",
        "POSTGRES",
        "datasources.default.maximum-pool-size",
        8);
  }

  /**
   * A server that a test has for itself.
   *
   * @param url the JDBC address for its administrator, with user and password
   */
  public record OwnServer(String url, Runnable stop) implements AutoCloseable {
    @Override
    public void close() {
      stop.run();
    }
  }

  /** Starts a server of its own, where tests use containers in one. */
  public static OwnServer ownServer() {
    var server =
        Containers.forPostgres() ? PostgresForTests.inContainer() : PostgresForTests.embedded();
    ServersUsed.note(server.name());
    return new OwnServer(
        "%s?user=%s&password=%s".formatted(server.url(USER), USER, PASSWORD), server.stop());
  }

  /** The address of a fresh, empty database; user and password are {@code postgres}. */
  public static String freshUrl() {
    // asked again for every test, so that each one says why there is no server
    Containers.forPostgres();
    var server = Server.POSTGRES;
    ServersUsed.note(server.name());
    var name = "test_" + COUNT.incrementAndGet();
    try (var connection = DriverManager.getConnection(server.url(USER), USER, PASSWORD);
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
    return server.url(name);
  }

  /**
   * Lets a database refuse every connection, and ends those it has, or lets it take them again; as
   * an outage looks to who uses it.
   *
   * @return the database's name
   */
  public static String allowConnections(Map<String, Object> properties, boolean allow) {
    var url = String.valueOf(properties.get("datasources.default.url"));
    var name = url.substring(url.lastIndexOf('/') + 1).replaceFirst("[?].*", "");
    try (var connection = DriverManager.getConnection(Server.POSTGRES.url(USER), USER, PASSWORD);
        var statement = connection.createStatement()) {
      statement.execute("alter database %s allow_connections %s".formatted(name, allow));
      if (!allow) {
        statement.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = '%s'"
                .formatted(name));
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
    return name;
  }
}
