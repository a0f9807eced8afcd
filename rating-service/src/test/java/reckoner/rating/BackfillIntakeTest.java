package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.BackfillTest.march;
import static reckoner.rating.BackfillTest.reason;
import static reckoner.rating.CorrectionTest.amounts;
import static reckoner.rating.CorrectionTest.contract;
import static reckoner.rating.CorrectionTest.document;
import static reckoner.rating.CorrectionTest.request;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.TENANT;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reckoner.proto.rating.v1.Backfill;
import reckoner.proto.rating.v1.EventResult;

/** What a backfill takes, and what can be done to it. */
class BackfillIntakeTest {
  private static final String C = "c/2026-03";
  private static final String TENTH = "2026-03-10T00:00:00Z";
  private final Meter meter = new Meter();
  private final Backfills backfills = new Backfills(meter);

  @BeforeEach
  void publish() {
    meter.publishSmallAndLarge();
    meter.register("1", contract("c", "'simple': 'SUM'"));
    meter.advance(APRIL);
  }

  @AfterEach
  void stop() {
    meter.close();
  }

  private List<String> known() {
    return amounts(meter.query(TENANT, C, MARCH));
  }

  @Test
  void whatIsKnownIsADuplicateOrAConflictAndIsNotReplaced() {
    var known = document("c", "1", TENTH, "10");
    var other = document("c", "2", TENTH, "20");
    meter.ingest(known, other);
    backfills.create("b", march().setReplaces(true));
    var results =
        backfills.ingest(
            "b",
            known,
            document("c", "2", TENTH, "21"),
            document("c", "3", TENTH, "30"),
            document("c", "3", TENTH, "30.00"),
            document("c", "3", TENTH, "31"));
    assertEquals(
        List.of(
            "DUPLICATE RATED", "CONFLICT quantity", "HELD", "DUPLICATE HELD", "CONFLICT quantity"),
        Backfills.statuses(results));
    var again = backfills.ingest("b", document("c", "3", TENTH, "30"), known);
    assertEquals(List.of("DUPLICATE HELD", "DUPLICATE RATED"), Backfills.statuses(again));
    var open = backfills.get("b");
    assertEquals(List.of(1L, 2L), List.of(open.getHeldEvents(), open.getKnownEvents()));
    // the ledger gets the held event, and one with its id and other content, from elsewhere
    backfills.ingest("b", document("c", "4", TENTH, "40"));
    meter.ingest(document("c", "3", TENTH, "30"), document("c", "4", TENTH, "41"));
    var closing = backfills.close("r", "b").getClosing();
    assertEquals("0 0 0 0 0", Backfills.counts(closing.getEvents()));
    assertEquals(
        List.of(1L, 1L, 0L),
        List.of(closing.getDuplicates(), closing.getConflicts(), closing.getReplacedEvents()));
    assertEquals(List.of("platform-fee 1 = 29", "sum 101 = 25.1"), known());
    assertEquals(3, meter.summary(TENANT).getConflicts());
  }

  @Test
  void whatIsOutsideTheScopeIsRejectedByItself() {
    backfills.create(
        "b", march("c").addSources("desk").addEventTypes("document").addEventTypes(""));
    var inside = document("c", "1", "2026-03-01T00:00:00Z", "1");
    var results =
        backfills.ingest(
            "b",
            inside,
            document("c", "2", "2026-04-01T00:00:00Z", "1"),
            document("c", "3", "2026-02-28T23:59:59.999999Z", "1"),
            document("d", "4", TENTH, "1"),
            request("c", "5", TENTH, "1"),
            document("c", "6", TENTH, "1").toBuilder().setEventType("page").build(),
            request("c", "7", TENTH, "1").toBuilder().setSource("desk").build(),
            document("c", "8", TENTH, "-1"));
    assertEquals(
        List.of(
            "HELD",
            "REJECTED event_time",
            "REJECTED event_time",
            "REJECTED customer",
            "REJECTED source",
            "REJECTED event_type",
            "HELD",
            "REJECTED quantity"),
        Backfills.statuses(results));
    assertEquals("BACKFILL_SCOPE", results.get(1).getReason());
    assertEquals(6, meter.exceptions(TENANT, 100, EventResult.Status.REJECTED).size());
    assertEquals("2 0 0 0 0", Backfills.counts(backfills.close("r", "b").getClosing().getEvents()));
    assertEquals(
        "RATED",
        meter
            .ingest(document("c", "6", TENTH, "1").toBuilder().setEventType("document").build())
            .getFirst()
            .getStatus()
            .name());
  }

