package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.Meter.event;

import io.grpc.StatusRuntimeException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reckoner.kit.faults.Breakage;
import reckoner.kit.faults.Clients;
import reckoner.kit.faults.FaultProxy;
import reckoner.kit.faults.FaultyPostgres;
import reckoner.kit.faults.LostReplies;
import reckoner.kit.testing.Seed;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.IngestUsageRequest;

/** Usage flows while its database breaks: what is acknowledged is stored, and stored once. */
class DatabaseFaultsTest {
  private static final String BEGIN = "2026-03-01T00:30:00Z";
  private static final int CLIENTS = 4;
  private static final FaultyPostgres POSTGRES = FaultyPostgres.start();

  private static final String DATABASE = POSTGRES.freshDatabase();

  /** One service through all breakages: none of them needs it to be started again. */
  private static final Meter METER = meter(DATABASE, Map.of());

  @AfterAll
  static void stop() {
    METER.close();
    POSTGRES.close();
  }

  @ParameterizedTest
  @EnumSource(Breakage.class)
  @Tag("F80")
  @Tag("F81")
  void usageThatIsSentAgainUntilItIsAnsweredIsCountedOnce(Breakage breakage) {
    var tenant = breakage.name();
    try (var clients = Clients.start(CLIENTS, id -> sendTwoBatches(tenant, id))) {
      breakage.under(clients, POSTGRES);
      var sent = clients.finish();
      for (var id : sent) {
        var again = METER.ingest(tenant, first(id), second(id));
        assertEquals(
            List.of(EventResult.Status.DUPLICATE, EventResult.Status.DUPLICATE),
            again.getResultsList().stream().map(EventResult::getStatus).toList());
      }
      assertEquals(2L * sent.size(), METER.summary(tenant).getWaiting());
      assertExact(DATABASE, tenant, sent.size());
    }
  }

  /** A stream that is cut between its batches; the client begins it again. */
  private static void sendTwoBatches(String tenant, String id) {
    var answers = METER.ingest(tenant, List.of(batch(first(id)), batch(second(id))));
    for (var answer : answers) {
      var status = answer.getResults(0).getStatus();
      assertTrue(
          List.of(EventResult.Status.WAITING, EventResult.Status.DUPLICATE).contains(status),
          () -> id + " is " + status);
    }
  }

  @Test
  @Tag("F80")
  void whereverTheNetworkLosesSomethingEachEventIsCountedOnce() {
    var database = POSTGRES.freshDatabase();
    long seed = Seed.of(DatabaseFaultsTest.class);
    try (var proxy = new FaultProxy("127.0.0.1", POSTGRES.port(), seed);
        var meter = new Meter(through(proxy, database))) {
      var outcome =
          new LostReplies(
                  proxy,
                  seed,
                  id -> meter.ingest(first(id)),
                  id ->
                      Integer.parseInt(
                          POSTGRES.query(
                              database,
                              "select count(*) from usage_exception where event_id = '%s-1'"
                                  .formatted(id))))
              .run(50);
      assertTrue(outcome.failedThoughCommitted() > 0, "no answer to COMMIT was lost");
      assertEquals(
          "%d,%d".formatted(outcome.requests(), outcome.requests()),
          POSTGRES.query(
              database,
              "select count(*) || ',' || (select position from usage_ledger) from usage_event"));
    }
  }

  @Test
  void aFrozenNetworkEndsACallByNameAndLosesNothing() {
    var database = POSTGRES.freshDatabase();
    try (var proxy = new FaultProxy("127.0.0.1", POSTGRES.port(), 1);
        var meter = meter(database, through(proxy, database, "?socketTimeout=1"))) {
      meter.ingest(first("before"));
      proxy.stall(true);
      assertEquals("DATABASE_UNAVAILABLE", failure(() -> meter.ingest(first("frozen"))));
      proxy.refuse(true);
      assertEquals("DATABASE_UNAVAILABLE", failure(() -> meter.ingest(first("frozen"))));
      proxy.cutAll();
      proxy.heal();
      meter.ingest(first("frozen"));
      assertEquals(
          EventResult.Status.DUPLICATE, meter.ingest(first("frozen")).getFirst().getStatus());
      assertEquals(2, meter.summary(Meter.TENANT).getWaiting());
    }
  }

