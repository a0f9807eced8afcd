package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.TENANT;
import static reckoner.rating.Pages.CONTRACT;
import static reckoner.rating.Pages.CUTOFF;
import static reckoner.rating.Pages.batch;
import static reckoner.rating.Pages.document;

import io.grpc.StatusRuntimeException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.TestDatabase;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.IngestUsageResponse;
import reckoner.proto.rating.v1.UsageEvent;

/** Transactions that are slow at the worst moment, and that want the same rows in other orders. */
class LedgerOrderTest {
  private static final int HELD = 77;
  private static final String NOON = "2026-03-10T12:00:00Z";
  private final Meter meter = new Meter(patient());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** A held transaction fails by no time-out, however slow the machine is. */
  private static Map<String, Object> patient() {
    var properties = new HashMap<>(TestDatabase.properties("rating"));
    properties.put("reckoner.lock-timeout", "60s");
    return properties;
  }

  @BeforeEach
  void register() {
    meter.register("1", Pages.contract());
    meter.advance(APRIL);
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    meter.close();
  }

  /** Holds every transaction that inserts such rows into a table, until it is closed. */
  private final class Gate implements AutoCloseable {
    private final Connection holder;

    Gate(String table, String condition) throws SQLException {
      Pages.sql(
          meter,
          """
          create or replace function hold() returns trigger language plpgsql as
            $$ begin perform pg_advisory_xact_lock(%d); return new; end $$;
          create trigger hold before insert on %s for each row when (%s) execute function hold()
          """
              .formatted(HELD, table, condition));
      holder =
          DriverManager.getConnection(
              String.valueOf(meter.database.get("datasources.default.url")),
              "postgres",
              "postgres");
      try (var statement = holder.createStatement()) {
        statement.execute("select pg_advisory_lock(%d)".formatted(HELD));
      }
    }

    void awaitWaiting(String lockType) throws InterruptedException {
      var waiting =
          """
          select count(*) from pg_locks where not granted and locktype in ('%s') and pid in
            (select pid from pg_stat_activity where datname = current_database())
          """
              .formatted(lockType);
      while (Pages.sql(meter, waiting).equals(List.of("0"))) {
        Thread.sleep(5);
      }
    }

    @Override
    public void close() throws SQLException {
      holder.close();
    }
  }

  private Future<IngestUsageResponse> send(UsageEvent event) {
    return threads.submit(() -> meter.ingest(TENANT, event));
  }

  private static UsageEvent slow(String id) {
    return document(id, NOON, "1");
  }

  /** Begun first and committed last: nobody has read past its position, nor does a close. */
  @Test
  @Tag("F07")
  void aBatchThatCommitsLateIsBelowNobodysPosition() throws Exception {
    long position = meter.ingest(TENANT, slow("first")).getPosition();
    Future<IngestUsageResponse> held;
    long passed;
    try (var gate = new Gate("usage_event", "octet_length(new.body) > 1000")) {
      held = send(slow("held").toBuilder().putEvidence("long", "x".repeat(1000)).build());
      gate.awaitWaiting("advisory");
      passed = meter.ingest(TENANT, slow("overtakes")).getPosition();
      assertEquals(position + 1, passed);
      var read = meter.query(TENANT, CONTRACT, MARCH);
      assertEquals(passed, read.getUsagePosition());
      assertEquals(new BigDecimal("2"), Pages.of(read));
      assertFalse(held.isDone());
    }
    assertEquals(passed + 1, held.get().getPosition(), "above what was read");
    var known = meter.query(TENANT, CONTRACT, MARCH);
    assertEquals(passed + 1, known.getUsagePosition());
    assertEquals(new BigDecimal("3"), Pages.of(known));
  }

  /** The cut-off is sealed while a batch that began before it is under way: the batch is late. */
  @Test
  @Tag("F07")
  void aBatchThatACloseOvertakesIsLate() throws Exception {
    meter.ingest(TENANT, slow("first"));
    Future<IngestUsageResponse> held;
    try (var gate = new Gate("usage_event", "octet_length(new.body) > 1000")) {
      held = send(slow("held").toBuilder().putEvidence("long", "x".repeat(1000)).build());
      gate.awaitWaiting("advisory");
      meter.advance(CUTOFF);
      assertEquals(new BigDecimal("1"), Pages.of(meter.close("close", CONTRACT, MARCH)));
    }
    assertEquals(EventResult.Status.LATE, held.get().getResults(0).getStatus());
    meter.advance(CUTOFF.plusSeconds(60));
    var adjusted = meter.adjust(TENANT, "a", CONTRACT, MARCH, CUTOFF.plusSeconds(60));
    assertEquals(new BigDecimal("1"), Pages.of(adjusted));
  }

  /** It has its position, and an instant before the cut-off, and is not committed. */
  @Test
  @Tag("F07")
  void aCloseWaitsForTheBatchThatHasItsPosition() throws Exception {
    Future<IngestUsageResponse> held;
    Future<BigDecimal> closing;
    try (var gate = new Gate("usage_batch", "true")) {
      held = send(slow("held"));
      gate.awaitWaiting("advisory");
      meter.advance(CUTOFF);
      closing = threads.submit(() -> Pages.of(meter.close("close", CONTRACT, MARCH)));
      gate.awaitWaiting("transactionid', 'tuple");
      assertFalse(closing.isDone());
    }
    assertEquals(EventResult.Status.RATED, held.get().getResults(0).getStatus());
    assertEquals(new BigDecimal("1"), closing.get());
  }

