package reckoner.kit.store;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.DriverManager;
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
      statement.execute(
          """
          insert into flyway_schema_history
            (installed_rank, version, description, type, script, installed_by, execution_time, success)
          values (99, '20991231.01', 'from the future', 'SQL', 'V20991231.01__f.sql', 'x', 1, true)
          """);
    }
    var refused =
        assertThrows(
            Migrator.NewerSchema.class,
            () -> Migrator.migrate("none", url, "postgres", "postgres"));
    assertTrue(String.valueOf(refused.getMessage()).contains("20991231.01"), refused::getMessage);
  }
}
