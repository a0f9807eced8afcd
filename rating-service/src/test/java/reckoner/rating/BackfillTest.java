package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static reckoner.rating.CorrectionTest.amounts;
import static reckoner.rating.CorrectionTest.contract;
import static reckoner.rating.CorrectionTest.document;
import static reckoner.rating.CorrectionTest.request;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.TENANT;
import static reckoner.rating.Meter.amend;
import static reckoner.rating.Meter.voiding;

import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.proto.rating.v1.AdjustmentLine;
import reckoner.proto.rating.v1.Backfill;
import reckoner.proto.rating.v1.BackfillScope;
import reckoner.proto.rating.v1.PeriodAdjustment;
import reckoner.proto.rating.v1.UsageEvent;

/** Backfills, as dated stories. */
class BackfillTest {
  private static final String C = "c/2026-03";
  private static final Instant CUTOFF = APRIL.plusSeconds(86_400);
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

  static BackfillScope.Builder march(String... customers) {
    return Backfills.scope(MARCH, APRIL).addAllCustomers(List.of(customers));
  }

  private List<String> known() {
    return amounts(meter.query(TENANT, C, MARCH));
  }

  static String reason(Executable call) {
    return RefusalStatus.reason(assertThrows(StatusRuntimeException.class, call)).orElseThrow();
  }

  private static List<String> differences(PeriodAdjustment adjustment) {
    return adjustment.getLinesList().stream()
        .map(line ->
            "%s %s = %s %s"
                .formatted(
                    line.getDue().getCharge(),
                    line.getDue().getQuantity().getValue(),
                    line.getDue().getAmount().getValue(),
                    line.getReasonsList().stream()
                        .map(why -> why.getEvents() + " " + why.getCause())
                        .toList()))
        .toList();
  }

  @Test
  void heldEventsCountNowhereUntilTheCloseMakesThemFactsAtOnce() {
    meter.ingest(document("c", "1", TENTH, "60"));
    var opened = backfills.create("b", march("c").setReason("the desk was down"));
    assertEquals(Backfill.State.OPEN, opened.getState());
    var results =
        backfills.ingest(
            "b",
            document("c", "2", TENTH, "90"),
            document("c", "3", TENTH, "10"),
            request("c", "4", TENTH, "300000"));
    assertEquals(List.of("HELD", "HELD", "HELD"), Backfills.statuses(results));
    assertEquals(List.of("platform-fee 1 = 29", "sum 60 = 15"), known());
    assertEquals(1, meter.summary(TENANT).getRated());
    assertEquals(3, backfills.get("b").getHeldEvents());

    var closed = backfills.close("r", "b");
    assertEquals("3 0 0 0 0", Backfills.counts(closed.getClosing().getEvents()));
    assertEquals(2, closed.getClosing().getPosition());
    // 300,000 tokens of which 100,000 are free, at 1.5 × 1.2 per million, and 7 at 6 × 1.2
    var all =
        List.of(
            "platform-fee 1 = 29",
            "model-usage small input 300000 = 0.36",
            "model-usage small output 7 = 0",
            "sum 160 = 31");
    assertEquals(all, known());
    assertEquals(4, meter.summary(TENANT).getRated());
    assertEquals(closed, backfills.close("r", "b"), "the same request");
    assertEquals(closed, backfills.close("r2", "b"), "another one");
    assertEquals(all, known());
    meter.advance(CUTOFF);
    assertEquals(all, amounts(meter.close("c", C, MARCH)));
    var fact = meter.history(TENANT, document("c", "2", TENTH, "90")).getFacts(0);
    assertEquals("b 2", fact.getBackfill() + " " + fact.getPosition());
    assertEquals(
        "", meter.history(TENANT, document("c", "1", TENTH, "60")).getFacts(0).getBackfill());
  }

