package reckoner.standalone.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * PostgreSQL in the data folder: made on first use, kept between starts, durable (fsync on),
 * listening on this machine only, with passwords. After a {@code kill -9} of this process the
 * server lives on as an orphan; the next start stops it first.
 */
public final class EmbeddedDatabase implements Database {
  private final Path folder;
  private final PostgresServer server;
  private final Secrets secrets;
  private final int port;

  private EmbeddedDatabase(Path folder, PostgresServer server, Secrets secrets, int port) {
    this.folder = folder;
    this.server = server;
    this.secrets = secrets;
    this.port = port;
  }

  /** Stops the server that a killed process left behind in this folder, if there is one. */
  static void stopOrphan(DataFolder folder, Progress progress) {
    if (!Files.exists(folder.postgres().resolve(PostgresServer.PID_FILE))) {
      return;
    }
    var server = server(folder, PostgresBinaries.unpacked(PostgresBinaries.cacheFolder()));
    try {
      var orphan = server.running();
      if (orphan.isPresent()) {
        progress.note(
            "stop the PostgreSQL that an earlier Reckoner left behind in %s (process %d)"
                .formatted(folder.root(), orphan.get().pid()));
        server.stop();
      }
      server.forgetStranger();
    } catch (IOException failure) {
      throw new StartFailure(
          "the PostgreSQL that an earlier Reckoner left behind in %s cannot be stopped: %s"
              .formatted(folder.root(), failure.getMessage()),
          failure);
    }
  }

  /** Starts the server and makes what is missing of roles and databases. */
  public static EmbeddedDatabase start(
      DataFolder folder, Secrets secrets, int port, Progress progress) {
    stopOrphan(folder, progress);
    var server = server(folder, PostgresBinaries.unpacked(PostgresBinaries.cacheFolder()));
    try {
      server.create(secrets.passwordFile(PostgresServer.SUPERUSER));
      server.start(port);
    } catch (IOException failure) {
      throw new StartFailure(
          "PostgreSQL does not start in %s: %s".formatted(folder.postgres(), failure.getMessage()),
          failure);
    }
    var database = new EmbeddedDatabase(folder.root(), server, secrets, port);
    try {
      database.provide();
      return database;
    } catch (SQLException failure) {
      database.close();
      throw new StartFailure(
          "the databases in %s cannot be made: %s"
              .formatted(folder.postgres(), failure.getMessage()),
          failure);
    }
  }

  private static PostgresServer server(DataFolder folder, Path binaries) {
    return new PostgresServer(binaries, folder.postgres(), folder.logs());
  }

  private void provide() throws SQLException {
    var superuser = PostgresServer.SUPERUSER;
    try (var admin =
        DriverManager.getConnection(url("postgres"), superuser, secrets.password(superuser))) {
      Roles.provide(admin, secrets);
    }
  }

  @Override
  public String url(Service service) {
    return url(service.database());
  }

  private String url(String database) {
    return "jdbc:postgresql://%s:%d/%s".formatted(Hosts.LOCAL, port, database);
  }

  @Override
  public String password(Service service) {
    return secrets.password(service.database());
  }

  @Override
  public String place() {
    return "the data folder " + folder;
  }

  /** Kills all its processes ({@code kill -9}) and returns when they are gone. */
  public void kill() {
    try {
      server.kill();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Starts it again after it was killed or closed; returns when it takes connections. */
  public void startAgain() {
    try {
      server.start(port);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (IOException failure) {
      throw new IllegalStateException(
          "PostgreSQL could not be stopped; the next start will do it", failure);
    }
  }
}