  @Test
  @Tag("F78")
  void batchesAndCorrectionsInOppositeOrdersNeverBlockEachOtherForEver() throws Exception {
    int keys = 40;
    int rounds = 12;
    var ids = IntStream.range(0, keys).mapToObj(i -> "e" + i).toList();
    meter.ingest(TENANT, List.of(batch(ids.stream().map(LedgerOrderTest::slow).toList())));
    var start = new CountDownLatch(1);
    var running = new ArrayList<Future<Integer>>();
    for (int w = 0; w < 4; w++) {
      var order = w % 2 == 0 ? ids : ids.reversed();
      var writer = w;
      running.add(
          threads.submit(() -> {
            start.await();
            int done = 0;
            for (int round = 0; round < rounds; round++) {
              var more = "%d-%d-".formatted(round, writer / 2); // two writers send the same
              meter.ingest(
                  TENANT, List.of(batch(order.stream().map(id -> slow(more + id)).toList())));
              done += corrected(writer + " " + round, order, 10 * round + writer + 2);
            }
            return done;
          }));
    }
    start.countDown();
    int corrections = 0;
    for (var one : running) {
      corrections += one.get();
    }
    assertEquals(4 * rounds, corrections);
    assertEquals(keys + 2L * rounds * keys, Pages.stored(meter, TENANT));
    var deadlocks = "select deadlocks from pg_stat_database where datname = current_database()";
    assertEquals(List.of("0"), Pages.sql(meter, deadlocks));
  }

  private int corrected(String id, List<String> order, int pages) {
    var amendments =
        order.stream()
            .map(one -> Meter.amend(document(one, NOON, Integer.toString(pages))))
            .toList();
    try {
      var answer =
          meter.correct(
              TENANT, id, amendments.toArray(reckoner.proto.rating.v1.UsageCorrection[]::new));
      return answer.getCorrectedCount() == order.size() ? 1 : 0;
    } catch (StatusRuntimeException refused) {
      throw new AssertionError(RefusalStatus.reason(refused).orElse("none"), refused);
    }
  }

  @Test
  @Tag("F78")
  void closesAdjustmentsAndUsageOfManyContractsCrossAndEnd() throws Exception {
    int contracts = 6;
    for (int c = 0; c < contracts; c++) {
      meter.register("r" + c, Pages.contract().setContract("c" + c).setCustomer("customer-" + c));
    }
    for (int c = 0; c < contracts; c++) {
      var inTime = document("in time " + c, NOON, "10");
      meter.ingest(TENANT, inTime.toBuilder().setCustomer("customer-" + c).build());
    }
    meter.advance(CUTOFF);
    var cutoffs = new AtomicReference<>(CUTOFF);
    var start = new CountDownLatch(1);
    var running = new ArrayList<Future<Map<String, BigDecimal>>>();
    for (int w = 0; w < 4; w++) {
      var writer = w;
      running.add(
          threads.submit(() -> {
            start.await();
            var adjusted = new HashMap<String, BigDecimal>();
            for (int i = 0; i < contracts; i++) {
              int c = writer % 2 == 0 ? i : contracts - 1 - i;
              var late = slow("%d-%d".formatted(writer, c));
              meter.ingest(TENANT, late.toBuilder().setCustomer("customer-" + c).build());
              var closed = meter.close("close " + writer + c, "c" + c, MARCH);
              assertEquals(new BigDecimal("10"), Pages.of(closed));
              adjusted.put("c" + c, adjusted("adjust " + writer + c, "c" + c, later(cutoffs)));
            }
            return adjusted;
          }));
    }
    start.countDown();
    var sums = new TreeMap<String, BigDecimal>();
    for (var one : running) {
      one.get().forEach((contract, pages) -> sums.merge(contract, pages, BigDecimal::add));
    }
    System.out.println("adjusted while others wrote: " + sums);
    for (int c = 0; c < contracts; c++) {
      var last = adjusted("last " + c, "c" + c, later(cutoffs));
      assertEquals(new BigDecimal("4"), sums.merge("c" + c, last, BigDecimal::add));
    }
    assertEquals(0, meter.summary(TENANT).getLate(), "all are adjusted");
  }

  /** Business time, a second on. */
  private Instant later(AtomicReference<Instant> cutoffs) {
    synchronized (cutoffs) {
      meter.advance(cutoffs.updateAndGet(time -> time.plusSeconds(1)));
      return cutoffs.get();
    }
  }

  /** By how much; nothing where another adjustment with a later cut-off was first. */
  private BigDecimal adjusted(String id, String contract, Instant cutoff) {
    try {
      return Pages.of(meter.adjust(TENANT, id, contract, MARCH, cutoff));
    } catch (StatusRuntimeException refused) {
      assertEquals("ADJUSTMENT_ORDER", RefusalStatus.reason(refused).orElse("none"));
      return BigDecimal.ZERO;
    }
  }
}