  /** Sums come from aggregates; a maximum from the events. */
  @ParameterizedTest
  @ValueSource(strings = {"'simple': 'SUM'", "'simple': 'MAX'"})
  void aBackfillThatReplacesStandsForWhatWasThereUntilItIsReverted(String aggregation) {
    meter.register("2", contract("d", aggregation));
    meter.ingest(
        document("d", "1", TENTH, "100"),
        document("d", "2", "2026-03-11T00:00:00Z", "200"),
        document("d", "3", "2026-03-20T00:00:00Z", "7"), // outside the range
        document("c", "4", TENTH, "1"), // of another customer
        request("d", "5", TENTH, "500000"));
    meter.correct(TENANT, "a", amend(document("d", "2", "2026-03-11T00:00:00Z", "20")));
    var before = meter.query(TENANT, "d/2026-03", MARCH);
    backfills.create(
        "b",
        Backfills.scope(MARCH, Instant.parse("2026-03-20T00:00:00Z"))
            .addCustomers("d")
            .setReplaces(true)
            .setReason("counted wrongly"));
    backfills.ingest("b", document("d", "n1", TENTH, "40"), document("d", "n2", TENTH, "50"));
    meter.advance(APRIL.plusSeconds(10));
    var closed = backfills.close("r", "b");
    assertEquals("2 0 0 0 0", Backfills.counts(closed.getClosing().getEvents()));
    assertEquals(3, closed.getClosing().getReplacedEvents());
    var sum = aggregation.contains("SUM");
    var replaced = sum ? "sum 97 = 24.25" : "sum 50 = 12.5";
    assertEquals(
        List.of("platform-fee 1 = 29", replaced), amounts(meter.query(TENANT, "d/2026-03", MARCH)));
    assertEquals(
        before.getReceiptHash(),
        meter.query(TENANT, "d/2026-03", MARCH, APRIL.plusSeconds(5)).getReceiptHash(),
        "the past answer");
    assertEquals(List.of("platform-fee 1 = 29", "sum 1 = 0.25"), known(), "the other customer's");
    var history = meter.history(TENANT, document("d", "2", TENTH, "1"));
    assertEquals(
        List.of("REPORTED AMENDED ", "AMENDED VOIDED ", "VOIDED VOIDED b"),
        Backfills.facts(history));

    meter.advance(APRIL.plusSeconds(20));
    var reverted = backfills.revert("v", "b");
    assertEquals(2, reverted.getReverting().getVoidedEvents());
    assertEquals("3 0 0 0 0", Backfills.counts(reverted.getReverting().getRestored()));
    assertEquals(before.getReceiptHash(), meter.query(TENANT, "d/2026-03", MARCH).getReceiptHash());
    assertEquals(
        List.of("platform-fee 1 = 29", replaced),
        amounts(meter.query(TENANT, "d/2026-03", MARCH, APRIL.plusSeconds(15))),
        "as known between");
    assertEquals(reverted, backfills.revert("v", "b"));
    assertEquals(reverted, backfills.revert("v2", "b"));
    assertEquals(
        List.of("REPORTED AMENDED ", "AMENDED VOIDED ", "VOIDED VOIDED b", "AMENDED RATED b"),
        Backfills.facts(meter.history(TENANT, document("d", "2", TENTH, "1"))));
    var summary = meter.summary(TENANT);
    assertEquals(
        List.of(5L, 4L, 2L),
        List.of(summary.getRated(), summary.getAmended(), summary.getVoided()));
    meter.advance(CUTOFF);
    assertEquals(before.getReceiptHash(), meter.close("c", "d/2026-03", MARCH).getReceiptHash());
    // what holds again may be corrected as any other
    meter.correct(TENANT, "e", voiding(document("d", "2", TENTH, "1")));
  }

