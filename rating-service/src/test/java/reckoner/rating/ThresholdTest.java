package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.MAY;
import static reckoner.rating.Meter.TENANT;
import static reckoner.rating.News.calls;

import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reckoner.kit.refusal.RefusalStatus;

/** When thresholds of a contract are reached, as dated stories. */
class ThresholdTest {
  private static final String C = "c/2026";
  private static final String IN_MARCH = "2026-03-10";
  private static final String IN_APRIL = "2026-04-10";
  private final Meter meter = News.meter();
  private final News news = new News(meter);

  @BeforeEach
  void register() {
    meter.publishSmallAndLarge();
    meter.register("1", News.withCalls(Meter.contract(C, "c", MARCH, APRIL, MAY)));
    meter.advance(Instant.parse("2026-03-16T00:00:00Z"));
  }

  @AfterEach
  void stop() {
    meter.close();
  }

  @Test
  void anAmountIsReachedAtExactlyItselfOnceAPeriodAndAgainInTheNext() {
    news.set(
        C, "{'threshold': 'hundred', 'amount': {'charge': 'calls', 'amount': {'value': '100'}}}");
    meter.ingest(calls("1", IN_MARCH, "99.99"));
    assertEquals(List.of(), news.told(0));
    meter.ingest(calls("2", IN_MARCH, "0.01"));
    assertEquals(List.of("1: hundred at 100 from 2026-03-01T00:00:00Z"), news.told(0));
    meter.ingest(calls("3", IN_MARCH, "500"));
    meter.correct(TENANT, "void", Meter.voiding(calls("3", IN_MARCH, "500")));
    meter.correct(TENANT, "void 2", Meter.voiding(calls("2", IN_MARCH, "0.01")));
    assertEquals(List.of(), news.told(1), "less spend takes nothing back");
    meter.ingest(calls("4", IN_MARCH, "50"));
    assertEquals(List.of(), news.told(1), "and it is not reached twice");
    meter.advance(Instant.parse("2026-04-16T00:00:00Z"));
    meter.ingest(calls("5", IN_APRIL, "100"));
    assertEquals(List.of("2: hundred at 100 from 2026-04-01T00:00:00Z"), news.told(1));
  }

  @Test
  void theWholeContractsSpendHasItsFixedChargesAndAPeriodBeginsByItself() {
    meter.ingest(calls("1", IN_MARCH, "1"));
    news.set(C, "{'threshold': 'thirty', 'amount': {'amount': {'value': '30'}}}");
    news.set(C, "{'threshold': 'fee', 'amount': {'amount': {'value': '29'}}}");
    news.set(C, "{'threshold': 'more', 'amount': {'amount': {'value': '30.01'}}}");
    assertEquals(
        List.of(
            "1: fee at 30 from 2026-03-01T00:00:00Z", "2: thirty at 30 from 2026-03-01T00:00:00Z"),
        news.told(0),
        "spend that is past it reaches it at the next look");
    meter.advance(APRIL);
    assertEquals(List.of("3: fee at 29 from 2026-04-01T00:00:00Z"), news.told(2));
    assertEquals(List.of(), news.told(3));
  }

  @Test
  void quantitiesCountByTokenClassOrByMeterBeforeTheAllowance() {
    news.set(
        C,
        "{'threshold': 'tokens', 'quantity': {'charge': 'model-usage', 'tokenClass': 'input',"
            + " 'quantity': {'value': '1000'}}}");
    news.set(
        C, "{'threshold': 'calls', 'quantity': {'charge': 'calls', 'quantity': {'value': '2.5'}}}");
    meter.ingest(
        Meter.event("1", "c", IN_MARCH + "T00:00:00Z", "small", "input", "600"),
        Meter.event("2", "c", IN_MARCH + "T00:00:00Z", "large", "input", "399", "output", "5000"),
        calls("3", IN_MARCH, "2.499999999999"));
    assertEquals(List.of(), news.told(0));
    meter.ingest(Meter.event("4", "c", IN_MARCH + "T00:00:00Z", "small", "input", "1"));
    assertEquals(List.of("1: tokens at 1000 from 2026-03-01T00:00:00Z"), news.told(0));
    meter.ingest(calls("5", IN_MARCH, "0.000000000001"));
    assertEquals(List.of("2: calls at 2.5 from 2026-03-01T00:00:00Z"), news.told(1));
  }

  @Test
  void aPercentOfACommitmentCountsNamedChargesOverItsTermOrEachPeriod() {
    meter.ingest(calls("1", IN_MARCH, "500"));
    news.set(
        C,
        "{'threshold': 'most', 'commitment': {'amount': {'value': '1000'},"
            + " 'percent': {'value': '80'}, 'charges': ['calls'], 'term':"
            + " {'startTime': '2026-03-01T00:00:00Z', 'endTime': '2026-05-01T00:00:00Z'}}}");
    news.set(
        C,
        "{'threshold': 'third', 'commitment': {'amount': {'value': '900'},"
            + " 'percent': {'value': '33.333333'}, 'charges': ['calls', 'platform-fee']}}");
    assertEquals(List.of("1: third at 529 from 2026-03-01T00:00:00Z"), news.told(0));
    meter.advance(Instant.parse("2026-04-16T00:00:00Z"));
    meter.ingest(calls("2", IN_APRIL, "270"));
    assertEquals(List.of(), news.told(1), "299 of 300 in April, 770 of 800 in the term");
    meter.ingest(calls("3", IN_MARCH, "29.99"), calls("4", IN_APRIL, "0"));
    assertEquals(List.of(), news.told(1));
    meter.ingest(calls("5", IN_MARCH, "0.01"));
    assertEquals(
        List.of("2: most at 800 from 2026-03-01T00:00:00Z"),
        news.told(1),
        "late usage counts to its term");
    meter.ingest(calls("6", IN_APRIL, "1"));
    assertEquals(List.of("3: third at 300 from 2026-04-01T00:00:00Z"), news.told(2));
  }

