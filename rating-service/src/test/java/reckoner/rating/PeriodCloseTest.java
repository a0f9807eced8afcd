package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.MAY;
import static reckoner.rating.Meter.contract;
import static reckoner.rating.Meter.event;

import io.grpc.StatusRuntimeException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.GetClosedPeriodRequest;
import reckoner.proto.rating.v1.UsageEvent;

/** Dated stories of periods that close, with every amount written out by hand. */
class PeriodCloseTest {
  private static final Duration GRACE = Duration.ofHours(24);
  private static final Instant CUTOFF = APRIL.plus(GRACE);
  private final Meter meter = new Meter();

  @BeforeEach
  void publish() {
    meter.publishSmallAndLarge();
  }

  @AfterEach
  void stop() {
    meter.close();
  }

  @Test
  @Tag("F09")
  void aMonthIsClosedOnceItsGraceIsOver() {
    meter.register("1", contract("c/2026-03", "c", MARCH, APRIL));
    meter.ingest(
        event("1", "c", "2026-03-01T00:00:00Z", "small", "input", "150000", "output", "7"));
    meter.advance(APRIL.minusSeconds(1));
    meter.ingest(event("2", "c", "2026-03-31T23:59:59Z", "small", "input", "1"));
    meter.advance(CUTOFF.minusSeconds(1));
    meter.ingest(
        event("late", "c", "2026-03-31T12:00:00Z", "small", "input", "2"),
        event("next month", "c", "2026-04-01T00:00:00Z", "small", "input", "500"));
    assertEquals("PERIOD_OPEN", refusal("c/2026-03", MARCH));

    meter.advance(CUTOFF);
    var tooLate = event("too late", "c", "2026-03-31T12:00:00Z", "small", "input", "1000000");
    assertEquals(EventResult.Status.LATE, meter.ingest(tooLate).getFirst().getStatus());
    var closed = meter.close("close", "c/2026-03", MARCH);
    assertEquals(
        List.of(
            "platform-fee  : 1 - 0 = 1 -> 29 ~ 29, cost 0",
            // 50,003 × 1.5 × 1.2 ÷ 1,000,000; the cost is that of all 150,003
            "model-usage small input: 150003 - 100000 = 50003 -> 0.0900054 ~ 0.09, cost 0.2250045",
            "model-usage small output: 7 - 0 = 7 -> 0.0000504 ~ 0, cost 0.000042"),
        closed.getChargesList().stream().map(Lines::line).toList());
    assertEquals(ClosedPeriod.State.CLOSED, closed.getState());
    assertEquals(3, closed.getUsagePosition());
    assertEquals(2, closed.getCatalogPosition());
    assertEquals("v1", closed.getCharges(1).getPriceVersion());

    assertEquals(closed, meter.close("close", "c/2026-03", MARCH), "the first answer again");
    assertEquals(closed, meter.close("other", "c/2026-03", MARCH));
    meter.advance(MAY);
    var later = event("much too late", "c", "2026-03-31T12:00:00Z", "what", "input", "1");
    assertEquals(EventResult.Status.LATE, meter.ingest(later).getFirst().getStatus());
    assertEquals(closed, meter.close("later", "c/2026-03", MARCH));
    assertEquals(
        List.of("much too late", "too late"),
        meter.exceptions(Meter.TENANT, 10, EventResult.Status.LATE).stream()
            .map(late -> late.getEvent().getEventId())
            .toList());
    assertEquals(2, meter.summary(Meter.TENANT).getLate());
    assertEquals(closed, read("c/2026-03", MARCH));
  }

