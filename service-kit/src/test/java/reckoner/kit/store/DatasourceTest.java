package reckoner.kit.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.DriverManager;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postgresql.jdbc.PgConnection;
import reckoner.kit.testing.TestDatabase;
import reckoner.kit.testing.TestService;

/** The settings of every connection, which no deployment has to repeat. */
class DatasourceTest {
  @Test
  void locksTimeOutAndTheIsolationIsReadCommittedWhateverTheServersDefault() throws Exception {
    var database = TestDatabase.properties("none");
    var url = String.valueOf(database.get("datasources.default.url"));
    try (var connection = DriverManager.getConnection(url, "postgres", "postgres");
        var statement = connection.createStatement()) {
      statement.execute(
          "do $$ begin execute format('alter database %I set default_transaction_isolation = %L',"
              + " current_database(), 'serializable'); end $$");
    }
    try (var service = TestService.startOn("none", database, Map.of())) {
      var transactions = service.context().getBean(Transactions.class);
      assertEquals("5s", show(transactions, "lock_timeout"));
      assertEquals("1min", show(transactions, "statement_timeout"));
      assertEquals("1min", show(transactions, "idle_in_transaction_session_timeout"));
      assertEquals(
          75_000,
          transactions.<Integer>jdbc(
              connection -> connection.unwrap(PgConnection.class).getNetworkTimeout()),
          "milliseconds: a server that vanished is waited for no longer than a slow statement");
      assertEquals("read committed", show(transactions, "transaction_isolation"));
    }
  }

  private static String show(Transactions transactions, String setting) {
    return transactions.jdbc(connection -> {
      try (var statement = connection.createStatement();
          var rows = statement.executeQuery("show " + setting)) {
        rows.next();
        return rows.getString(1);
      }
    });
  }
}
