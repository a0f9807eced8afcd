package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static reckoner.rating.FakeCatalog.always;
import static reckoner.rating.FakeCatalog.rate;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.MAY;
import static reckoner.rating.Meter.TENANT;
import static reckoner.rating.Meter.amend;
import static reckoner.rating.Meter.voiding;

import io.grpc.StatusRuntimeException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
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
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.Seed;
import reckoner.proto.rating.v1.AdjustmentLine;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.Contract;
import reckoner.proto.rating.v1.DueCharge;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.ListPeriodAdjustmentsRequest;
import reckoner.proto.rating.v1.ModelUsageTerms;
import reckoner.proto.rating.v1.PeriodAdjustment;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.proto.rating.v1.UsageException;

/** What becomes due of a closed period later, up and down. */
class AdjustmentTest {
  private static final Instant CUTOFF = APRIL.plusSeconds(86_400);
  private static final String C = "c/2026-03";
  private final Meter meter = new Meter();

  @BeforeEach
  void publish() {
    meter.publishSmallAndLarge();
  }

  @AfterEach
  void stop() {
    meter.close();
  }

  private static Contract.Builder contract(String aggregation) {
    return Meter.contract(C, "c", MARCH, APRIL, MAY)
        .addCharges(
            Meter.metered(
                "pages",
                "Pages",
                """
                {'product': 'page', 'meter': 'pages', 'definition': {
                   'filter': 'event_type == `document`',
                   'aggregation': {'simple': '%s'}, 'unit': 'page'},
                 'terms': {'price': {'graduated': {'tiers': [
                   {'upTo': '100', 'rate': {'amount': '0.25'}},
                   {'rate': {'amount': '0.004'}}]}}}}
                """
                    .formatted(aggregation)));
  }

  private static UsageEvent document(String id, int day, String pages) {
    return Json.merge(
            UsageEvent.newBuilder(),
            """
            {'source': 'desk', 'eventId': '%s', 'customer': 'c', 'eventTime': '2026-03-%02dT00:00:00Z',
             'eventType': 'document', 'quantity': {'value': '%s'}}
            """
                .formatted(id, day, pages))
        .build();
  }

  private static UsageEvent tokens(String id, int day, String model, String tokens) {
    return Meter.event(id, "c", "2026-03-%02dT00:00:00Z".formatted(day), model, "input", tokens);
  }

  private ClosedPeriod closeAtCutoff(UsageEvent... events) {
    meter.advance(APRIL);
    if (events.length > 0) {
      meter.ingest(events);
    }
    meter.advance(CUTOFF);
    return meter.close("close", C, MARCH);
  }

  private static Instant after(int hours) {
    return CUTOFF.plusSeconds(3_600L * hours);
  }

  /** Adjusts at an hour after the cut-off, at which business time stands afterwards. */
  private PeriodAdjustment adjust(int hours) {
    meter.advance(after(hours));
    return meter.adjust(TENANT, "adjust " + hours, C, MARCH, after(hours));
  }

  private static List<String> lines(PeriodAdjustment adjustment) {
    return adjustment.getLinesList().stream()
        .map(line -> {
          var due = line.getDue();
          var reasons = new TreeMap<String, Long>();
          line.getReasonsList()
              .forEach(reason -> reasons.put(reason.getCause().name(), reason.getEvents()));
          return "%s %d %s: %s - %s ~ %s, of %s %s"
              .formatted(
                  line.getKind(),
                  due.getRevision(),
                  (due.getCharge() + " " + due.getModel()).strip(),
                  due.getQuantity().getValue(),
                  due.getAllowance().getValue(),
                  due.getAmount().getValue(),
                  line.getCumulative().getQuantity().getValue(),
                  reasons);
        })
        .toList();
  }

