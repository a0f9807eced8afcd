package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.TENANT;
import static reckoner.rating.Meter.voiding;

import io.grpc.StatusRuntimeException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.kit.testing.Seed;
import reckoner.proto.rating.v1.ArrivalValue;
import reckoner.proto.rating.v1.Charge;
import reckoner.proto.rating.v1.Contract;
import reckoner.proto.rating.v1.DueCharge;
import reckoner.proto.rating.v1.ListLineUsageResponse;
import reckoner.proto.rating.v1.UsageEvent;

/** What events are worth as they arrive, and the entry that reconciles them with the line (F7). */
class MarginalTest {
  private static final String C = "c/2026-03";
  private final Meter meter = new Meter();

  @BeforeEach
  void publish() {
    meter.publishSmallAndLarge();
    meter.register("1", contract(C, "c"));
    meter.advance(Instant.parse("2026-03-16T00:00:00Z"));
  }

  private static Contract.Builder contract(String contract, String customer) {
    return Meter.contract(contract, customer, MARCH, APRIL)
        .addCharges(
            metered(
                "calls",
                "{'simple': 'COUNT'}",
                """
                {'graduated': {'tiers': [
                  {'upTo': '2', 'rate': {'amount': '1'}}, {'rate': {'amount': '0.1'}}]}}
                """))
        .addCharges(metered("peak", "{'simple': 'MAX'}", "{'perUnit': {'rate': {'amount': '2'}}}"));
  }

  private static Charge metered(String charge, String aggregation, String price) {
    return Meter.metered(
            charge,
            charge,
            """
            {'product': 'p', 'meter': '%s', 'definition': {
               'filter': 'event_type == `call`', 'aggregation': %s, 'unit': 'call'},
             'terms': {'price': %s}}
            """
                .formatted(charge, aggregation, price))
        .build();
  }

  @AfterEach
  void stop() {
    meter.close();
  }

  private static UsageEvent call(String id, int quantity) {
    return Json.merge(
            UsageEvent.newBuilder(),
            """
            {'source': 'gateway', 'eventId': '%s', 'customer': 'c', 'eventType': 'call',
             'quantity': {'value': '%d'}, 'eventTime': '2026-03-11T00:00:00Z'}
            """
                .formatted(id, quantity))
        .build();
  }

  private static UsageEvent tokens(String id, String tokens) {
    return Meter.event(id, "c", "2026-03-10T00:00:00Z", "small", "input", tokens);
  }

  private ListLineUsageResponse behind(DueCharge line) {
    return meter.behind(C, MARCH, line);
  }

  private DueCharge line(List<DueCharge> lines, String charge) {
    return lines.stream().filter(one -> one.getCharge().equals(charge)).findFirst().orElseThrow();
  }

  private static List<String> amounts(ListLineUsageResponse behind) {
    return behind.getArrivalsList().stream()
        .map(ArrivalValue::getAmount)
        .map(amount -> amount.getValue())
        .toList();
  }

  private static String reconciliation(ListLineUsageResponse behind) {
    var entry = behind.getReconciliation();
    return "%s = %s + %s"
        .formatted(
            entry.getAmountExact().getValue(),
            entry.getMarginals().getValue(),
            entry.getDifference().getValue());
  }

  /** What is refused leaves no trace in what later events are worth, and what is stored does. */
  @Test
  void aCorrectionMovesTheTiersOnceItIsStored() {
    meter.ingest(call("c1", 1));
    meter.ingest(call("c2", 1));
    assertThrows(
        StatusRuntimeException.class,
        () ->
            meter.correct(
                TENANT,
                "one is unknown",
                voiding(call("c1", 1)),
                voiding(call("c2", 1)),
                voiding(call("unknown", 1))));
    meter.ingest(call("c3", 1));
    meter.correct(TENANT, "void", voiding(call("c1", 1)), voiding(call("c2", 1)));
    meter.correct(TENANT, "void", voiding(call("c1", 1)), voiding(call("c2", 1)));
    meter.ingest(call("c4", 1));
    meter.ingest(call("c5", 1));
    var open = meter.query(TENANT, C, MARCH).getChargesList();
    assertEquals(List.of("0.1", "1", "0.1"), amounts(behind(line(open, "calls"))));
  }