  @Test
  @Tag("F78")
  void whoWaitsForALockOrForAConnectionIsToldSoAndNothingHangs() throws Exception {
    var database = POSTGRES.freshDatabase();
    var few =
        Map.<String, Object>of(
            "datasources.default.maximum-pool-size", 2,
            "datasources.default.connection-timeout", 500,
            "reckoner.lock-timeout", "3s");
    try (var meter = meter(database, few);
        var holder = POSTGRES.connect(database);
        var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      meter.ingest(first("before"));
      holder.setAutoCommit(false);
      execute(holder, "select * from usage_ledger for update");
      var waiting =
          List.of(
              senders.submit(() -> meter.ingest(first("waits"))),
              senders.submit(() -> meter.ingest(first("waits-too"))));
      awaitWaiters(database, 2);
      assertEquals("DATABASE_BUSY", failure(() -> meter.ingest(first("no-connection"))));
      for (var waiter : waiting) {
        var given = assertThrows(ExecutionException.class, waiter::get);
        assertEquals("DATABASE_LOCKED", reasonOf(Objects.requireNonNull(given.getCause())));
      }
      holder.rollback();
      meter.ingest(first("waits"), first("waits-too"), first("no-connection"));
      assertExact(database, Meter.TENANT, 2); // four events, as two requests of two
    }
  }

  @Test
  @Tag("F82")
  void aStatementThatTakesTooLongIsNamed() throws Exception {
    var database = POSTGRES.freshDatabase();
    try (var meter = meter(database, Map.of("reckoner.statement-timeout", "300ms"));
        var admin = POSTGRES.connect(database)) {
      meter.ingest(first("before"));
      execute(
          admin,
          """
          create function dawdle() returns trigger language plpgsql as
            $$ begin perform pg_sleep(20); return new; end $$;
          create trigger dawdle before insert on usage_batch for each row execute function dawdle()
          """);
      assertEquals("DATABASE_SLOW", failure(() -> meter.ingest(first("slow"))));
      execute(admin, "drop trigger dawdle on usage_batch");
      assertEquals(
          EventResult.Status.WAITING,
          meter.ingest(first("slow")).getFirst().getStatus(),
          "nothing of the first attempt stands");
      assertExact(database, Meter.TENANT, 1); // two events, as one request of two
    }
  }

  private static void awaitWaiters(String database, int count) throws InterruptedException {
    var sql = "select count(*) from pg_locks where not granted";
    while (Integer.parseInt(POSTGRES.query(database, sql)) < count) {
      Thread.sleep(20);
    }
  }

  /** Every event is there once and waits, and every batch's position is taken once. */
  private static void assertExact(String database, String tenant, int requestsOfTwo) {
    assertEquals(
        "%1$d %1$d %1$d".formatted(2 * requestsOfTwo),
        POSTGRES.query(
            database,
            """
            select count(*) || ' ' || (select count(distinct event_id) from usage_exception x
              where x.tenant = l.tenant and x.state = 'WAITING') || ' ' || l.events
            from usage_event e join usage_ledger l using (tenant)
            where tenant = '%s' group by l.tenant, l.events
            """
                .formatted(tenant)));
    assertEquals(
        "t",
        POSTGRES.query(
            database,
            """
            select count(*) = max(l.position) and count(*) = max(b.position) and min(b.position) = 1
            from usage_batch b join usage_ledger l using (tenant) where tenant = '%s'
            """
                .formatted(tenant)));
  }

  private static reckoner.proto.rating.v1.UsageEvent first(String id) {
    return event(id + "-1", "stranger", BEGIN, "small", "input", "10");
  }

  private static reckoner.proto.rating.v1.UsageEvent second(String id) {
    return event(id + "-2", "stranger", BEGIN, "small", "input", "10");
  }

  private static IngestUsageRequest batch(reckoner.proto.rating.v1.UsageEvent event) {
    return IngestUsageRequest.newBuilder().addEvents(event).build();
  }

  private static Meter meter(String database, Map<String, Object> extra) {
    return new Meter(POSTGRES.properties("rating", database, extra));
  }

  private static Map<String, Object> through(FaultProxy proxy, String database) {
    return POSTGRES.properties("rating", database, through(proxy, database, ""));
  }

  private static Map<String, Object> through(FaultProxy proxy, String database, String parameters) {
    return Map.of(
        "datasources.default.url",
        "jdbc:postgresql://127.0.0.1:%d/%s%s".formatted(proxy.port(), database, parameters));
  }

  private static String failure(org.junit.jupiter.api.function.Executable call) {
    return reasonOf(assertThrows(StatusRuntimeException.class, call));
  }

  private static String reasonOf(Throwable failure) {
    var reason = Clients.reasonOf(failure);
    return reason == null ? "no fault of a database: " + failure : reason;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