  @Test
  void afterAPeriodsCloseABackfillIsBilledByItsAdjustmentAndSoIsItsRevert() {
    meter.ingest(document("c", "1", TENTH, "90"), document("c", "2", TENTH, "30"));
    meter.advance(CUTOFF);
    var period = meter.close("c", C, MARCH);
    assertEquals(List.of("platform-fee 1 = 29", "sum 120 = 27"), amounts(period));
    backfills.create("b", march().setReplaces(true));
    // the same as the ledger has, so it is not replaced
    var results =
        backfills.ingest("b", document("c", "1", TENTH, "90.0"), document("c", "3", TENTH, "60"));
    assertEquals(List.of("DUPLICATE RATED", "HELD"), Backfills.statuses(results));
    meter.advance(CUTOFF.plusSeconds(10));
    var closed = backfills.close("r", "b");
    assertEquals("0 0 0 1 0", Backfills.counts(closed.getClosing().getEvents()));
    assertEquals(1, closed.getClosing().getReplacedEvents());
    assertEquals(List.of("platform-fee 1 = 29", "sum 150 = 30"), known());
    assertEquals(period, meter.close("c", C, MARCH));
    meter.advance(CUTOFF.plusSeconds(20));
    var first = meter.adjust(TENANT, "a", C, MARCH, CUTOFF.plusSeconds(20));
    assertEquals(List.of("sum 30 = 3 [1 LATE, 1 VOIDED]"), differences(first));
    backfills.revert("v", "b");
    meter.advance(CUTOFF.plusSeconds(30));
    var second = meter.adjust(TENANT, "a2", C, MARCH, CUTOFF.plusSeconds(30));
    assertEquals(List.of("sum -30 = -3 [1 AMENDED, 1 VOIDED]"), differences(second));
    assertEquals(AdjustmentLine.Kind.DIFFERENCE, second.getLines(0).getKind());
    assertEquals(period.getReceiptHash(), meter.query(TENANT, C, MARCH, CUTOFF).getReceiptHash());
    assertEquals(amounts(period), known());
  }

  @Test
  void waitingAndUnpricedUsageIsReplacedToo() {
    var waits = document("e", "1", TENTH, "1");
    var unknown = Meter.event("2", "c", TENTH, "huge", "input", "5");
    meter.ingest(waits, unknown, document("e", "3", "2026-04-01T00:00:00Z", "3"));
    assertEquals(1, meter.query(TENANT, C, MARCH).getUnpricedEvents());
    backfills.create("b", march("c", "e").setReplaces(true));
    backfills.ingest("b", document("e", "4", TENTH, "40"), document("c", "5", TENTH, "50"));
    var closing = backfills.close("r", "b").getClosing();
    assertEquals("1 1 0 0 0", Backfills.counts(closing.getEvents()));
    assertEquals(2, closing.getReplacedEvents());
    assertEquals(0, meter.query(TENANT, C, MARCH).getUnpricedEvents());
    assertEquals(2, meter.exceptions(TENANT, 10).size());
    assertEquals(2, meter.register("2", contract("e", "'simple': 'SUM'")).getMatchedEvents());
    assertEquals(
        List.of("platform-fee 1 = 29", "sum 40 = 10"),
        amounts(meter.query(TENANT, "e/2026-03", MARCH)));
    var reverted = backfills.revert("v", "b").getReverting();
    assertEquals("1 0 1 0 0", Backfills.counts(reverted.getRestored()), "its contract came since");
    assertEquals(
        List.of("platform-fee 1 = 29", "sum 1 = 0.25"),
        amounts(meter.query(TENANT, "e/2026-03", MARCH)));
    assertEquals(1, meter.query(TENANT, C, MARCH).getUnpricedEvents());
    assertEquals(List.of("platform-fee 1 = 29"), known());
  }

  @Test
  void aBackfillIsRevertedAfterTheOneThatStandsForIt() {
    var old = document("c", "1", TENTH, "1");
    meter.ingest(old);
    backfills.create("a", march("c").setReplaces(true));
    backfills.ingest("a", document("c", "a", TENTH, "10"));
    backfills.close("a", "a");
    backfills.create("b", march("c").setReplaces(true));
    backfills.ingest("b", document("c", "b", TENTH, "100"));
    backfills.close("b", "b");
    backfills.create("beside", march("d").setReplaces(true));
    backfills.close("beside", "beside");
    assertEquals(List.of("platform-fee 1 = 29", "sum 100 = 25"), known());
    assertEquals("BACKFILL_SUPERSEDED", reason(() -> backfills.revert("x", "a")));
    backfills.revert("b", "b");
    assertEquals(List.of("platform-fee 1 = 29", "sum 10 = 2.5"), known());
    assertEquals(
        "BACKFILL_SUPERSEDED",
        reason(() -> {
          backfills.create("d", march("d", "c").addSources("desk").setReplaces(true));
          backfills.close("d", "d");
          backfills.revert("x", "a");
        }));
    backfills.revert("d", "d");
    backfills.revert("a", "a");
    assertEquals(List.of("platform-fee 1 = 29", "sum 1 = 0.25"), known());
    assertEquals(
        List.of("REPORTED VOIDED ", "VOIDED VOIDED a", "AMENDED RATED a"),
        Backfills.facts(meter.history(TENANT, old)));
  }