  @Test
  void eachEventIsWorthWhatTheTiersSoFarMakeOfIt() {
    // 11 March: one request at a time; free units of 100,000 tokens, then 1.5 × 1.2 per million
    meter.ingest(tokens("t1", "60000"));
    meter.ingest(tokens("t2", "60000"));
    meter.ingest(tokens("t3", "1000000"));
    for (int i = 1; i <= 4; i++) {
      meter.ingest(call("c" + i, 10 * i));
    }
    var open = meter.query(TENANT, C, MARCH).getChargesList();
    var calls = behind(line(open, "calls"));
    assertEquals(List.of("1", "1", "0.1", "0.1"), amounts(calls));
    assertFalse(calls.hasReconciliation(), "the period runs");
    var model = behind(line(open, "model-usage"));
    assertEquals(List.of("0", "0.036", "1.8"), amounts(model));
    assertEquals(
        List.of("0.09", "0.09", "1.5"),
        model.getArrivalsList().stream().map(value -> value.getCost().getValue()).toList(),
        "the cost covers free units too");
    assertFalse(model.getArrivals(0).getPriceVersion().isEmpty());
    assertEquals(
        List.of("0", "0", "0", "0"), amounts(behind(line(open, "peak"))), "a period's maximum");

    // 12 March: the first call never was; the fourth was late in coming and waits for an adjustment
    meter.correct(TENANT, "void", voiding(call("c1", 10)));
    assertEquals(List.of("1", "0.1", "0.1"), amounts(behind(line(open, "calls"))), "as it was");
    meter.ingest(call("c5", 1));
    meter.advance(APRIL.plusSeconds(86_400));
    meter.ingest(call("late", 1));
    var closed = meter.close("close", C, MARCH).getChargesList();
    // 2 × 1 + 2 × 0.1 is due; 1 + 0.1 + 0.1 + 0.1 was noted
    var reconciled = behind(line(closed, "calls"));
    assertEquals(List.of("1", "0.1", "0.1", "0.1", ""), amounts(reconciled));
    assertEquals("2.2 = 1.3 + 0.9", reconciliation(reconciled));
    assertEquals("1.836 = 1.836 + 0", reconciliation(behind(line(closed, "model-usage"))));
    assertEquals("80 = 0 + 80", reconciliation(behind(line(closed, "peak"))));
  }

  /** A price list that is imported for the past moves usage to lines of another version. */
  @Test
  void whatEventsOfALineWereWorthThatIsGoneStandsWithTheFirstOfItsCharge() {
    meter.ingest(tokens("t1", "1100000"));
    meter.ingest(Meter.event("l", "c", "2026-03-10T00:00:00Z", "large", "input", "100000"));
    meter.catalog.publish(
        Instant.parse("2026-03-16T00:00:00Z"),
        "openai",
        "small",
        "v2",
        FakeCatalog.always(FakeCatalog.rate("input", "2.5")));
    meter.awaitNewPosition();
    meter.ingest(tokens("t2", "1000000"));
    meter.advance(APRIL.plusSeconds(86_400));
    var lines =
        meter.close("close", C, MARCH).getChargesList().stream()
            .filter(line -> line.getCharge().equals("model-usage"))
            .map(line -> line.getModel() + ": " + reconciliation(behind(line)))
            .toList();
    // 1,000,000 at 1.8 were worth 1.8, and 900,000 at 3 are worth 2.7; 2,000,000 at 3 are due
    assertEquals(List.of("large: 0 = 1.8 + -1.8", "small: 6 = 2.7 + 3.3"), lines);
  }

  @Test
  @Tag("F30")
  void marginalAmountsSumToTheLineInWhateverBatchesEventsCome() {
    long seed = Seed.of(MarginalTest.class);
    var random = new Random(seed);
    var events = new ArrayList<UsageEvent>();
    for (int i = 0; i < 200; i++) {
      events.add(
          random.nextBoolean() ? call("c" + i, i) : tokens("t" + i, "" + random.nextInt(3_000)));
    }
    for (int from = 0; from < events.size(); ) {
      int to = Math.min(events.size(), from + 1 + random.nextInt(40));
      meter.ingest(events.subList(from, to).toArray(UsageEvent[]::new));
      if (random.nextInt(3) == 0) { // what writers kept is put together meanwhile
        meter.service.context().getBean(UsageAggregates.class).fold(TENANT);
      }
      meter.ingest(events.get(from)); // which is worth nothing twice
      from = to;
    }
    meter.advance(APRIL.plusSeconds(86_400));
    for (var line : meter.close("close", C, MARCH).getChargesList()) {
      var behind = behind(line);
      var sum =
          behind.getArrivalsList().stream()
              .map(value -> new BigDecimal(value.getAmount().getValue()))
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      var entry = behind.getReconciliation();
      assertEquals(
          0,
          sum.compareTo(new BigDecimal(entry.getMarginals().getValue())),
          () -> "seed " + seed + ": " + line.getCharge());
      if (line.getCharge().equals("calls") || line.getCharge().equals("model-usage")) {
        assertEquals(
            "0", entry.getDifference().getValue(), () -> "seed " + seed + ": " + line.getCharge());
      }
    }
  }
}