  @Test
  void usageWithoutAPriceReachesItOnceItsPriceIsPublished() {
    news.set(
        C, "{'threshold': 'one', 'amount': {'charge': 'model-usage', 'amount': {'value': '1'}}}");
    meter.ingest(Meter.event("1", "c", IN_MARCH + "T00:00:00Z", "new", "input", "2000000"));
    assertEquals(List.of(), news.told(0));
    meter.catalog.publish(
        Instant.parse("2026-03-16T00:00:00Z"),
        "openai",
        "new",
        "v2",
        FakeCatalog.always(FakeCatalog.rate("input", "1")));
    meter.awaitNewPosition();
    meter.advance(Instant.parse("2026-03-16T00:00:01Z"));
    assertEquals(
        List.of("1: one at 2.28 from 2026-03-01T00:00:00Z"),
        news.told(0),
        "1.9 million at 1 × 1.2");
  }

  @Test
  void followedSpendIsToldWhereItChangesAndNotOftenerThanAsked() {
    news.follow("f", C, 60);
    assertEquals(List.of("1: spend 29"), news.told(0));
    assertEquals(List.of(), news.told(1), "nothing changed");
    meter.ingest(calls("1", IN_MARCH, "1"));
    assertEquals(List.of(), news.told(1), "not within a minute");
    meter.ingest(calls("2", IN_MARCH, "2"));
    meter.advance(Instant.parse("2026-03-16T00:00:59.999Z"));
    assertEquals(List.of(), news.told(1));
    meter.advance(Instant.parse("2026-03-16T00:01:00Z"));
    assertEquals(List.of("2: spend 32"), news.told(1), "without any more usage");
    news.follow("g", C, 0);
    meter.ingest(calls("3", IN_MARCH, "3"));
    meter.advance(Instant.parse("2026-03-17T00:00:00Z"));
    assertEquals(List.of(), news.told(2));
  }

  @Test
  void aRemovedThresholdIsReachedNoMoreAndKeepsItsKey() {
    var ten = "{'threshold': 'ten', 'amount': {'charge': 'calls', 'amount': {'value': '10'}}}";
    news.set(C, ten);
    news.set(C, ten);
    assertEquals(List.of("ten"), news.list(C));
    assertEquals("KEY_TAKEN", refusal(() -> news.set(C, ten.replace("'10'", "'11'"))));
    news.remove(C, "ten");
    assertEquals(List.of(), news.list(C));
    meter.ingest(calls("1", IN_MARCH, "10"));
    assertEquals(List.of(), news.told(0));
    assertEquals("NOT_FOUND", refusal(() -> news.remove(C, "other")));
    assertEquals("KEY_TAKEN", refusal(() -> news.set(C, ten.replace("'value'", "'value' "))));
  }

  @Test
  void whatDoesNotFitIsRefusedByName() {
    var wrong = new TreeMap<String, String>();
    wrong.put("'amount': {'amount': {'value': '0'}}", "amount.amount");
    wrong.put("'amount': {'charge': 'other', 'amount': {'value': '1'}}", "amount.charge");
    wrong.put(
        "'quantity': {'charge': 'platform-fee', 'quantity': {'value': '1'}}", "quantity.charge");
    wrong.put(
        "'quantity': {'charge': 'calls', 'tokenClass': 'input', 'quantity': {'value': '1'}}",
        "quantity.token_class");
    wrong.put(
        "'quantity': {'charge': 'model-usage', 'quantity': {'value': '1'}}",
        "quantity.token_class");
    wrong.put(
        "'commitment': {'amount': {'value': '1'}, 'percent': {'value': '1000.1'},"
            + " 'charges': ['calls']}",
        "commitment.percent");
    wrong.put(
        "'commitment': {'amount': {'value': '1'}, 'percent': {'value': '1'},"
            + " 'charges': ['calls'], 'term': {'startTime': '2026-03-01T00:00:00Z',"
            + " 'endTime': '2026-03-02T00:00:00Z'}}",
        "commitment.term");
    wrong.forEach((terms, field) -> {
      var refused =
          assertThrows(
              StatusRuntimeException.class,
              () -> news.set(C, "{'threshold': 't', " + terms + "}"),
              terms);
      assertEquals("THRESHOLD_INVALID", RefusalStatus.reason(refused).orElse("none"), terms);
      assertEquals(
          List.of("threshold." + field),
          RefusalStatus.faults(refused).getFieldViolationsList().stream()
              .map(fault -> fault.getField())
              .toList());
    });
    assertEquals(
        "NOT_FOUND",
        refusal(
            () -> news.set("other", "{'threshold': 't', 'amount': {'amount': {'value': '1'}}}")));
    for (int i = 0; i < SetThresholds.THRESHOLDS_MAX; i++) {
      news.set(C, "{'threshold': 't%d', 'amount': {'amount': {'value': '1'}}}".formatted(i));
    }
    assertEquals(
        "THRESHOLDS_TOO_MANY",
        refusal(() -> news.set(C, "{'threshold': 't', 'amount': {'amount': {'value': '1'}}}")));
  }

  private static String refusal(org.junit.jupiter.api.function.Executable call) {
    return RefusalStatus.reason(assertThrows(StatusRuntimeException.class, call)).orElse("none");
  }
}
