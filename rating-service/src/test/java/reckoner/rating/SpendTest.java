package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.MAY;
import static reckoner.rating.Meter.TENANT;
import static reckoner.rating.Meter.voiding;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.proto.rating.v1.Charge;
import reckoner.proto.rating.v1.GetSpendRequest;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.ListLineUsageRequest;
import reckoner.proto.rating.v1.MeteredTerms;
import reckoner.proto.rating.v1.SpendGroup;
import reckoner.proto.rating.v1.SpendReport;
import reckoner.proto.rating.v1.SpendServiceGrpc;
import reckoner.proto.rating.v1.SpendServiceGrpc.SpendServiceBlockingStub;
import reckoner.proto.rating.v1.UsageEvent;

/** What usage costs while its period runs, and the events behind a line. */
class SpendTest {
  private static final String C = "c/2026-03";
  private static final Instant MIDDLE = Instant.parse("2026-03-16T00:00:00Z");
  private final Meter meter = new Meter();

  @BeforeEach
  void publish() {
    meter.publishSmallAndLarge();
    var contract =
        Meter.contract(C, "c", MARCH, APRIL, MAY)
            .addCharges(
                Charge.newBuilder()
                    .setCharge("calls")
                    .setDisplayName("Calls")
                    .setMetered(
                        Json.merge(
                            MeteredTerms.newBuilder(),
                            """
                            {'product': 'call', 'meter': 'calls', 'definition': {
                               'filter': 'event_type == `call`', 'aggregation': {'simple': 'COUNT'},
                               'unit': 'call'},
                             'terms': {'price': {'graduated': {'tiers': [
                               {'upTo': '2', 'rate': {'amount': '1'}},
                               {'rate': {'amount': '0.1'}}]}}}}
                            """)));
    meter.register("1", contract);
    meter.advance(MIDDLE);
  }

  @AfterEach
  void stop() {
    meter.close();
  }

  private static UsageEvent tokens(String id, String run, String model, String tokens) {
    return Meter.event(id, "c", "2026-03-10T00:00:00Z", model, "input", tokens).toBuilder()
        .putDimensions("run", run)
        .build();
  }

  private static UsageEvent call(String id, String run) {
    return Json.merge(
            UsageEvent.newBuilder(),
            """
            {'source': 'gateway', 'eventId': '%s', 'customer': 'c', 'eventType': 'call',
             'eventTime': '2026-03-11T00:00:00Z', 'dimensions': {'run': '%s'}}
            """
                .formatted(id, run))
        .build();
  }

  private SpendServiceBlockingStub spend(String tenant) {
    return meter.service.as(
        tenant, Role.VIEWER, (ManagedChannel channel) -> SpendServiceGrpc.newBlockingStub(channel));
  }

  private SpendReport spend(GetSpendRequest.Builder request) {
    return spend(TENANT).getSpend(request.build());
  }

  private static GetSpendRequest.Builder of(String... groupBy) {
    return GetSpendRequest.newBuilder().setContract(C).addAllGroupBy(List.of(groupBy));
  }

  private static List<String> groups(SpendReport report) {
    return report.getGroupsList().stream().map(SpendTest::line).toList();
  }

  private static String line(SpendGroup group) {
    return "%s %d: %s - %s%s = %s"
        .formatted(
            group.getValuesList(),
            group.getEvents(),
            group.getAmountExact().getValue(),
            group.getCostExact().getValue(),
            uncosted(group.getUncostedEvents()),
            group.getMarginExact().getValue());
  }

  /** What has no cost, so that there is no margin. */
  private static String uncosted(long events) {
    return events == 0 ? "" : " and " + events + " uncosted";
  }

  private static String whole(SpendReport report) {
    return "%s - %s%s = %s"
        .formatted(
            report.getAmount().getValue(),
            report.getCostExact().getValue(),
            uncosted(report.getUncostedEvents()),
            report.getMargin().getValue());
  }

