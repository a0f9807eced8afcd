package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reckoner.kit.testing.TestDatabase;

/** Tables with a shard could lie on several servers (RULES C5). */
class ShardKeysTest {
  private static final String UNIQUE_INDEXES =
      """
      select c.relname, i.indexrelid::regclass::text,
        s.attnum = any((i.indkey::int2[])[0:i.indnkeyatts - 1]) as has_shard
      from pg_attribute s
      join pg_class c on c.oid = s.attrelid and c.relkind in ('r', 'p')
      join pg_index i on i.indrelid = c.oid and i.indisunique
      where s.attname = 'shard' and c.relnamespace = 'public'::regnamespace
      order by 1, 2
      """;

  @Test
  void everyUniqueIndexOfATableWithAShardHasTheShard() throws SQLException {
    var tables = new ArrayList<String>();
    var without = new ArrayList<String>();
    try (var connection = Probe.connect(TestDatabase.properties("rating"));
        var statement = connection.createStatement();
        var rows = statement.executeQuery(UNIQUE_INDEXES)) {
      while (rows.next()) {
        tables.add(rows.getString(1));
        if (!rows.getBoolean(3)) {
          without.add(rows.getString(2));
        }
      }
    }
    assertTrue(
        tables.containsAll(
            List.of("usage_event", "usage_exception", "usage_correction", "backfill_event")),
        tables::toString);
    assertEquals(List.of(), without);
  }
}
