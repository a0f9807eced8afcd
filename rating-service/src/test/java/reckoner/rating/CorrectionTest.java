package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.MAY;
import static reckoner.rating.Meter.TENANT;
import static reckoner.rating.Meter.amend;
import static reckoner.rating.Meter.voiding;

import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.proto.rating.v1.Charge;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.Contract;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.MeteredTerms;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.proto.rating.v1.UsageFact;

/** Events that are amended and voided, from the first arrival to what is due. */
class CorrectionTest {
  private static final Instant CUTOFF = APRIL.plusSeconds(86_400);
  private final Meter meter = new Meter();

  @BeforeEach
  void publish() {
    meter.publishSmallAndLarge();
  }

  @AfterEach
  void stop() {
    meter.close();
  }

  /** Model usage, a sum in tiers, and what the last parameter says. */
  static Contract.Builder contract(String customer, String aggregation) {
    return Meter.contract(customer + "/2026-03", customer, MARCH, APRIL, MAY)
        .addCharges(metered("sum", aggregation));
  }

  private static Charge metered(String charge, String aggregation) {
    return Charge.newBuilder()
        .setCharge(charge)
        .setDisplayName("Documents")
        .setMetered(
            Json.merge(
                MeteredTerms.newBuilder(),
                """
                {'product': 'document', 'meter': 'documents', 'definition': {
                   'filter': 'event_type == `document`', 'aggregation': {%s}, 'unit': 'page'},
                 'terms': {'price': {'graduated': {'tiers': [
                   {'upTo': '100', 'rate': {'amount': '0.25'}}, {'rate': {'amount': '0.1'}}]}}}}
                """
                    .formatted(aggregation)))
        .build();
  }

  static UsageEvent document(String customer, String id, String time, String pages) {
    return Json.merge(
            UsageEvent.newBuilder(),
            """
            {'source': 'desk', 'eventId': '%s', 'customer': '%s', 'eventTime': '%s',
             'eventType': 'document', 'quantity': {'value': '%s'}}
            """
                .formatted(id, customer, time, pages))
        .build();
  }

  static UsageEvent request(String customer, String id, String time, String tokens) {
    return Meter.event(id, customer, time, "small", "input", tokens, "output", "7");
  }

  static List<String> amounts(ClosedPeriod period) {
    return period.getChargesList().stream()
        .map(charge ->
            (charge.getCharge() + " " + charge.getModel() + " " + charge.getTokenClass()).strip()
                + " "
                + charge.getQuantity().getValue()
                + " = "
                + charge.getAmount().getValue())
        .toList();
  }