  @Test
  void freeUnitsAreUsedInTheOrderOfStartWindowAndTier() {
    meter.register("1", contract("c/2026-03", "c", MARCH, APRIL));
    meter.advance(CUTOFF.minusSeconds(1));
    meter.ingest(
        // from 13 March, once the window is over: 4 a million, whatever the size
        event("1", "c", "2026-03-13T01:00:00Z", "large", "input", "1000"),
        // the window, over midnight, beats the start date
        event("2", "c", "2026-03-20T23:00:00Z", "large", "input", "30000"),
        event("3", "c", "2026-03-21T00:59:59Z", "large", "input", "1"),
        // before: at the tier's edge, and one above it
        event("4", "c", "2026-03-12T12:00:00Z", "large", "input", "200000"),
        event("5", "c", "2026-03-12T12:00:00Z", "large", "input", "200001", "output", "10"));
    meter.advance(CUTOFF);
    var closed = meter.close("close", "c/2026-03", MARCH);
    assertEquals(
        List.of(
            "up to 200000 input tokens | 200000 - 100000 at 3.6/1000000 = 0.36",
            "over 200000 input tokens | 200001 - 0 at 7.2/1000000 = 1.4400072",
            "23:00–01:00 UTC | 30001 - 0 at 1.2/1000000 = 0.0360012",
            "from 2026-03-13 | 1000 - 0 at 4.8/1000000 = 0.0048"),
        Lines.steps(closed.getCharges(1)));
    assertEquals("1.84", closed.getCharges(1).getAmount().getValue());
    // 10 × 22.5 × 1.2 ÷ 1,000,000: the tier goes by input tokens
    assertEquals("0.00027", closed.getCharges(2).getAmountExact().getValue());
  }

  @Test
  void containedCountersAreTakenApart() {
    meter.register("1", contract("c/2026-03", "c", MARCH, APRIL));
    meter.advance(CUTOFF.minusSeconds(1));
    var nested =
        event("1", "c", "2026-03-01T12:00:00Z", "large", "input", "300000", "cache_read", "60000");
    meter.ingest(nested.toBuilder().setNesting(UsageEvent.Nesting.CONTAINED).build());
    var later =
        event("2", "c", "2026-03-14T12:00:00Z", "large", "input", "150000", "cache_read", "60000");
    meter.ingest(later.toBuilder().setNesting(UsageEvent.Nesting.CONTAINED).build());
    meter.advance(CUTOFF);
    var closed = meter.close("close", "c/2026-03", MARCH);
    assertEquals(
        List.of(
            "platform-fee  : 1 - 0 = 1 -> 29 ~ 29, cost 0",
            // the first has no price for cache reads of its own: 300,000 input at 6; then 90,000 at
            // 4
            "model-usage large input: 390000 - 100000 = 290000 -> 1.872 ~ 1.87, cost 2.16",
            "model-usage large cache_read: 60000 - 0 = 60000 -> 0.0288 ~ 0.03, cost 0.024"),
        closed.getChargesList().stream().map(Lines::line).toList());
  }

