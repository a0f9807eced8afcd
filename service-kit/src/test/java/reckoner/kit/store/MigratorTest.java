package reckoner.kit.store;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reckoner.kit.testing.TestDatabase;

class MigratorTest {
  private static final String FUTURE =
      """
      insert into flyway_schema_history
        (installed_rank, version, description, type, script, installed_by, execution_time, success)
      values (99, '20991231.01', 'from the future', 'SQL', 'V20991231.01__f.sql', 'x', 1, true)
      """;

  @Test
  void aNewerSchemaIsRefusedAndNothingChanges() throws Exception {
    var url = TestDatabase.freshUrl();
    Migrator.migrate("none", url, "postgres", "postgres");
    Migrator.migrate("none", url, "postgres", "postgres");
    try (var connection = DriverManager.getConnection(url, "postgres", "postgres");
        var statement = connection.createStatement()) {
      // a schema from the future that lacks what this program would make
      statement.execute("drop table request_record, test_clock, schema_compatibility");
      statement.execute("delete from flyway_schema_history");
      statement.execute(FUTURE);
      var before = contents(statement);
      var refused =
          assertThrows(
              Migrator.NewerSchema.class,
              () -> Migrator.migrate("none", url, "postgres", "postgres"));
      assertTrue(String.valueOf(refused.getMessage()).contains("20991231.01"), refused::getMessage);
      assertEquals(before, contents(statement));
      assertEquals(2, before.size(), "the table of the history and its one row: " + before);
    }
  }

  @Test
  void aMigrationThatGetsNoLockFailsSoonAndMayBeRunAgain() throws Exception {
    var url = TestDatabase.freshUrl();
    try (var connection = DriverManager.getConnection(url, "postgres", "postgres");
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("create table request_record (held int)");
      var refused =
          assertThrows(
              RuntimeException.class, () -> Migrator.migrate("none", url, "postgres", "postgres"));
      assertTrue(String.valueOf(refused.getMessage()).contains("lock timeout"), refused::toString);
      connection.rollback();
    }
    Migrator.migrate("none", url, "postgres", "postgres");
    inRange(url);
  }

  @Test
  void whoServesNeedsEveryMigrationOfItsOwn() throws Exception {
    var url = TestDatabase.freshUrl();
    outOfRange(url, "lacks migration 20261121.02");
    Migrator.migrate("none", url, "postgres", "postgres");
    inRange(url);
    execute(url, "delete from flyway_schema_history where version = '20261121.01'");
    outOfRange(url, "lacks migration 20261121.01");
  }

  @Test
  void aNewerSchemaServesThoseOlderProgramsThatItNames() throws Exception {
    var url = TestDatabase.freshUrl();
    Migrator.migrate("none", url, "postgres", "postgres");
    execute(url, FUTURE);
    inRange(url); // it only added
    execute(url, "update schema_compatibility set oldest_program = '20261121.2'");
    inRange(url);
    execute(url, "update schema_compatibility set oldest_program = '20261121.03'");
    outOfRange(url, "serves programs from schema 20261121.03 on, and this one knows 20261121.02");
    execute(url, "delete from schema_compatibility");
    outOfRange(url, "is empty");
  }

  @Test
  void aMigrationThatFailedHalfwayIsNamed() throws Exception {
    var url = TestDatabase.freshUrl();
    Migrator.migrate("none", url, "postgres", "postgres");
    execute(url, FUTURE);
    execute(url, "update flyway_schema_history set success = false where installed_rank = 99");
    outOfRange(url, "20991231.01 of the none database has failed halfway");
  }

  @Test
  void aMigrationOfTheKitMayLandBelowThoseOfAService() throws Exception {
    var url = TestDatabase.freshUrl();
    Migrator.migrate("none", url, "postgres", "postgres");
    // as a database stands that was made before the second migration of the kit
    execute(url, "drop table schema_compatibility");
    execute(url, "delete from flyway_schema_history where version = '20261121.02'");
    execute(url, FUTURE.replace("20991231.01", "20261121.11"));
    outOfRange(url, "lacks migration 20261121.02");
  }

  private static void inRange(String url) {
    assertDoesNotThrow(() -> Migrator.requireInRange("none", url, "postgres", "postgres"));
  }

  private static void outOfRange(String url, String fault) {
    var refused =
        assertThrows(
            Migrator.SchemaOutOfRange.class,
            () -> Migrator.requireInRange("none", url, "postgres", "postgres"));
    assertTrue(String.valueOf(refused.getMessage()).contains(fault), refused::getMessage);
  }

  private static void execute(String url, String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(url, "postgres", "postgres");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The tables, and the rows of the history of migrations. */
  private static List<String> contents(Statement statement) throws SQLException {
    var found = new ArrayList<String>();
    try (var rows =
        statement.executeQuery(
            """
            select tablename::text from pg_tables where schemaname = 'public'
            union all select h::text from flyway_schema_history h order by 1
            """)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }
}