  @Test
  @Tag("F09")
  void lateUsageIsBilledAtTheTierThatItsPeriodHadReached() {
    meter.register("1", contract("SUM"));
    closeAtCutoff(document("1", 3, "90"), tokens("2", 3, "small", "90000"));
    assertEquals(List.of(), lines(adjust(1)));
    var other = document("5", 4, "7").toBuilder().setEventType("other").build();
    meter.ingest(document("3", 4, "30"), tokens("4", 4, "small", "60000"), other);
    assertEquals(3, meter.exceptions(TENANT, 10, EventResult.Status.LATE).size());
    var adjustment = adjust(2);
    assertEquals(
        List.of(
            "DIFFERENCE 1 model-usage small: 60000 - 10000 ~ 0.09, of 150000 {LATE=1}",
            "DIFFERENCE 1 pages: 30 - 0 ~ 2.58, of 120 {LATE=1}"),
        lines(adjustment));
    assertEquals(2, adjustment.getNumber());
    assertEquals("2", adjustment.getLines(1).getCumulative().getPriceStepsCount() + "");
    assertEquals(0, adjustment.getLines(1).getDue().getPriceStepsCount());
    assertEquals(
        List.of(EventResult.Status.UNCOUNTED),
        meter.exceptions(TENANT, 10).stream().map(UsageException::getStatus).toList());
    meter.advance(after(5));
    assertEquals(adjustment, meter.adjust(TENANT, "again", C, MARCH, after(2)));
    assertEquals(List.of(), lines(adjust(6)));
  }

  @Test
  void whatIsVoidedAndAmendedIsGivenBack() {
    meter.register("1", contract("SUM"));
    closeAtCutoff(
        document("1", 3, "100"), document("2", 4, "50"), tokens("3", 3, "small", "300000"));
    meter.correct(
        TENANT, "r", voiding(tokens("3", 3, "small", "300000")), amend(document("1", 3, "10")));
    assertEquals(
        List.of(
            "DIFFERENCE 1 pages: -90 - 0 ~ -10.2, of 60 {AMENDED=1}",
            "DIFFERENCE 1 model-usage small: -300000 - -100000 ~ -0.36, of 300000 {VOIDED=1}"),
        lines(adjust(1)));
    meter.correct(TENANT, "r2", voiding(document("2", 4, "50")));
    meter.ingest(tokens("4", 3, "small", "300000"));
    assertEquals(
        List.of(
            "DIFFERENCE 2 model-usage small: 300000 - 100000 ~ 0.36, of 300000 {LATE=1}",
            "DIFFERENCE 2 pages: -50 - 0 ~ -12.5, of 10 {VOIDED=1}"),
        lines(adjust(2)));
  }

  @Test
  void roundingNeverAddsUp() {
    meter.register("1", contract("SUM"));
    closeAtCutoff(document("1", 3, "101"));
    var amounts = new ArrayList<String>();
    for (int i = 1; i <= 4; i++) {
      meter.ingest(document("late" + i, 4, "1"));
      amounts.add(adjust(i).getLines(0).getDue().getAmount().getValue());
    }
    // 25.004 25.008 25.012 25.016 25.02, rounded and less what was billed (RULES A8)
    assertEquals(List.of("0.01", "0", "0.01", "0"), amounts);
  }

  @Test
  void costsThatAreLearnedLaterRateAgainOnlyWhereTheContractSaysSo() throws Exception {
    var again = contract("SUM");
    again
        .getChargesBuilder(1)
        .getModelUsageBuilder()
        .setLateCosts(ModelUsageTerms.LateCosts.RATED_AGAIN);
    meter.register("1", again);
    meter.register("other", "1", contract("SUM"));
    meter.advance(APRIL);
    meter.ingest(tokens("1", 3, "small", "1100000"));
    meter.ingest("other", tokens("1", 3, "small", "1100000"));
    meter.advance(CUTOFF);
    meter.close("close", C, MARCH);
    meter.close("other", "close", C, MARCH);
    meter.catalog.publish(after(1), "openai", "small", "v1", always(rate("input", "2.5")));
    meter.awaitNewPosition();
    assertEquals(
        List.of(
            "REVERSAL 1 model-usage small: -1100000 - -100000 ~ -1.8, of 1100000"
                + " {PRICE_CORRECTED=0}",
            "REPLACEMENT 2 model-usage small: 1100000 - 100000 ~ 3, of 1100000"
                + " {PRICE_CORRECTED=0}"),
        lines(adjust(2)));
    assertEquals(List.of(), lines(adjust(3)));
    assertEquals(List.of(), lines(meter.adjust("other", "2", C, MARCH, after(2))));
  }