  @Test
  @Tag("F07")
  void noReplicaStoresBeforeACutOffThatWasSealed() {
    meter.register("1", contract("c/2026-03", "c", MARCH, APRIL));
    meter.ingest(event("1", "c", "2026-03-01T00:00:00Z", "small", "input", "1100000"));
    meter.advance(CUTOFF);
    assertEquals("1.8", meter.close("1", "c/2026-03", MARCH).getCharges(1).getAmount().getValue());
    try (var connection = connect();
        var statement = connection.createStatement()) {
      var row =
          statement.executeQuery(
              "select count(*) from usage_ledger where tenant = 'acme' and store_time < '%s'"
                  .formatted(CUTOFF));
      row.next();
      assertEquals(0, row.getInt(1), "the ledger's floor is the cut-off");
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void aRequestIdNamesOneClose() {
    meter.register("1", contract("c/2026-03", "c", MARCH, APRIL));
    meter.register("2", contract("d/2026-03", "d", MARCH, APRIL));
    meter.advance(CUTOFF);
    meter.close("one", "c/2026-03", MARCH);
    meter.close("two", "d/2026-03", MARCH);
    var reused =
        assertThrows(StatusRuntimeException.class, () -> meter.close("one", "d/2026-03", MARCH));
    assertEquals("REQUEST_ID_REUSED", RefusalStatus.reason(reused).orElseThrow());
  }

  @Test
  void aPeriodThatEndedBeforeTheActivationHasItsGraceFromThere() {
    var activation = MAY.minusSeconds(3600);
    meter.ingest(event("1", "c", "2026-03-01T00:00:00Z", "small", "input", "1100000"));
    meter.advance(activation);
    var late = contract("c/2026", "c", MARCH, APRIL, MAY).setActivateTime(Meter.stamp(activation));
    assertEquals(1, meter.register("1", late).getMatchedEvents());
    meter.advance(MAY.plusSeconds(1));
    assertEquals("PERIOD_OPEN", refusal("c/2026", MARCH));
    meter.ingest(event("2", "c", "2026-03-31T00:00:00Z", "small", "input", "1000000"));
    meter.advance(activation.plus(GRACE));
    var march = meter.close("march", "c/2026", MARCH);
    assertEquals("3.6", march.getCharges(1).getAmount().getValue());
    assertEquals("PERIOD_OPEN", refusal("c/2026", APRIL));
    meter.advance(MAY.plus(GRACE));
    assertEquals(1, meter.close("april", "c/2026", APRIL).getChargesCount(), "only the fee");
  }

  @Test
  @Tag("F77")
  void ofClosesThatRaceAllGetOneAnswer() throws Exception {
    meter.register("1", contract("c/2026-03", "c", MARCH, APRIL));
    meter.ingest(event("1", "c", "2026-03-01T00:00:00Z", "small", "input", "1100000"));
    meter.advance(CUTOFF);
    var racers = 6;
    var start = new CountDownLatch(1);
    var answers = new HashSet<ClosedPeriod>();
    try (var pool = Executors.newFixedThreadPool(racers)) {
      var futures = new ArrayList<Future<ClosedPeriod>>();
      for (var racer = 0; racer < racers; racer++) {
        var id = "racer " + racer / 2;
        futures.add(
            pool.submit(() -> {
              start.await();
              return meter.close(id, "c/2026-03", MARCH);
            }));
      }
      start.countDown();
      for (var future : futures) {
        answers.add(future.get());
      }
    }
    assertEquals(1, answers.size());
    assertEquals("1.8", answers.iterator().next().getCharges(1).getAmount().getValue());
  }

  @Test
  void otherTenantsPeriodsAreNotFound() {
    meter.register("1", contract("c/2026-03", "c", MARCH, APRIL));
    meter.advance(CUTOFF);
    var refused =
        assertThrows(
            StatusRuntimeException.class, () -> meter.close("other", "1", "c/2026-03", MARCH));
    assertEquals("NOT_FOUND", RefusalStatus.reason(refused).orElseThrow());
    assertEquals("NOT_FOUND", refusal("c/2026-03", MARCH.plusSeconds(1)));
  }

  @Test
  void whatIsDueCannotBeChangedInTheTables() throws SQLException {
    meter.register("1", contract("c/2026-03", "c", MARCH, APRIL));
    meter.advance(CUTOFF);
    meter.close("close", "c/2026-03", MARCH);
    try (var connection = connect();
        var statement = connection.createStatement()) {
      for (var change :
          List.of(
              "update due_charge set amount = 1",
              "delete from due_charge",
              "update contract_period set cutoff_time = cutoff_time + interval '1 day'",
              "delete from contract_period")) {
        var refused = assertThrows(SQLException.class, () -> statement.execute(change), change);
        assertTrue(String.valueOf(refused.getMessage()).contains("never changes"), change);
      }
    }
  }

  @Test
  void theReceiptNamesTheContent() {
    meter.register("1", contract("c/2026-03", "c", MARCH, APRIL));
    meter.register("2", contract("d/2026-03", "d", MARCH, APRIL));
    meter.register("3", contract("e/2026-03", "e", MARCH, APRIL));
    for (var customer : List.of("c", "d")) {
      meter.ingest(event(customer, customer, "2026-03-01T00:00:00Z", "small", "input", "1100000"));
    }
    meter.advance(CUTOFF);
    var first = meter.close("1", "c/2026-03", MARCH);
    assertEquals(first.getReceiptHash(), meter.close("2", "d/2026-03", MARCH).getReceiptHash());
    assertNotEquals(first.getReceiptHash(), meter.close("3", "e/2026-03", MARCH).getReceiptHash());
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        String.valueOf(meter.database.get("datasources.default.url")),
        String.valueOf(meter.database.get("datasources.default.username")),
        String.valueOf(meter.database.get("datasources.default.password")));
  }

  private String refusal(String contract, Instant start) {
    var refused =
        assertThrows(StatusRuntimeException.class, () -> meter.close("refused", contract, start));
    return RefusalStatus.reason(refused).orElseThrow();
  }

  private ClosedPeriod read(String contract, Instant start) {
    return Meter.sure(() ->
        meter
            .as(Meter.TENANT, Role.FINANCE)
            .getClosedPeriod(
                GetClosedPeriodRequest.newBuilder()
                    .setContract(contract)
                    .setPeriodStart(Meter.stamp(start))
                    .build()));
  }
}
