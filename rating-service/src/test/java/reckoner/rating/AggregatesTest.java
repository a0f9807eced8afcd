package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.TENANT;
import static reckoner.rating.Meter.event;

import com.google.type.Decimal;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.Contract;
import reckoner.proto.rating.v1.UsageEvent;

/** Sums that are kept with the events: a close needs no event to come to the same charges. */
class AggregatesTest {
  private static final String TIERS =
      """
      {'product': 'p', 'meter': 'm',
       'definition': {'filter': 'event_type == `x`', 'aggregation': {'simple': 'SUM'}, 'unit': 'one'},
       'terms': {'allowance': '7', 'price': {'graduated': {'tiers': [
         {'upTo': '100', 'rate': {'amount': '0.5'}}, {'rate': {'amount': '0.1'}}]}}}}
      """;
  private final Meter meter = new Meter();

  @BeforeEach
  void register() {
    meter.publishSmallAndLarge();
    meter.register("1", contract());
    meter.advance(APRIL.minusSeconds(1));
  }

  private static Contract.Builder contract() {
    return Meter.contract("c/2026-03", "c", MARCH, APRIL)
        .addCharges(Meter.metered("tiers", "Tiers", TIERS));
  }

  @AfterEach
  void stop() {
    meter.close();
  }

  private static UsageEvent both(int i) {
    return event(
            "e" + i,
            "c",
            "2026-03-%02dT12:00:00Z".formatted(1 + i % 31),
            i % 2 == 0 ? "small" : "large",
            "input",
            Integer.toString(1_000 * i),
            i % 2 == 0 ? "output" : "cache_read",
            "0.5")
        .toBuilder()
        .setEventType("x")
        .setQuantity(Decimal.newBuilder().setValue(i + ".25"))
        .build();
  }

  /** They are believed as of the ledger's position, not as of the beginning of the close. */
  @Test
  void whatIsNotBelievedAnyMoreWhileACloseWaitsIsNotBilled() throws Exception {
    meter.ingest(TENANT, both(10));
    meter.advance(APRIL.plus(Duration.ofDays(1)));
    try (var others = Probe.connect(meter.database);
        var admin = Probe.connect(meter.database);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      others.setAutoCommit(false);
      Probe.execute(others, "select from usage_ledger for update");
      var close = threads.submit(() -> meter.close("close", "c/2026-03", MARCH));
      Probe.await("the close waits for the ledger", () -> Probe.lockWaiters(admin) > 0);
      Probe.execute(others, "update usage_aggregate set quantity = quantity + 1000");
      Probe.execute(
          others,
          "update usage_delta set quantities = array(select q + 1000 from unnest(quantities) q)");
      Probe.execute(others, "update contract_period set is_aggregated = false");
      others.commit();
      var tiers =
          close.get().getChargesList().stream()
              .filter(charge -> charge.getCharge().equals("tiers"))
              .toList();
      assertEquals("10.25", tiers.getFirst().getQuantity().getValue());
    }
  }

  private void sql(String statement) throws SQLException {
    var url = String.valueOf(meter.database.get("datasources.default.url"));
    try (var connection = DriverManager.getConnection(url, "postgres", "postgres");
        var execution = connection.createStatement()) {
      execution.execute(statement);
    }
  }

  private ClosedPeriod close() {
    meter.advance(APRIL.plusSeconds(86_400));
    return meter.close("close", "c/2026-03", MARCH);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPeriodIsClosedFromItsSumsAlone(boolean folded) throws SQLException {
    for (int i = 0; i < 40; i += 8) {
      var batch = IntStream.range(i, i + 8).mapToObj(AggregatesTest::both);
      meter.ingest(batch.toArray(UsageEvent[]::new));
      meter.ingest(both(i), both(0)); // known ones add nothing
      if (folded) {
        meter.service.context().getBean(UsageAggregates.class).fold(Meter.TENANT);
      }
    }
    meter.ingest(both(40), both(41));
    // what had waited for its contract is in no sum, so the twin is closed from its events
    meter.ingest(
        "twin", IntStream.range(0, 42).mapToObj(AggregatesTest::both).toArray(UsageEvent[]::new));
    meter.register("twin", "1", contract());
    sql("delete from usage_event where tenant = 'acme'");
    var closed = close();
    assertEquals(6, closed.getChargesCount());
    assertEquals(
        meter.close("twin", "close", "c/2026-03", MARCH).getReceiptHash(), closed.getReceiptHash());
    // 861 + 42 × 0.25 = 871.5; 7 free; 100 × 0.5 + 764.5 × 0.1
    var tiers = closed.getChargesList().getLast();
    assertEquals("871.5", tiers.getQuantity().getValue());
    assertEquals("126.45", tiers.getAmount().getValue());
    assertEquals(42, tiers.getEvents());
  }

  @Test
  @Tag("F01")
  void sendersThatRaceAddEachEventOnce() throws Exception {
    var start = new CountDownLatch(1);
    try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      var racing =
          IntStream.range(0, 6)
              .<Callable<Object>>mapToObj(sender ->
                  () -> {
                    start.await();
                    for (int i = 0; i < 42; i += 6) { // every sender sends all, in other batches
                      var from = (i + 7 * sender) % 42;
                      meter.ingest(
                          IntStream.range(from, from + 6)
                              .mapToObj(one -> both(one % 42))
                              .toArray(UsageEvent[]::new));
                    }
                    return sender;
                  })
              .map(senders::submit)
              .toList();
      start.countDown();
      for (var sender : racing) {
        sender.get();
      }
    }
    assertEquals(42, meter.summary(Meter.TENANT).getRated());
    var tiers = close().getChargesList().getLast();
    assertEquals(42, tiers.getEvents());
    assertEquals("871.5", tiers.getQuantity().getValue());
  }

  @Test
  void anIdThatAnotherListResolvesToAnotherModelLeavesTheSumsOfTheFirst() {
    meter.ingest(
        event("1", "c", "2026-03-01T00:00:00Z", "small", "output", "1000000"),
        event("2", "c", "2026-03-01T00:00:00Z", "small-2", "output", "2000000"));
    meter.catalog.publish(
        APRIL.minusSeconds(1),
        "openai",
        "small-2",
        "v1",
        FakeCatalog.always(FakeCatalog.rate("output", "10")));
    assertEquals(
        List.of(
            "model-usage small output: 1000000 - 0 = 1000000 -> 7.2 ~ 7.2, cost 6",
            "model-usage small-2 output: 2000000 - 0 = 2000000 -> 24 ~ 24, cost 20"),
        close().getChargesList().stream()
            .map(Lines::line)
            .filter(line -> line.contains("output"))
            .toList());
  }

  @Test
  void aPriceThatMovedIsAppliedToTheEventsThemselves() {
    meter.ingest(both(2), both(3));
    // a cost that was learned before the cut-off, with a tier that the card had not before
    meter.catalog.publish(
        APRIL.minusSeconds(1),
        "openai",
        "small",
        "v1",
        FakeCatalog.always(
            FakeCatalog.rate("input", "1.5", 1_999, "3"), FakeCatalog.rate("output", "6")));
    var line =
        close().getChargesList().stream()
            .map(Lines::line)
            .filter(one -> one.contains("small input"))
            .findFirst();
    assertEquals(
        "model-usage small input: 2000 - 2000 = 0 -> 0 ~ 0, cost 0.006", line.orElseThrow());
  }
}