  @Test
  void lateUsageWithoutAPriceBlocksItsAdjustmentUntilThePriceIsAdded() throws Exception {
    meter.register("1", contract("SUM"));
    closeAtCutoff();
    meter.ingest(tokens("1", 3, "new", "200000"));
    var blocked = adjust(1);
    assertEquals(PeriodAdjustment.State.BLOCKED, blocked.getState());
    assertEquals("UNKNOWN_MODEL", blocked.getUnpriced(0).getReason());
    assertEquals(1, blocked.getUnpricedEvents());
    meter.catalog.publish(after(1), "openai", "new", "v2", always(rate("input", "10")));
    meter.awaitNewPosition();
    var adjusted = meter.adjust(TENANT, "adjust 1", C, MARCH, after(1));
    assertEquals(
        List.of("DIFFERENCE 1 model-usage new: 200000 - 100000 ~ 1.2, of 200000 {LATE=1}"),
        lines(adjusted));
    assertEquals(List.of(), lines(adjust(2)), "and stays as it is priced");
  }

  @Test
  void adjustmentsFollowTheCloseAndEachOther() {
    meter.register("1", contract("SUM"));
    meter.advance(CUTOFF);
    assertEquals("PERIOD_OPEN", refused(CUTOFF));
    meter.close("close", C, MARCH);
    assertEquals("ADJUSTMENT_ORDER", refused(CUTOFF));
    assertEquals("TIME_AHEAD", refused(after(1)));
    adjust(3);
    meter.advance(after(9));
    assertEquals("ADJUSTMENT_ORDER", refused(after(2)));
    assertEquals("NOT_FOUND", refusal(() -> meter.adjust("other", "r", C, MARCH, after(1))));
    for (int i = 4; i <= 15; i++) {
      adjust(i);
    }
    var request =
        ListPeriodAdjustmentsRequest.newBuilder().setContract(C).setPeriodStart(Meter.stamp(MARCH));
    var first = meter.corrections(TENANT, Role.VIEWER).listPeriodAdjustments(request.build());
    var second =
        meter
            .corrections(TENANT, Role.VIEWER)
            .listPeriodAdjustments(request.setPageToken(first.getNextPageToken()).build());
    var numbers = new ArrayList<Integer>();
    first.getAdjustmentsList().forEach(one -> numbers.add(one.getNumber()));
    second.getAdjustmentsList().forEach(one -> numbers.add(one.getNumber()));
    assertEquals(IntStream.rangeClosed(1, 13).boxed().toList(), numbers);
    assertEquals("", second.getNextPageToken());
  }

  private String refused(Instant cutoff) {
    return refusal(() -> meter.adjust(TENANT, "refused " + cutoff, C, MARCH, cutoff));
  }

  private static String refusal(org.junit.jupiter.api.function.Executable call) {
    return RefusalStatus.reason(assertThrows(StatusRuntimeException.class, call)).orElseThrow();
  }

