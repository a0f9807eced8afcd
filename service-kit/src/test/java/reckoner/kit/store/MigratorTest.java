package reckoner.kit.store;

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
  @Test
  void aNewerSchemaIsRefusedAndNothingChanges() throws Exception {
    var url = TestDatabase.freshUrl();
    Migrator.migrate("none", url, "postgres", "postgres");
    Migrator.migrate("none", url, "postgres", "postgres");
    try (var connection = DriverManager.getConnection(url, "postgres", "postgres");
        var statement = connection.createStatement()) {
      // a schema from the future that lacks what this program would make
      statement.execute("drop table request_record, test_clock");
      statement.execute("delete from flyway_schema_history");
      statement.execute(
          """
          insert into flyway_schema_history
            (installed_rank, version, description, type, script, installed_by, execution_time, success)
          values (99, '20991231.01', 'from the future', 'SQL', 'V20991231.01__f.sql', 'x', 1, true)
          """);
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
