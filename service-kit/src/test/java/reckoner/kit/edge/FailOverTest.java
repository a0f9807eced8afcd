package reckoner.kit.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import reckoner.kit.faults.FaultyPostgres;
import reckoner.kit.store.Transactions;
import reckoner.kit.testing.TestService;

/** A service whose address names two database servers follows the one that takes writes. */
class FailOverTest {
  private static final int ATTEMPTS_MAX = 300;
  private static final Duration PAUSE = Duration.ofMillis(100);

  @Test
  void theServiceGoesOverToTheServerThatTakesWritesAndIsNotStartedAgain() throws Exception {
    try (var first = FaultyPostgres.start();
        var second = FaultyPostgres.start()) {
      var database = first.freshDatabase();
      assertEquals(database, second.freshDatabase());
      for (var server : List.of(first, second)) {
        server.properties("none", database, Map.of());
        try (var connection = server.connect(database);
            var statement = connection.createStatement()) {
          statement.execute("create table written (payload text)");
        }
      }
      first.readOnly(true);
      var url =
          "jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/%s?targetServerType=primary"
              .formatted(first.port(), second.port(), database);
      var properties = second.properties("none", database, Map.of("datasources.default.url", url));
      try (var service = TestService.startOn("none", properties, Map.of())) {
        var transactions = service.context().getBean(Transactions.class);
        writeUntilTaken(transactions, "past a standby");
        assertEquals("past a standby", written(second, database));

        second.readOnly(true); // its sessions stand, and answer
        first.readOnly(false);
        writeUntilTaken(transactions, "after a change of roles");
        assertEquals("after a change of roles", written(first, database));

        second.readOnly(false);
        first.crash();
        writeUntilTaken(transactions, "after a crash");
        assertEquals("past a standby, after a crash", written(second, database));
      }
    }
  }

  private static String written(FaultyPostgres server, String database) {
    return server.query(database, "select string_agg(payload, ', ' order by ctid) from written");
  }

  private static void writeUntilTaken(Transactions transactions, String text) throws Exception {
    var faults = new TreeMap<DatabaseFault, Integer>();
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      try {
        write(transactions, text);
        System.out.printf("%s: %s%n", text, faults);
        return;
      } catch (RuntimeException failure) {
        faults.merge(DatabaseFault.of(failure).orElseThrow(() -> failure), 1, Integer::sum);
        Thread.sleep(PAUSE);
      }
    }
    throw new AssertionError("no server takes writes: " + faults);
  }

  private static void write(Transactions transactions, String text) {
    transactions.<Integer>jdbc(connection -> insert(connection, text));
  }

  private static int insert(java.sql.Connection connection, String text) throws SQLException {
    try (var statement = connection.prepareStatement("insert into written values (?)")) {
      statement.setString(1, text);
      return statement.executeUpdate();
    }
  }
}
