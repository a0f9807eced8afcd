package reckoner.kit.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.jdbc.PgConnection;
import reckoner.kit.testing.TestDatabase;
import reckoner.kit.testing.TestService;

/** The settings of every connection, which no deployment has to repeat. */
class DatasourceTest {
  @Test
  @Tag("F77")
  @Tag("F78")
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

  @Test
  void aRefusedRowIsNotQuoted() {
    try (var service = TestService.start("none", Map.of())) {
      var transactions = service.context().getBean(Transactions.class);
      var failure =
          assertThrows(
              RuntimeException.class,
              () ->
                  transactions.jdbc(connection -> {
                    try (var statement = connection.createStatement()) {
                      statement.execute(
                          "create temp table lived (street text check (street = ''))");
                      return statement.execute("insert into lived values ('Elm Street 1')");
                    }
                  }));
      var told = new StringWriter();
      failure.printStackTrace(new PrintWriter(told));
      assertTrue(told.toString().contains("lived_street_check"), told::toString);
      assertFalse(told.toString().contains("Elm"), told::toString);
    }
  }

  @Test
  void theTimeoutsAreSettings() {
    try (var service =
        TestService.start(
            "none",
            Map.of("reckoner.statement-timeout", "90s", "reckoner.lock-timeout", "250ms"))) {
      var transactions = service.context().getBean(Transactions.class);
      assertEquals("250ms", show(transactions, "lock_timeout"));
      assertEquals("90s", show(transactions, "statement_timeout"));
    }
  }

  @Test
  void aPasswordFileWinsAndOneThatIsMissingIsNamed(@TempDir Path folder) throws Exception {
    var file = folder.resolve("password");
    Files.writeString(file, "from the file\r\n");
    var database = new HashMap<>(TestDatabase.properties("none"));
    var url = String.valueOf(database.get("datasources.default.url"));
    var role = "role_with_a_password";
    try (var connection = DriverManager.getConnection(url, "postgres", "postgres");
        var statement = connection.createStatement()) {
      statement.execute("create role " + role + " login superuser password 'from the file'");
    }
    database.put("datasources.default.username", role);
    database.put("datasources.default.password", "from the settings");
    database.put("reckoner.database-password-file", file.toString());
    try (var service = TestService.startOn("none", database, Map.of())) {
      var transactions = service.context().getBean(Transactions.class);
      assertEquals("5s", show(transactions, "lock_timeout"));
      assertEquals(
          new DatabaseAccess(url, role, "from the file"),
          DatabaseAccess.of(service.context().getEnvironment()));
      assertFalse(
          DatabaseAccess.of(service.context().getEnvironment()).toString().contains("from"));
    }
    Files.delete(file);
    Throwable failure =
        assertThrows(
            RuntimeException.class, () -> TestService.startOn("none", database, Map.of()).close());
    while (failure.getCause() != null) {
      failure = failure.getCause();
    }
    var message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("reckoner.database-password-file"), message);
    assertTrue(message.contains(file.toString()), message);
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
