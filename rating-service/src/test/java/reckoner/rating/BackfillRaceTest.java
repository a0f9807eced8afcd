package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.BackfillTest.march;
import static reckoner.rating.CorrectionTest.contract;
import static reckoner.rating.CorrectionTest.document;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.TENANT;
import static reckoner.rating.Meter.amend;

import io.grpc.StatusRuntimeException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.proto.rating.v1.Backfill;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.UsageCounts;

/** Closes and reverts of backfills beside everything else, and where the database breaks. */
class BackfillRaceTest {
  private static final String C = "c/2026-03";
  private static final String TENTH = "2026-03-10T00:00:00Z";
  private static final Instant CUTOFF = APRIL.plusSeconds(86_400);
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

  private long quantity() {
    return quantity(meter.query(TENANT, C, MARCH));
  }

  private static long quantity(ClosedPeriod period) {
    return period.getChargesList().stream()
        .filter(charge -> charge.getCharge().equals("sum"))
        .mapToLong(charge -> Long.parseLong(charge.getQuantity().getValue()))
        .sum();
  }

  /** Starts all at once; answers in order. */
  @SafeVarargs
  private static <T> List<T> together(Callable<T>... calls) throws Exception {
    var start = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<T>>();
      for (var call : calls) {
        running.add(
            threads.submit(() -> {
              start.await();
              return call.call();
            }));
      }
      start.countDown();
      var answers = new ArrayList<T>();
      for (var one : running) {
        answers.add(one.get());
      }
      return answers;
    }
  }

  @Test
  void closesAtOnceCloseItOnceAndSoDoReverts() throws Exception {
    meter.ingest(document("c", "old", TENTH, "1000"));
    backfills.create("b", march().setReplaces(true));
    backfills.ingest("b", document("c", "1", TENTH, "7"));
    var answers =
        together(
            () -> backfills.close("r", "b"),
            () -> backfills.close("r", "b"),
            () -> backfills.close("r2", "b"),
            () -> backfills.close("r3", "b"));
    assertEquals(1, answers.stream().distinct().count());
    assertEquals(7, quantity());
    var reverts =
        together(
            () -> backfills.revert("v", "b"),
            () -> backfills.revert("v", "b"),
            () -> backfills.revert("v2", "b"));
    assertEquals(1, reverts.stream().distinct().count());
    assertEquals(1000, quantity());
  }

  @Test
  void whatIsAnsweredAsHeldIsInTheClose() throws Exception {
    backfills.create("b", march());
    int streams = 6;
    var held = new AtomicInteger();
    var first = new CountDownLatch(streams);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<?>>();
      for (int stream = 0; stream < streams; stream++) {
        var name = "s" + stream + "-";
        running.add(
            threads.submit(() -> {
              for (int i = 0; ; i++) {
                try {
                  backfills.ingest("b", document("c", name + i, TENTH, "1"));
                } catch (StatusRuntimeException refused) {
                  assertEquals("BACKFILL_STATE", RefusalStatus.reason(refused).orElseThrow());
                  return;
                }
                held.incrementAndGet();
                first.countDown();
              }
            }));
      }
      first.await();
      var closed = backfills.close("r", "b");
      for (var one : running) {
        one.get();
      }
      assertEquals(held.get(), closed.getClosing().getEvents().getRated());
      assertEquals(held.get(), quantity());
    }
  }

  /** All of it is in time or all of it is late, and the period's close says the same. */
  @Test
  void aCloseThatMeetsThePeriodsCloseIsInItAsAWholeOrNotAtAll() throws Exception {
    int events = 40;
    backfills.create("b", march());
    for (int i = 0; i < events; i++) {
      backfills.ingest("b", document("c", "1-" + i, TENTH, "1"));
    }
    meter.advance(CUTOFF.minusSeconds(1));
    List<Object> answers =
        together(
            () -> backfills.close("r", "b").getClosing().getEvents(),
            () -> {
              meter.advance(CUTOFF);
              return meter.close("c", C, MARCH);
            });
    var counts = (UsageCounts) answers.get(0);
    long inTime = quantity((ClosedPeriod) answers.get(1));
    assertEquals(events, counts.getRated() + counts.getLate());
    assertEquals(counts.getRated(), inTime);
    assertTrue(inTime == 0 || inTime == events, "a whole or nothing: " + inTime);
    assertEquals(events, quantity());
  }

  @Test
  void whatComesInBeforeTheCloseIsReplacedAndWhatComesAfterHolds() throws Exception {
    backfills.create("b", march().setReplaces(true));
    backfills.ingest("b", document("c", "mine", TENTH, "1000"));
    var isOpen = new CountDownLatch(1);
    var positions = new ArrayList<Long>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var stream =
          threads.submit(() -> {
            for (int i = 0; i < 100; i++) {
              positions.add(meter.ingest(TENANT, document("c", "i" + i, TENTH, "1")).getPosition());
              isOpen.countDown();
            }
            return positions;
          });
      isOpen.await();
      var closing = backfills.close("r", "b").getClosing();
      long after =
          stream.get().stream().filter(position -> position > closing.getPosition()).count();
      assertEquals(100 - after, closing.getReplacedEvents());
      assertEquals(1000 + after, quantity());
      backfills.revert("v", "b");
      assertEquals(100, quantity());
    }
  }

  @Test
  void correctionsAndContractsBesideACloseComeBeforeItOrAfter() throws Exception {
    int events = 50;
    var all = IntStream.range(0, events).mapToObj(i -> document("c", "i" + i, TENTH, "1")).toList();
    meter.ingest(TENANT, all.toArray(reckoner.proto.rating.v1.UsageEvent[]::new));
    meter.ingest(document("e", "waits", TENTH, "3"));
    backfills.create("b", march().setReplaces(true));
    backfills.ingest("b", document("c", "mine", TENTH, "1000"));
    var answers =
        together(
            () -> (int) backfills.close("r", "b").getClosing().getReplacedEvents(),
            () -> {
              int amended = 0;
              for (var event : all) {
                try {
                  meter.correct(
                      TENANT,
                      "a" + event.getEventId(),
                      amend(document("c", event.getEventId(), "2026-04-01T00:30:00Z", "1")));
                  amended++;
                } catch (StatusRuntimeException voided) {
                  assertEquals("CORRECTION_IMPOSSIBLE", RefusalStatus.reason(voided).orElseThrow());
                }
              }
              return amended;
            },
            () -> (int) meter.register("2", contract("e", "'simple': 'SUM'")).getMatchedEvents());
    // what was amended before the close is in April, out of its range
    assertEquals(events + 1, answers.get(0) + answers.get(1));
    assertEquals(1000, quantity());
    assertEquals(answers.get(1), (int) quantity(meter.query(TENANT, C, APRIL)));
    assertEquals(0, quantity(meter.query(TENANT, "e/2026-03", MARCH)));
    backfills.revert("v", "b");
    assertEquals(events - answers.get(1), (int) quantity());
    assertEquals(3, quantity(meter.query(TENANT, "e/2026-03", MARCH)));
  }

  /** The session dies in the middle of the transaction, wherever that is. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "insert on usage_event",
        "insert on usage_correction",
        "insert on usage_delta",
        "insert on usage_batch",
        "update on backfill"
      })
  void aCloseThatIsKilledHasNotBegun(String where) throws Exception {
    meter.ingest(document("c", "old", TENTH, "1"));
    backfills.create("b", march().setReplaces(true));
    backfills.ingest("b", document("c", "1", TENTH, "70"), document("c", "2", TENTH, "700"));
    try (var admin = admin()) {
      dieAt(admin, where);
      assertThrows(StatusRuntimeException.class, () -> backfills.close("r", "b"));
      heal(admin, where);
      assertEquals(Backfill.State.OPEN, backfills.get("b").getState());
      assertEquals(1, quantity());
      assertEquals(1, meter.summary(TENANT).getRated());
      var closed = backfills.close("r", "b");
      assertEquals(770, quantity());
      dieAt(admin, where);
      assertThrows(StatusRuntimeException.class, () -> backfills.revert("v", "b"));
      heal(admin, where);
      assertEquals(closed, backfills.get("b"));
      assertEquals(770, quantity());
      backfills.revert("v", "b");
      assertEquals(1, quantity());
    }
  }

  private Connection admin() throws SQLException {
    return DriverManager.getConnection(
        String.valueOf(meter.database.get("datasources.default.url")), "postgres", "postgres");
  }

  private static void dieAt(Connection admin, String where) throws SQLException {
    execute(
        admin,
        """
        create or replace function die() returns trigger language plpgsql as
          $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$;
        create trigger die before %s for each row execute function die()
        """
            .formatted(where));
  }

  private static void heal(Connection admin, String where) throws SQLException {
    execute(admin, "drop trigger die on " + where.substring(where.lastIndexOf(' ') + 1));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