  @Test
  void spendIsSharedByRunAndModelAsTheLinesAre() {
    // 300,000 tokens of which 100,000 are free, at 1.5 × 1.2 per million; 4 calls cost 2 × 1 + 2 ×
    // 0.1
    meter.ingest(
        tokens("1", "r1", "small", "100000"),
        tokens("2", "r2", "small", "200000"),
        call("3", "r1"),
        call("4", "r1"),
        call("5", "r2"),
        call("6", "r1"));
    var report = spend(of("dimensions.run"));
    assertEquals("31.56 - 0.45 and 4 uncosted = ", whole(report));
    assertEquals(
        List.of("[r1] 4: 1.77 - 0.15 and 3 uncosted = ", "[r2] 2: 0.79 - 0.3 and 1 uncosted = "),
        groups(report));
    assertEquals(
        List.of("[small, ] 2: 0.36 - 0.45 = -0.09", "[, call] 4: 2.2 - 0 and 4 uncosted = ")
            .reversed(),
        groups(spend(of("model", "event_type"))));
    meter.correct(TENANT, "r", voiding(tokens("2", "r2", "small", "200000")));
    assertEquals("31.2 - 0.15 and 4 uncosted = ", whole(spend(of())));
    assertEquals(
        List.of("[r1] 4: 1.65 - 0.15 and 3 uncosted = ", "[r2] 1: 0.55 - 0 and 1 uncosted = "),
        groups(spend(of("dimensions.run"))));
  }

  @Test
  void groupsSumToTheLinesAndThoseBeyondTheLimitStandInOneSum() {
    for (int i = 0; i < 7; i++) {
      meter.ingest(call("c" + i, "r" + i), tokens("t" + i, "r" + i, "large", "100001"));
    }
    var all = spend(of("dimensions.run"));
    var sum =
        all.getGroupsList().stream()
            .map(group -> new BigDecimal(group.getAmountExact().getValue()))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    var exact =
        meter.query(TENANT, C, MARCH).getChargesList().stream()
            .filter(charge -> !charge.getCharge().equals("platform-fee"))
            .map(charge -> new BigDecimal(charge.getAmountExact().getValue()))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertEquals(0, exact.compareTo(sum), () -> exact + " " + sum);
    var two = spend(of("dimensions.run").setLimit(2));
    assertEquals(groups(all).subList(0, 2), groups(two));
    assertEquals(7, two.getGroupCount());
    assertEquals(10, two.getOthers().getEvents());
    assertEquals(0, two.getOthers().getValuesCount());
    assertEquals(
        sum.stripTrailingZeros(),
        new BigDecimal(two.getOthers().getAmountExact().getValue())
            .add(new BigDecimal(two.getGroups(0).getAmountExact().getValue()))
            .add(new BigDecimal(two.getGroups(1).getAmountExact().getValue()))
            .stripTrailingZeros());
  }

  @Test
  void aCustomersSpendIsThatOfThePeriodThatRuns() {
    meter.ingest(
        call("1", "r"), Meter.event("2", "c", "2026-03-10T00:00:00Z", "huge", "input", "1"));
    var report = spend(GetSpendRequest.newBuilder().setCustomer("c"));
    assertEquals(C, report.getContract());
    assertEquals("30 - 0 and 1 uncosted = ", whole(report));
    assertEquals(1, report.getUnpricedEvents());
    assertEquals(MIDDLE.getEpochSecond(), report.getKnownTime().getSeconds());
    meter.advance(APRIL);
    assertEquals("29 - 0 = 29", whole(spend(GetSpendRequest.newBuilder().setCustomer("c"))));
    assertEquals("30 - 0 and 1 uncosted = ", whole(spend(of().setPeriodStart(Meter.stamp(MARCH)))));
    meter.advance(MAY);
    assertEquals("NOT_FOUND", refusal(GetSpendRequest.newBuilder().setCustomer("c")));
    assertEquals("NOT_FOUND", refusal(of()));
    assertEquals(
        "REQUEST_INVALID",
        refusal(GetSpendRequest.newBuilder().setCustomer("c").setPeriodStart(Meter.stamp(MARCH))));
    assertEquals("REQUEST_INVALID", refusal(of("colour")));
  }

  private String refusal(GetSpendRequest.Builder request) {
    return RefusalStatus.reason(assertThrows(StatusRuntimeException.class, () -> spend(request)))
        .orElseThrow();
  }

