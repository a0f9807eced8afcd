package reckoner.kit.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import reckoner.kit.store.Migrator;
import reckoner.kit.testing.Containers;
import reckoner.kit.testing.ServersUsed;

/**
 * A real PostgreSQL of its own that a test breaks and mends: in a container or as a process, as
 * tests choose their servers. Its disks are small and its data is durable.
 */
public final class FaultyPostgres implements AutoCloseable {
  private static final Duration READY_MAX = Duration.ofMinutes(3);

  /** A start takes a second or two, also with much to recover. */
  private static final Duration HANGS = Duration.ofSeconds(40);

  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final String IN_VAIN = "waited in vain for ";
  private static final String READY = "the server to take connections";
  private static final String ADMIN = "postgres";
  private static final int POOL_MAX = 8;
  private static final String SLOT = "nobody";

  /** Of a segment of 1 MiB. */
  private static final int REST_BYTES = 700_000;

  private final PostgresHome home;
  private final AtomicInteger databases = new AtomicInteger();

  private FaultyPostgres(PostgresHome home) {
    this.home = home;
    awaitReady();
  }

  /** A server that takes connections. */
  public static FaultyPostgres start() {
    return ContainerHome.isPossible() ? inContainer() : asProcess();
  }

  static FaultyPostgres inContainer() {
    ServersUsed.note(Containers.POSTGRES_NAME);
    return started(ContainerHome::new);
  }

  static FaultyPostgres asProcess() {
    ServersUsed.note(Containers.EMBEDDED_POSTGRES_NAME);
    return started(() -> new EmbeddedHome(EmbeddedHome.mayMount()));
  }

  /** Whether a disk can be filled here, which needs an engine or an administrator. */
  public static boolean canFillDisks() {
    return ContainerHome.isPossible() || EmbeddedHome.mayMount();
  }