  /** What it brought was amended into another month, where a later one stands for it. */
  @Test
  void aBackfillIsRevertedAfterTheOneThatVoidedItsEvents() {
    meter.ingest(document("c", "1", TENTH, "1"));
    backfills.create("a", march().setReplaces(true));
    var brought = document("c", "a", TENTH, "10");
    backfills.ingest("a", brought);
    backfills.close("a", "a");
    var april = document("c", "a", "2026-04-01T00:30:00Z", "10");
    meter.correct(TENANT, "to April", amend(april));
    backfills.create(
        "b", Backfills.scope(APRIL, Instant.parse("2026-05-01T00:00:00Z")).setReplaces(true));
    backfills.close("b", "b");
    assertEquals(List.of("platform-fee 1 = 29"), known());
    assertEquals("BACKFILL_SUPERSEDED", reason(() -> backfills.revert("x", "a")));
    backfills.revert("b", "b");
    backfills.revert("a", "a");
    assertEquals(List.of("platform-fee 1 = 29", "sum 1 = 0.25"), known());
    assertEquals(
        List.of("platform-fee 1 = 29"), amounts(meter.query(TENANT, C, APRIL)), "not in April too");
  }

  @Test
  void aRevertVoidsWhateverHoldsOfItsEvents() {
    backfills.create("b", march());
    var first = document("c", "1", TENTH, "1");
    var second = document("c", "2", TENTH, "2");
    backfills.ingest("b", first, second, document("c", "3", TENTH, "4"));
    backfills.close("b", "b");
    meter.correct(TENANT, "r", amend(document("c", "1", TENTH, "100")), voiding(second));
    assertEquals(List.of("platform-fee 1 = 29", "sum 104 = 25.4"), known());
    assertEquals(2, backfills.revert("b", "b").getReverting().getVoidedEvents());
    assertEquals(List.of("platform-fee 1 = 29"), known());
  }

  /** More than a page of each kind. */
  @Test
  void pagesFollowEachOther() {
    int events = 2_500;
    meter.register("2", contract("d", "'simple': 'SUM'"));
    var old = events(events, "old", "1");
    meter.ingest(TENANT, old.toArray(UsageEvent[]::new));
    backfills.create("b", march("d", "nobody").setReplaces(true));
    backfills.ingest("b", events(events, "new", "2").toArray(UsageEvent[]::new));
    var closing = backfills.close("r", "b").getClosing();
    assertEquals("1250 1250 0 0 0", Backfills.counts(closing.getEvents()));
    assertEquals(events, closing.getReplacedEvents());
    // 100 × 0.25 + 2,400 × 0.1
    assertEquals(
        List.of("platform-fee 1 = 29", "sum 2500 = 265"),
        amounts(meter.query(TENANT, "d/2026-03", MARCH)));
    var reverted = backfills.revert("v", "b").getReverting();
    assertEquals(events, reverted.getVoidedEvents());
    assertEquals("1250 1250 0 0 0", Backfills.counts(reverted.getRestored()));
    assertEquals(
        List.of("platform-fee 1 = 29", "sum 1250 = 140"),
        amounts(meter.query(TENANT, "d/2026-03", MARCH)));
  }

  private static List<UsageEvent> events(int count, String name, String quantity) {
    return IntStream.range(0, count)
        .mapToObj(i -> document(i % 2 == 0 ? "d" : "nobody", name + i, TENTH, quantity))
        .toList();
  }
}