  @Test
  void eachStateAllowsWhatItShould() {
    var scope = march();
    var first = backfills.create("b", scope);
    assertEquals(first, backfills.create("b", scope), "the same under another request");
    assertEquals("KEY_TAKEN", reason(() -> backfills.create("b", scope.clone().setReplaces(true))));
    assertEquals("NOT_FOUND", reason(() -> backfills.get("nothing")));
    assertEquals("NOT_FOUND", reason(() -> backfills.close("x", "nothing")));
    assertEquals(
        "NOT_FOUND", reason(() -> backfills.ingest("nothing", document("c", "1", TENTH, "1"))));
    assertEquals("BATCH_SIZE", reason(() -> backfills.ingest("b")));
    assertEquals("BACKFILL_STATE", reason(() -> backfills.revert("x", "b")));
    assertEquals(
        "REQUEST_INVALID", reason(() -> backfills.create("empty", Backfills.scope(APRIL, APRIL))));

    backfills.ingest("b", document("c", "1", TENTH, "1"));
    var discarded = backfills.discard("d", "b");
    assertEquals(Backfill.State.DISCARDED, discarded.getState());
    assertEquals(discarded, backfills.discard("d2", "b"));
    assertEquals("BACKFILL_STATE", reason(() -> backfills.close("x", "b")));
    assertEquals(
        "BACKFILL_STATE", reason(() -> backfills.ingest("b", document("c", "1", TENTH, "1"))));
    assertEquals(
        List.of("RATED"),
        Backfills.statuses(meter.ingest(document("c", "1", TENTH, "2"))),
        "its id is free");

    backfills.create("c", march());
    backfills.close("c", "c");
    assertEquals("BACKFILL_STATE", reason(() -> backfills.discard("x", "c")));
    assertEquals(
        "BACKFILL_STATE", reason(() -> backfills.ingest("c", document("c", "3", TENTH, "1"))));
    backfills.revert("c", "c");
    assertEquals("BACKFILL_STATE", reason(() -> backfills.close("x", "c")));

    IntStream.range(0, 5).forEach(i -> backfills.create("l" + i, march()));
    assertEquals(List.of("b", "c", "l0", "l1", "l2", "l3", "l4"), backfills.list(3));
    assertEquals(List.of("c"), backfills.list(3, Backfill.State.REVERTED));
    assertEquals(List.of(), new Backfills(meter, "other").list(3));
  }

  @Test
  void aBackfillNamesAtMostAMillionEvents() throws SQLException {
    backfills.create("b", march());
    backfills.ingest("b", document("c", "1", TENTH, "1"));
    sql("update backfill set held_events = 999999");
    backfills.ingest("b", document("c", "2", TENTH, "1"));
    assertEquals(
        "BACKFILL_FULL", reason(() -> backfills.ingest("b", document("c", "3", TENTH, "1"))));
    assertEquals(
        List.of("DUPLICATE HELD"),
        Backfills.statuses(backfills.ingest("b", document("c", "2", TENTH, "1"))));
    assertEquals(1_000_000, backfills.get("b").getHeldEvents());
  }

  private void sql(String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(
                String.valueOf(meter.database.get("datasources.default.url")),
                "postgres",
                "postgres");
        var statement = connection.createStatement()) {
      assertTrue(statement.executeUpdate(sql) > 0);
    }
  }
}
