package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.MAY;
import static reckoner.rating.Meter.TENANT;
import static reckoner.rating.Pages.CUTOFF;

import io.grpc.ManagedChannel;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.kit.auth.Role;
import reckoner.proto.rating.v1.ArrivalValue;
import reckoner.proto.rating.v1.Contract;
import reckoner.proto.rating.v1.GetSpendRequest;
import reckoner.proto.rating.v1.SpendReport;
import reckoner.proto.rating.v1.SpendServiceGrpc;
import reckoner.proto.rating.v1.SpendServiceGrpc.SpendServiceBlockingStub;
import reckoner.proto.rating.v1.UsageEvent;

/** What metered usage costs us, and what the groups of a period's usage cost (RULES D3, G6). */
class SpendCostTest {
  private static final String C = "c/2026-03";
  private static final String COSTS =
      """
      {'currency': 'USD', 'dimensions': ['region', 'end_user'], 'costs': [
        {'meter': 'pages', 'rate': {'amount': '3', 'per': '1000'},
         'endTime': '2026-03-15T00:00:00Z'},
        {'meter': 'pages', 'rate': {'amount': '0.004'}, 'startTime': '2026-03-15T00:00:00Z',
         'endTime': '2026-03-20T00:00:00Z'},
        {'meter': 'pages', 'dimensions': {'region': 'eu'}, 'rate': {'amount': '0.01'}},
        {'meter': 'pages', 'dimensions': {'end_user': 'ann'}, 'rate': {'amount': '0.02'}},
        {'meter': 'others', 'rate': {'amount': '9'}}]}
      """;
  private final Meter meter = new Meter();

  @AfterEach
  void stop() {
    meter.close();
  }

  private static Contract.Builder contract(String aggregation, String costBook) {
    return Meter.contract(C, "c", MARCH, APRIL, MAY)
        .clearCharges()
        .addCharges(
            Meter.metered(
                "pages",
                "Pages",
                """
                {'product': 'page', 'meter': 'pages', 'definition': {
                   'filter': 'event_type == `document`', 'aggregation': {'simple': '%s'},
                   'unit': 'page'},
                 %s
                 'terms': {'price': {'graduated': {'tiers': [
                   {'upTo': '100', 'rate': {'amount': '0'}}, {'rate': {'amount': '0.25'}}]}}}}
                """
                    .formatted(aggregation, costBook)));
  }

  private static String pin(String book, int version) {
    return "'costBook': {'key': '%s', 'version': %d},".formatted(book, version);
  }

  private static UsageEvent document(String id, int day, String pages, String... dimensions) {
    var event = Pages.document(id, "2026-03-%02dT00:00:00Z".formatted(day), pages).toBuilder();
    for (int i = 0; i < dimensions.length; i += 2) {
      event.putDimensions(dimensions[i], dimensions[i + 1]);
    }
    return event.build();
  }

  private SpendServiceBlockingStub spending() {
    return meter.service.as(
        TENANT, Role.VIEWER, (ManagedChannel channel) -> SpendServiceGrpc.newBlockingStub(channel));
  }

  private SpendReport spend(String... groupBy) {
    return spending()
        .getSpend(
            GetSpendRequest.newBuilder()
                .setContract(C)
                .setPeriodStart(Meter.stamp(MARCH))
                .addAllGroupBy(List.of(groupBy))
                .build());
  }

  private static String whole(SpendReport report) {
    return "%s - %s = %s, %d uncosted"
        .formatted(
            report.getAmount().getValue(),
            report.getCostExact().getValue(),
            report.getMargin().getValue(),
            report.getUncostedEvents());
  }

  private static List<String> groups(SpendReport report) {
    return report.getGroupsList().stream()
        .map(group ->
            "%s: %s - %s = %s, %d uncosted"
                .formatted(
                    group.getValuesList(),
                    group.getAmountExact().getValue(),
                    group.getCostExact().getValue(),
                    group.getMarginExact().getValue(),
                    group.getUncostedEvents()))
        .toList();
  }

  @Test
  void anEventCostsWhatTheMostSpecificEntryInForceSaysOfItsMeter() {
    meter.catalog.publishCosts(MARCH.minusSeconds(1), "costs", COSTS);
    meter.register("1", contract("SUM", pin("costs", 1)));
    meter.advance(APRIL);
    meter.ingest(
        document("1", 14, "100", "run", "first"), // 0.3, though it is free
        document("2", 15, "10", "run", "first"), // 0.04
        document("3", 16, "7", "run", "region", "region", "eu"), // 0.07, of any time
        document("4", 16, "3", "run", "user", "end_user", "ann"), // 0.06
        document("5", 16, "5", "run", "both", "region", "eu", "end_user", "ann")); // 0.05
    assertEquals("6.25 - 0.52 = 5.73, 0 uncosted", whole(spend()));
    var byRun = spend("dimensions.run");
    assertEquals("6.25 - 0.52 = 5.73, 0 uncosted", whole(byRun));
    assertEquals(
        List.of("[both] 0.05", "[first] 0.34", "[region] 0.07", "[user] 0.06"),
        byRun.getGroupsList().stream()
            .map(group -> group.getValuesList() + " " + group.getCostExact().getValue())
            .sorted()
            .toList());
    meter.correct(TENANT, "r", Meter.voiding(document("1", 14, "100", "run", "first")));
    assertEquals("0 - 0.22 = -0.22, 0 uncosted", whole(spend()));
  }