  private static List<EventResult.Status> states(Meter meter, String tenant, UsageEvent event) {
    return meter.history(tenant, event).getFactsList().stream().map(UsageFact::getStatus).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"'simple': 'SUM'", "'simple': 'MAX'"})
  void whatIsCorrectedBeforeTheCutOffIsBilledAsIfItHadComeSo(String aggregation) {
    meter.register("1", contract("c", aggregation));
    meter.advance(APRIL);
    var wrong = document("c", "1", "2026-03-10T00:00:00Z", "900");
    var never = document("c", "2", "2026-03-11T00:00:00Z", "1000");
    meter.ingest(wrong, never, document("c", "3", "2026-03-12T00:00:00Z", "30"));
    var right = document("c", "1", "2026-03-10T00:00:00Z", "90");
    var answer = meter.correct(TENANT, "r", amend(right), voiding(never));
    assertEquals(
        List.of("1 RATED", "1 VOIDED"),
        answer.getCorrectedList().stream()
            .map(one -> one.getGeneration() + " " + one.getStatus())
            .toList());
    assertEquals(2, answer.getPosition());
    meter.register("2", contract("d", aggregation));
    meter.ingest(
        document("d", "4", "2026-03-10T00:00:00Z", "90"),
        document("d", "5", "2026-03-12T00:00:00Z", "30"));
    meter.advance(CUTOFF);
    var closed = meter.close("c", "c/2026-03", MARCH);
    assertEquals(
        aggregation.contains("SUM")
            ? List.of("platform-fee 1 = 29", "sum 120 = 27")
            : List.of("platform-fee 1 = 29", "sum 90 = 22.5"),
        amounts(closed));
    assertEquals(
        meter.close("d", "d/2026-03", MARCH).getReceiptHash(),
        closed.getReceiptHash(),
        "the same bytes as of usage that came right");
    var summary = meter.summary(TENANT);
    assertEquals(
        List.of(4L, 1L, 1L),
        List.of(summary.getRated(), summary.getAmended(), summary.getVoided()));
  }

  @Test
  void anIdStaysUsedWhateverBecameOfItsEvent() {
    meter.register("1", contract("c", "'simple': 'SUM'"));
    var amended = document("c", "1", "2026-03-01T00:00:00Z", "1");
    var voided = document("c", "2", "2026-03-01T00:00:00Z", "1");
    meter.ingest(amended, voided);
    var better = document("c", "1", "2026-03-01T00:00:00Z", "2");
    meter.correct(TENANT, "r", amend(better), voiding(voided));
    var again = meter.ingest(amended, voided, better);
    assertEquals(
        List.of("DUPLICATE AMENDED", "DUPLICATE VOIDED", "CONFLICT STATUS_UNSPECIFIED"),
        again.stream().map(one -> one.getStatus() + " " + one.getFirstStatus()).toList());
  }

  @Test
  void anAmendmentMayMoveAnEventToAnotherPeriodAndAnotherCustomer() {
    meter.register("1", contract("c", "'simple': 'SUM'"));
    meter.register("2", contract("d", "'simple': 'SUM'"));
    meter.advance(APRIL.plusSeconds(3_600));
    var first = document("c", "1", "2026-03-31T23:59:59Z", "10");
    var second = document("c", "2", "2026-03-31T23:59:59Z", "20");
    var third = document("c", "3", "2026-03-31T23:59:59Z", "40");
    meter.ingest(first, second, third);
    meter.correct(
        TENANT,
        "r",
        amend(first.toBuilder().setEventTime(Meter.stamp(APRIL)).build()),
        amend(second.toBuilder().setCustomer("d").build()),
        amend(third.toBuilder().setCustomer("nobody").build()));
    assertEquals(List.of("platform-fee 1 = 29"), queried("c", MARCH));
    assertEquals(List.of("platform-fee 1 = 29", "sum 10 = 2.5"), queried("c", APRIL));
    assertEquals(List.of("platform-fee 1 = 29", "sum 20 = 5"), queried("d", MARCH));
    assertEquals(1, meter.exceptions(TENANT, 10, EventResult.Status.WAITING).size());
    meter.correct(TENANT, "r2", voiding(third));
    assertEquals(0, meter.exceptions(TENANT, 10).size());
  }

  private List<String> queried(String customer, Instant period) {
    return amounts(meter.query(TENANT, customer + "/2026-03", period));
  }

  @Test
  void whatIsCorrectedAfterTheCutOffLeavesTheCloseAsItWasKnownThen() {
    meter.register("1", contract("c", "'simple': 'SUM'"));
    meter.advance(APRIL);
    var wrong = document("c", "1", "2026-03-10T00:00:00Z", "900");
    var tokens = request("c", "2", "2026-03-10T00:00:00Z", "200000");
    meter.ingest(wrong, tokens);
    meter.advance(CUTOFF);
    var answer =
        meter.correct(
            TENANT, "r", amend(document("c", "1", "2026-03-10T00:00:00Z", "90")), voiding(tokens));
    assertEquals(EventResult.Status.LATE, answer.getCorrected(0).getStatus());
    meter.advance(CUTOFF.plusSeconds(1));
    var closed = meter.close("c", "c/2026-03", MARCH);
    assertEquals(
        List.of(
            "platform-fee 1 = 29",
            "model-usage small input 200000 = 0.18",
            "model-usage small output 7 = 0",
            "sum 900 = 105"),
        amounts(closed));
    assertEquals(
        closed.getReceiptHash(), meter.query(TENANT, "c/2026-03", MARCH, CUTOFF).getReceiptHash());
    assertEquals(List.of("platform-fee 1 = 29", "sum 90 = 22.5"), queried("c", MARCH));
    assertEquals(
        List.of(EventResult.Status.AMENDED, EventResult.Status.LATE), states(meter, TENANT, wrong));
    assertEquals(
        List.of(EventResult.Status.VOIDED, EventResult.Status.VOIDED),
        states(meter, TENANT, tokens));
  }

  @Test
  void voidingOrAmendingUnpricedUsageUnblocksAClose() {
    meter.register("1", contract("c", "'simple': 'SUM'"));
    meter.advance(APRIL);
    var unknown = Meter.event("1", "c", "2026-03-10T00:00:00Z", "huge", "input", "5");
    var other = Meter.event("2", "c", "2026-03-10T00:00:00Z", "huge", "input", "5");
    meter.ingest(unknown, other, request("c", "3", "2026-03-10T00:00:00Z", "200000"));
    meter.advance(CUTOFF);
    assertEquals(2, meter.close("0", "c/2026-03", MARCH).getUnpricedEvents());
    meter.correct(TENANT, "r", voiding(unknown));
    assertEquals(1, meter.close("0", "c/2026-03", MARCH).getUnpricedEvents());
    meter.correct(TENANT, "r2", amend(other.toBuilder().setModel("small").build()));
    var closed = meter.close("0", "c/2026-03", MARCH);
    assertEquals(ClosedPeriod.State.CLOSED, closed.getState());
    assertEquals("200000", closed.getCharges(1).getQuantity().getValue());
    assertEquals(
        "200005", meter.query(TENANT, "c/2026-03", MARCH).getCharges(1).getQuantity().getValue());
  }

  @Test
  void whatIsVoidedWhileItWaitsIsNeverMatched() {
    meter.advance(APRIL);
    var waits = document("c", "1", "2026-03-10T00:00:00Z", "1");
    meter.ingest(waits, document("c", "2", "2026-03-10T00:00:00Z", "2"));
    meter.correct(TENANT, "r", voiding(waits));
    assertEquals(1, meter.register("1", contract("c", "'simple': 'SUM'")).getMatchedEvents());
    assertEquals(List.of("platform-fee 1 = 29", "sum 2 = 0.5"), queried("c", MARCH));
  }

  @Test
  void allOfARequestIsDoneOrNothingAndAskedAgainItAnswersTheSame() {
    meter.register("1", contract("c", "'simple': 'SUM'"));
    var first = document("c", "1", "2026-03-01T00:00:00Z", "1");
    var second = document("c", "2", "2026-03-01T00:00:00Z", "2");
    meter.ingest(first, second);
    var refused =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                meter.correct(
                    TENANT,
                    "r",
                    voiding(first),
                    voiding(first),
                    amend(second),
                    voiding(document("c", "3", "2026-03-01T00:00:00Z", "1"))));
    assertEquals("CORRECTION_IMPOSSIBLE", RefusalStatus.reason(refused).orElseThrow());
    assertEquals(
        List.of(
            "corrections[1]: event 1 of desk is named twice",
            "corrections[2]: event 2 of desk is so already",
            "corrections[3]: event 3 of desk is not known"),
        RefusalStatus.faults(refused).getFieldViolationsList().stream()
            .map(fault -> fault.getField() + ": " + fault.getDescription())
            .toList());
    assertEquals(List.of("platform-fee 1 = 29", "sum 3 = 0.75"), queried("c", MARCH));
    var answer = meter.correct(TENANT, "r", voiding(first));
    assertEquals(answer, meter.correct(TENANT, "r", voiding(first)));
    assertEquals(
        "CORRECTION_IMPOSSIBLE",
        RefusalStatus.reason(
                assertThrows(
                    StatusRuntimeException.class, () -> meter.correct(TENANT, "r2", amend(first))))
            .orElseThrow());
    var faulty = document("c", "2", "2026-03-01T00:00:00Z", "1").toBuilder();
    faulty.getQuantityBuilder().setValue("1e999999");
    var atFault =
        assertThrows(
            StatusRuntimeException.class, () -> meter.correct(TENANT, "r3", amend(faulty.build())));
    assertEquals(
        "corrections[0].amend.quantity",
        RefusalStatus.faults(atFault).getFieldViolations(0).getField());
    assertEquals(0, meter.summary("other").getVoided());
    assertEquals(
        "NOT_FOUND",
        RefusalStatus.reason(
                assertThrows(StatusRuntimeException.class, () -> meter.history("other", first)))
            .orElseThrow());
  }

  @Test
  void anEventHasAtMostAHundredCorrections() {
    meter.register("1", contract("c", "'simple': 'SUM'"));
    meter.ingest(document("c", "1", "2026-03-01T00:00:00Z", "0"));
    for (int i = 1; i <= 100; i++) {
      meter.correct(TENANT, "r" + i, amend(document("c", "1", "2026-03-01T00:00:00Z", "" + i)));
    }
    assertEquals(List.of("platform-fee 1 = 29", "sum 100 = 25"), queried("c", MARCH));
    var event = document("c", "1", "2026-03-01T00:00:00Z", "7");
    assertThrows(StatusRuntimeException.class, () -> meter.correct(TENANT, "r", amend(event)));
    assertThrows(StatusRuntimeException.class, () -> meter.correct(TENANT, "r", voiding(event)));
    assertEquals(101, meter.history(TENANT, event).getFactsCount());
  }

  @Test
  @Tag("F77")
  void correctionsOfOneEventAtOnceFollowEachOther() throws Exception {
    meter.register("1", contract("c", "'simple': 'SUM'"));
    meter.ingest(document("c", "1", "2026-03-01T00:00:00Z", "1000"));
    int clients = 8;
    var start = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> generations =
          IntStream.range(0, clients)
              .mapToObj(i ->
                  threads.submit(() -> {
                    start.await();
                    return meter
                        .correct(
                            TENANT,
                            "r" + i,
                            amend(document("c", "1", "2026-03-01T00:00:00Z", "" + i)))
                        .getCorrected(0)
                        .getGeneration();
                  }))
              .toList();
      start.countDown();
      var met = new ArrayList<Integer>();
      for (var generation : generations) {
        met.add(generation.get());
      }
      assertEquals(
          IntStream.rangeClosed(1, clients).boxed().toList(), met.stream().sorted().toList());
      var last = met.indexOf(clients);
      assertEquals(
          "" + last,
          meter.query(TENANT, "c/2026-03", MARCH).getCharges(1).getQuantity().getValue());
    }
  }
}