  @Test
  @Tag("F77")
  void adjustmentsAtOnceNeverBillTwice() throws Exception {
    meter.register("1", contract("SUM"));
    closeAtCutoff(document("1", 3, "10"));
    meter.ingest(document("2", 3, "20"));
    meter.advance(after(8));
    var start = new CountDownLatch(1);
    var billed = BigDecimal.ZERO;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<PeriodAdjustment>> calls =
          IntStream.range(0, 8)
              .mapToObj(i ->
                  threads.submit(() -> {
                    start.await();
                    return meter.adjust(TENANT, "r" + i, C, MARCH, after(1 + i % 4));
                  }))
              .toList();
      start.countDown();
      var made = new HashMap<Integer, PeriodAdjustment>();
      for (var call : calls) {
        try {
          var one = call.get();
          var before = made.put(one.getNumber(), one);
          assertEquals(before == null ? one : before, one, "one number has one answer");
        } catch (java.util.concurrent.ExecutionException refused) {
          assertEquals(
              "ADJUSTMENT_ORDER",
              RefusalStatus.reason(Objects.requireNonNull(refused.getCause())).orElseThrow());
        }
      }
      for (var one : made.values()) {
        for (var line : one.getLinesList()) {
          billed = billed.add(new BigDecimal(line.getDue().getAmount().getValue()));
        }
      }
    }
    assertEquals(new BigDecimal("5"), billed.stripTrailingZeros());
  }

  /** Whatever comes late and is corrected: what was billed in all is what the period comes to. */
  @ParameterizedTest
  @ValueSource(strings = {"SUM", "MAX"})
  @Tag("F32")
  void whatIsBilledInAllIsWhatThePeriodComesTo(String aggregation) {
    long seed = Seed.of(AdjustmentTest.class);
    var random = new Random(seed);
    meter.register("1", contract(aggregation));
    var present = new TreeMap<String, UsageEvent>();
    for (int i = 0; i < 10; i++) {
      var event = any(random, "in-time-" + i);
      present.put(event.getEventId(), event);
    }
    var billed = new TreeMap<String, BigDecimal>();
    closeAtCutoff(present.values().toArray(UsageEvent[]::new))
        .getChargesList()
        .forEach(charge -> add(billed, charge));
    var keys = new ArrayList<String>();
    for (int step = 1; step <= 20; step++) {
      change(random, present, step);
      if (random.nextInt(3) == 0) {
        var adjustment = adjust(step);
        for (AdjustmentLine line : adjustment.getLinesList()) {
          add(billed, line.getDue());
          keys.add(line.getDue().getPart() + " " + line.getDue().getRevision());
        }
      } else {
        meter.advance(after(step));
      }
    }
    adjust(30).getLinesList().forEach(line -> add(billed, line.getDue()));
    var due = new TreeMap<String, BigDecimal>();
    meter.query(TENANT, C, MARCH).getChargesList().forEach(charge -> add(due, charge));
    billed.values().removeIf(amount -> amount.signum() == 0);
    due.values().removeIf(amount -> amount.signum() == 0);
    assertEquals(due, billed, "seed " + seed);
    assertEquals(keys.size(), keys.stream().distinct().count(), "seed " + seed);
    assertEquals(0, meter.exceptions(TENANT, 10).size());
    assertEquals(present.size(), meter.summary(TENANT).getRated());
  }

  private void change(Random random, Map<String, UsageEvent> present, int step) {
    if (present.isEmpty() || random.nextBoolean()) {
      var event = any(random, "late-" + step);
      meter.ingest(event);
      present.put(event.getEventId(), event);
      return;
    }
    var id = List.copyOf(present.keySet()).get(random.nextInt(present.size()));
    if (random.nextBoolean()) {
      meter.correct(TENANT, "r" + step, voiding(Objects.requireNonNull(present.remove(id))));
    } else {
      var event = any(random, id);
      present.put(id, event);
      meter.correct(TENANT, "r" + step, amend(event));
    }
  }

  private static UsageEvent any(Random random, String id) {
    int day = 1 + random.nextInt(31);
    var quantity = Integer.toString(random.nextInt(150_000));
    var event =
        switch (random.nextInt(3)) {
          case 0 -> tokens(id, day, "small", quantity);
          case 1 -> tokens(id, day, "large", quantity);
          default -> document(id, day, Integer.toString(random.nextInt(60)));
        };
    return event.toBuilder().setSource("any").build();
  }

  private static void add(Map<String, BigDecimal> sums, DueCharge charge) {
    sums.merge(
        charge.getCharge() + " " + charge.getPart(),
        new BigDecimal(charge.getAmount().getValue()).stripTrailingZeros(),
        (one, other) -> one.add(other).stripTrailingZeros());
  }
}
