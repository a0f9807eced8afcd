package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.event;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reckoner.kit.store.Migrator;
import reckoner.kit.testing.TestDatabase;
import reckoner.kit.wire.CanonicalForm;
import reckoner.kit.wire.Wire;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.UsageEvent;

/** Usage that was stored before events became messages is the same usage afterwards. */
class UsageMigrationTest {
  private static final UsageEvent RATED =
      event(
              "größer".repeat(20),
              "c",
              "2026-03-31T23:59:59.123456Z",
              "small",
              "input",
              "150000.5",
              "cache_read",
              "100000",
              "output",
              "0")
          .toBuilder()
          .setNesting(UsageEvent.Nesting.CONTAINED)
          .build();
  private static final UsageEvent WAITING =
      event("2", "stranger", "2026-03-02T00:00:00Z", "small", "input", "7");

  @Test
  void eventsKeepTheirKeysTheirContentAndTheirPlace() throws SQLException {
    var database = new HashMap<>(TestDatabase.properties("none"));
    var url = String.valueOf(database.get("datasources.default.url"));
    Flyway.configure()
        .dataSource(url, "postgres", "postgres")
        .locations("classpath:db/kit", "classpath:db/rating")
        .outOfOrder(true)
        .target("20261121.22")
        .load()
        .migrate();
    try (var connection = DriverManager.getConnection(url, "postgres", "postgres")) {
      fill(connection);
    }
    Migrator.migrate("rating", url, "postgres", "postgres");

    try (var meter = new Meter(database)) {
      meter.publishSmallAndLarge();
      meter.advance(APRIL);
      assertEquals(
          List.of(EventResult.Status.DUPLICATE, EventResult.Status.DUPLICATE),
          meter.ingest(RATED, WAITING).stream().map(EventResult::getStatus).toList());
      var other = RATED.toBuilder().setModel("large").build();
      assertEquals(EventResult.Status.CONFLICT, meter.ingest(other).getFirst().getStatus());
      assertEquals(
          List.of(WAITING),
          meter.exceptions(Meter.TENANT, 10, EventResult.Status.WAITING).stream()
              .map(waiting -> waiting.getEvent())
              .toList());
      meter.advance(APRIL.plusSeconds(86_400));
      assertEquals(
          List.of(
              "model-usage small input: 150000.5 - 0 = 150000.5 -> 0.2700009 ~ 0.27, cost"
                  + " 0.22500075"),
          meter.close("close", "c/2026-03", MARCH).getChargesList().stream()
              .map(Lines::line)
              .filter(line -> line.contains("input"))
              .toList());
    }
  }

  /** Else none is looked up by another in an index. */
  @Test
  void tenantsOfAllTablesCompareAlike() throws SQLException {
    var database = TestDatabase.properties("rating");
    var url = String.valueOf(database.get("datasources.default.url"));
    Migrator.migrate("rating", url, "postgres", "postgres");
    try (var connection = DriverManager.getConnection(url, "postgres", "postgres");
        var find = connection.createStatement();
        var rows =
            find.executeQuery(
                """
                select table_name, collation_name from information_schema.columns
                where column_name = 'tenant' and table_schema = 'public'
                  and table_name <> 'request_record'
                """)) {
      int tables = 0;
      while (rows.next()) {
        assertEquals("C", rows.getString(2), rows.getString(1));
        tables++;
      }
      assertTrue(tables > 20, "the tables were found");
    }
  }

  private static void fill(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          """
          insert into usage_ledger values ('acme', 2, '2026-03-31T23:59:59Z');
          insert into usage_batch values ('acme', 1, '2026-03-02T00:00:00Z'), ('acme', 2, '2026-03-31T23:59:59Z');
          insert into contract values ('acme', 'c/2026-03', 'c', 'UTC', 'USD', '2026-03-01T00:00:00Z', '\\x00');
          insert into contract_period (tenant, contract, customer, period_start, period_end, cutoff_time)
            values ('acme', 'c/2026-03', 'c', '2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z', '2026-04-02T00:00:00Z');
          insert into contract_charge values ('acme', 'c/2026-03', 0, 'model-usage', 'Usage', null, 'list', 1)
          """);
    }
    insert(connection, RATED, 2, "c/2026-03", "RATED");
    insert(connection, WAITING, 1, null, "WAITING");
  }

  private static void insert(
      Connection connection,
      UsageEvent event,
      long position,
      @Nullable String contract,
      String state)
      throws SQLException {
    try (var insert =
        connection.prepareStatement(
            """
            insert into usage_event
              (tenant, shard, source, event_id, content_hash, hash_version, event_time, customer,
               provider, model, nesting, quantities, position, contract, period_start, state)
            values ('acme', 7, ?, ?, ?, 1, ?::timestamptz, ?, ?, ?, ?, ?::jsonb, ?, ?,
              case when ?::text is null then null else '2026-03-01T00:00:00Z'::timestamptz end, ?)
            """)) {
      var quantities = new StringBuilder();
      event
          .getQuantitiesMap()
          .forEach((name, value) ->
              quantities
                  .append(quantities.isEmpty() ? "" : ",")
                  .append("\"%s\":\"%s\"".formatted(name, value.getValue())));
      Instant time = Wire.instant(event.getEventTime());
      insert.setString(1, event.getSource());
      insert.setString(2, event.getEventId());
      insert.setBytes(3, CanonicalForm.hash(event));
      insert.setString(4, time.toString());
      insert.setString(5, event.getCustomer());
      insert.setString(6, event.getProvider());
      insert.setString(7, event.getModel());
      insert.setString(8, event.getNesting().name());
      insert.setString(9, "{" + quantities + "}");
      insert.setLong(10, position);
      insert.setString(11, contract);
      insert.setString(12, contract);
      insert.setString(13, state);
      insert.executeUpdate();
    }
  }
}