  @Test
  @Tag("F14")
  void moreValuesThanTheBoundAreRefusedByName() {
    int values = SpendGroups.GROUPS_MAX;
    var batches = new ArrayList<IngestUsageRequest>();
    for (int from = 0; from < values; from += 5_000) {
      batches.add(
          IngestUsageRequest.newBuilder()
              .addAllEvents(
                  IntStream.range(from, from + 5_000)
                      .mapToObj(i -> call("e" + i, "run-" + i))
                      .toList())
              .build());
    }
    meter.ingest(TENANT, batches);
    assertEquals(values, spend(of("dimensions.run").setLimit(1)).getGroupCount());
    meter.ingest(call("one-more", "another"));
    assertEquals("GROUPS_TOO_MANY", refusal(of("dimensions.run")));
    assertEquals("5030.9 - 0 and 50001 uncosted = ", whole(spend(of())));
    var one = spend(of("dimensions.run").putFilters("dimensions.run", "run-7"));
    assertEquals(List.of("[run-7] 1: 0.10003599928 - 0 and 1 uncosted = "), groups(one));
    assertEquals("5030.9 - 0 and 50001 uncosted = ", whole(one), "of the period");
  }

  @Test
  void filtersLeaveGroupsWhatTheyAreAmongAll() {
    meter.ingest(
        tokens("1", "r1", "small", "200000"),
        tokens("2", "r2", "small", "100000"),
        tokens("3", "r2", "large", "400000"),
        call("4", "r1"),
        call("5", "r2"),
        call("6", "r2"));
    var all = spend(of("dimensions.run", "model")).getGroupsList();
    var ofTwo = spend(of("dimensions.run", "model").putFilters("dimensions.run", "r2"));
    assertEquals(
        all.stream().filter(group -> group.getValues(0).equals("r2")).toList(),
        ofTwo.getGroupsList());
    assertEquals(3, ofTwo.getGroupsCount());
    var together = spend(of().putFilters("dimensions.run", "r2"));
    assertEquals(1, together.getGroupCount());
    assertEquals(4, together.getGroups(0).getEvents());
    assertEquals(
        ofTwo.getGroupsList().stream()
            .map(group -> new BigDecimal(group.getAmountExact().getValue()))
            .reduce(BigDecimal.ZERO, BigDecimal::add),
        new BigDecimal(together.getGroups(0).getAmountExact().getValue()));
    assertEquals(
        1,
        spend(of().putFilters("dimensions.run", "r2").putFilters("model", "large"))
            .getGroups(0)
            .getEvents());
    assertEquals(
        List.of(), groups(spend(of().putFilters("dimensions.run", "r3"))), "no event is of it");
    assertEquals("REQUEST_INVALID", refusal(of().putFilters("colour", "red")));
  }

  @Test
  void theEventsBehindALineAreReadPageByPage() {
    var behind = new ArrayList<UsageEvent>();
    for (int i = 0; i < 23; i++) {
      var call = call("c" + i, "r");
      behind.add(call);
      meter.ingest(call, tokens("t" + i, "r", "small", "1"));
    }
    meter.advance(APRIL.plusSeconds(86_400));
    meter.ingest(call("late", "r"));
    meter.correct(TENANT, "r", voiding(behind.getFirst()));
    var closed = meter.close("close", C, MARCH);
    var line = closed.getCharges(closed.getChargesCount() - 1);
    assertEquals("23", line.getQuantity().getValue());
    var request =
        ListLineUsageRequest.newBuilder()
            .setContract(C)
            .setPeriodStart(Meter.stamp(MARCH))
            .setCharge(line.getCharge())
            .setPart(line.getPart())
            .setKnownBefore(closed.getCutoffTime())
            .setPageSize(10);
    assertEquals(behind, read(request), "as the close knew them");
    behind.removeFirst();
    behind.add(call("late", "r"));
    assertEquals(behind, read(request.clearKnownBefore()), "as they are known now");
    assertEquals(List.of(), read(request.setPart("0".repeat(32))));
    assertThrows(
        StatusRuntimeException.class,
        () -> spend("other").listLineUsage(request.clearPageToken().build()));
  }

  private List<UsageEvent> read(ListLineUsageRequest.Builder request) {
    var events = new ArrayList<UsageEvent>();
    request.clearPageToken();
    do {
      var page = spend(TENANT).listLineUsage(request.build());
      events.addAll(page.getEventsList());
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    return events;
  }

  @Test
  void ageIsTheTimeThatTheAnswerTook() {
    meter.ingest(tokens("1", "r1", "small", "100000"));
    long before = System.nanoTime();
    var report = spend(of("dimensions.run"));
    long elapsed = System.nanoTime() - before;
    long age = report.getAge().getSeconds() * 1_000_000_000L + report.getAge().getNanos();
    assertTrue(age > 0 && age <= elapsed, age + " ns of " + elapsed);
  }
}