  private static FaultyPostgres started(HomeMaker maker) {
    try {
      return new FaultyPostgres(maker.make());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @FunctionalInterface
  private interface HomeMaker {
    PostgresHome make() throws IOException;
  }

  public int port() {
    return home.port();
  }

  /** The address of a database; user and password are {@code postgres}. */
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), database);
  }

  /** The name of a fresh, empty database. */
  public String freshDatabase() {
    var name = "faulty_" + databases.incrementAndGet();
    admin("create database " + name);
    return name;
  }

  /**
   * Makes a service's schema in a database, which is then described as properties of its
   * datasource.
   *
   * @param extra properties that take the place of those or stand beside them, such as the address
   *     of a proxy before this server
   */
  public Map<String, Object> properties(
      String service, String database, Map<String, Object> extra) {
    Migrator.migrate(service, url(database), PostgresHome.USER, PostgresHome.PASSWORD);
    var properties = new HashMap<String, Object>();
    properties.put("datasources.default.url", url(database));
    properties.put("datasources.default.username", PostgresHome.USER);
    properties.put("datasources.default.password", PostgresHome.PASSWORD);
    properties.put("datasources.default.db-type", "postgres");
    properties.put("datasources.default.dialect", "POSTGRES");
    properties.put("datasources.default.maximum-pool-size", POOL_MAX);
    // milliseconds, so that clients of a broken database hear of it soon
    properties.put("datasources.default.connection-timeout", 1000);
    properties.put("datasources.default.validation-timeout", 500);
    properties.putAll(extra);
    return properties;
  }

  /** Ends every session, as an administrator does before maintenance. */
  public void endSessions() {
    admin(
        """
        select pg_terminate_backend(pid) from pg_stat_activity
        where backend_type = 'client backend' and pid <> pg_backend_pid()
        """);
  }

  /** Stops the server as a loss of power would: sessions die where they stand. */
  public void crash() {
    onHome(PostgresHome::crashServer);
  }

  /**
   * Starts it again; it recovers, and takes connections when this returns. A server that dies of a
   * full disk runs for a while yet, since it first tries to recover by itself: so it is looked
   * after until it takes connections, and started once it is gone. One that hangs is crashed, as a
   * supervisor does: twice in hundreds of such deaths a server was still "not yet accepting
   * connections" after minutes, although it had room.
   */
  public void restart() {
    long end = System.nanoTime() + READY_MAX.toNanos();
    while (!isStarted(System.nanoTime() + HANGS.toNanos())) {
      System.out.printf("the server hangs and is crashed; it said:%n%s%n", home.log());
      if (System.nanoTime() > end) {
        throw new IllegalStateException(IN_VAIN + READY);
      }
      crash();
    }
  }

  private boolean isStarted(long end) {
    while (true) {
      onHome(PostgresHome::startServer);
      if (isReady()) {
        return true;
      }
      if (System.nanoTime() > end) {
        return false;
      }
      pause();
    }
  }

  /**
   * Lets the server refuse to write, as a standby does. Sessions that stand go on and refuse too,
   * as after a fail-over behind an address that stayed the same.
   */
  public void readOnly(boolean isReadOnly) {
    var wanted = isReadOnly ? "on" : "off";
    admin("alter system set default_transaction_read_only = " + wanted);
    admin("select pg_reload_conf()");
    await(
        "default_transaction_read_only to be " + wanted,
        () -> query(ADMIN, "show default_transaction_read_only").equals(wanted));
  }

  /** Takes all room for tables; the write-ahead log has a disk of its own. */
  public void fillData() {
    onHome(there -> there.fill(PostgresHome.Disk.DATA));
  }

  /**
   * Takes all room for the write-ahead log, without which nothing can be committed. A slot that
   * nobody reads keeps what was written, as in most reports of such a fault; and what was set aside
   * is used up to a small rest, so that it is the next clients who meet the end.
   */
  public void fillLog() {
    admin("select pg_create_physical_replication_slot('%s', true)".formatted(SLOT));
    onHome(there -> there.fill(PostgresHome.Disk.LOG));
    var ahead =
        """
        select count(*) from pg_ls_waldir()
        where name ~ '^[0-9A-F]{24}$' and name > pg_walfile_name(pg_current_wal_lsn())
        """;
    while (!query(ADMIN, ahead).equals("0")) {
      admin("select pg_logical_emit_message(true, 'room', 'taken'), pg_switch_wal()");
    }
    admin("select pg_logical_emit_message(true, 'room', repeat('x', %d))".formatted(REST_BYTES));
  }

  /** Gives the room back; where the server died of it, it is started again. */
  public void freeDisks() {
    for (var disk : PostgresHome.Disk.values()) {
      onHome(there -> there.free(disk));
    }
    restart();
    admin(
        "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = '%s'"
            .formatted(SLOT));
  }

  /** The first column of the one row of a query, as text. */
  public String query(String database, String sql) {
    return settled(() -> {
      try (var connection = connect(database);
          var statement = connection.createStatement();
          var rows = statement.executeQuery(sql)) {
        rows.next();
        return String.valueOf(rows.getString(1));
      }
    });
  }

  /** A connection that no proxy and no pool stands before. */
  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database), PostgresHome.USER, PostgresHome.PASSWORD);
  }

  @Override
  public void close() {
    home.close();
  }

  private void admin(String sql) {
    settled(() -> {
      try (var connection = connect(ADMIN);
          var statement = connection.createStatement()) {
        return statement.execute(sql);
      }
    });
  }

  @FunctionalInterface
  private interface SqlWork<T> {
    T run() throws SQLException;
  }

  /** Work once the server stands: one that has just panicked takes connections a moment longer. */
  private static <T> T settled(SqlWork<T> work) {
    long end = System.nanoTime() + READY_MAX.toNanos();
    while (true) {
      try {
        return work.run();
      } catch (SQLException failure) {
        var state = String.valueOf(failure.getSQLState());
        boolean isPassing = state.startsWith("08") || state.startsWith("57P");
        if (!isPassing || System.nanoTime() > end) {
          throw new IllegalStateException(failure);
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  @FunctionalInterface
  private interface HomeWork {
    void on(PostgresHome home) throws IOException;
  }

  private void onHome(HomeWork work) {
    try {
      work.on(home);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void awaitReady() {
    await(READY, this::isReady);
  }

  private boolean isReady() {
    try (var connection = connect(ADMIN);
        var statement = connection.createStatement()) {
      return statement.execute("select 1");
    } catch (SQLException notYet) {
      return false;
    }
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds();
  }

  private static void await(String what, Condition condition) {
    long end = System.nanoTime() + READY_MAX.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(IN_VAIN + what);
      }
      pause();
    }
  }
}