  @Test
  void whatNoEntryCoversIsCountedAndLeavesTheMarginOpenUntilALaterVersionAddsIt() {
    meter.catalog.publishCosts(MARCH.minusSeconds(1), "costs", COSTS);
    meter.register("1", contract("SUM", pin("costs", 1)));
    meter.advance(Instant.parse("2026-03-28T00:00:00Z"));
    meter.ingest(
        document("1", 15, "200", "run", "a"),
        document("2", 25, "10", "run", "b"),
        document("3", 26, "0", "run", "b"));
    var uncosted = spend("dimensions.run");
    assertEquals("27.5 - 0.8 = , 2 uncosted", whole(uncosted));
    assertFalse(uncosted.hasMargin());
    assertEquals(
        List.of(
            "[a]: 26.190476190476 - 0.8 = 25.390476190476, 0 uncosted",
            "[b]: 1.309523809524 - 0 = , 2 uncosted"),
        groups(uncosted));
    // it changes what the first version says, too, and that is not followed
    meter.catalog.publishCosts(
        Instant.parse("2026-03-28T00:00:00Z"),
        "costs",
        "{'currency': 'USD', 'costs': [{'meter': 'pages', 'rate': {'amount': '0.005'}}]}");
    meter.advance(Instant.parse("2026-03-28T00:00:01Z"));
    assertEquals("27.5 - 0.85 = 26.65, 0 uncosted", whole(spend()));
  }

  @Test
  void whatIsLearnedAfterTheCutoffCostsNothingElse() {
    meter.catalog.publishCosts(MARCH.minusSeconds(1), "costs", COSTS);
    meter.register("1", contract("SUM", pin("costs", 1)));
    meter.advance(APRIL);
    meter.ingest(document("1", 15, "10"), document("2", 25, "10"));
    meter.advance(CUTOFF);
    var closed = meter.close("close", C, MARCH);
    assertEquals("0", closed.getCharges(0).getCostExact().getValue(), "no part of a document");
    meter.catalog.publishCosts(
        CUTOFF.plusSeconds(1),
        "costs",
        "{'currency': 'USD', 'costs': [{'meter': 'pages', 'rate': {'amount': '0.005'}}]}");
    meter.advance(CUTOFF.plusSeconds(10));
    assertEquals("0 - 0.04 = , 1 uncosted", whole(spend()));
    assertEquals(
        List.of("0.04", "unknown"),
        meter.behind(C, MARCH, closed.getCharges(0)).getArrivalsList().stream()
            .map(SpendCostTest::cost)
            .sorted()
            .toList());
  }

  private static String cost(ArrivalValue arrival) {
    return arrival.hasCost() ? arrival.getCost().getValue() : "unknown";
  }

  @ParameterizedTest
  @CsvSource({"SUM, ''", "MAX, ''", "MAX, costs"})
  void withoutACostBookOrAQuantityOfItsOwnAnEventsCostIsUnknown(String aggregation, String book) {
    meter.catalog.publishCosts(MARCH.minusSeconds(1), "costs", COSTS);
    meter.register("1", contract(aggregation, book.isEmpty() ? "" : pin(book, 1)));
    meter.advance(APRIL);
    meter.ingest(document("1", 15, "104"));
    assertEquals("1 - 0 = , 1 uncosted", whole(spend()));
    assertEquals(List.of("[]: 1 - 0 = , 1 uncosted"), groups(spend("dimensions.run")));
  }

  @Test
  void aRunAboveTheStepOfALongContextPriceShowsItsOwnCost() {
    meter.publishSmallAndLarge();
    meter.register("1", Meter.contract(C, "c", MARCH, APRIL));
    meter.advance(APRIL);
    // 3 a million up to 200,000 tokens of input, 6 beyond; shares by quantity would be 1 and 2
    meter.ingest(run("short", "200000"), run("long", "400000"));
    var report = spend("dimensions.run");
    assertEquals("3", report.getCostExact().getValue());
    assertEquals(
        List.of("[long] 2.4", "[short] 0.6"),
        report.getGroupsList().stream()
            .map(group -> group.getValuesList() + " " + group.getCostExact().getValue())
            .sorted()
            .toList());
  }

  private static UsageEvent run(String run, String tokens) {
    return Meter.event(run, "c", "2026-03-10T12:00:00Z", "large", "input", tokens).toBuilder()
        .putDimensions("run", run)
        .build();
  }
}
