package reckoner.kit.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each fault does what it says, in both homes, and a row that was committed before it stays. */
class FaultyPostgresTest {
  enum Home {
    CONTAINER {
      @Override
      FaultyPostgres start() {
        assumeTrue(ContainerHome.isPossible(), "no containers are used");
        return FaultyPostgres.inContainer();
      }
    },
    PROCESS {
      @Override
      FaultyPostgres start() {
        return FaultyPostgres.asProcess();
      }
    };

    abstract FaultyPostgres start();
  }

  @ParameterizedTest
  @EnumSource(Home.class)
  void aServerIsBrokenAndMended(Home home) throws Exception {
    try (var postgres = home.start()) {
      var database = postgres.freshDatabase();
      try (var connection = postgres.connect(database)) {
        execute(connection, "create table kept (payload text)");
        insert(connection);

        postgres.endSessions();
        assertTrue(stateOf(connection).matches("57P01|08006"), "the session is ended");
      }
      try (var connection = postgres.connect(database)) {
        postgres.crash();
        assertTrue(stateOf(connection).matches("57P02|57P01|08006"), "the session is dead");
        assertThrows(SQLException.class, () -> postgres.connect(database));
        postgres.restart();
      }
      try (var connection = postgres.connect(database)) {
        postgres.readOnly(true);
        assertEquals("25006", stateOf(connection));
        postgres.readOnly(false);
        insert(connection);
        assertEquals("2", postgres.query(database, "select count(*) from kept"));
      }
      if (home == Home.CONTAINER || EmbeddedHome.mayMount()) {
        disksRunFull(postgres, database);
      }
    }
  }

  private static void disksRunFull(FaultyPostgres postgres, String database) throws Exception {
    try (var connection = postgres.connect(database)) {
      postgres.fillData();
      assertEquals("53100", stateOf(connection), "a table cannot grow");
      postgres.freeDisks();
      insert(connection);
      assertEquals("3", postgres.query(database, "select count(*) from kept"));
    }
    try (var connection = postgres.connect(database)) {
      postgres.fillLog();
      assertTrue(stateOf(connection).matches("57P02|53100|XX000|08006"), "the log cannot grow");
      postgres.freeDisks();
      assertEquals("3", postgres.query(database, "select count(*) from kept"));
    }
  }

  private static void insert(Connection connection) throws SQLException {
    execute(connection, "insert into kept values ('one')");
  }

  /** The state of the failure that comes when so much is written that every limit is met. */
  private static String stateOf(Connection connection) {
    var failure =
        assertThrows(
            SQLException.class,
            () ->
                execute(
                    connection,
                    """
                    insert into kept
                    select string_agg(md5(random()::text), '') from generate_series(1, 30000) i, generate_series(1, 20) j
                    group by j
                    """));
    System.out.println(failure.getSQLState() + ": " + failure.getMessage());
    return String.valueOf(failure.getSQLState());
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
