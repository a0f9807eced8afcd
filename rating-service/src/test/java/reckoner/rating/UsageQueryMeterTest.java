package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.Meter.MARCH;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.wire.PageToken;
import reckoner.kit.wire.Wire;
import reckoner.proto.rating.v1.Contract;
import reckoner.proto.rating.v1.QueryUsageRequest;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.proto.rating.v1.UsageQueryServiceGrpc;
import reckoner.proto.rating.v1.UsageRow;

/** Usage of meters that are no sums. */
class UsageQueryMeterTest {
  private static final Instant JULY = Instant.parse("2026-07-01T00:00:00Z");
  private static final Instant JANUARY = Instant.parse("2027-01-01T00:00:00Z");
  private static final Meter METER = new Meter();

  @BeforeAll
  static void publish() {
    METER.publishSmallAndLarge();
    METER.advance(JANUARY);
  }

  @AfterAll
  static void stop() {
    METER.close();
  }

  private static void register(
      String customer, String contract, Instant start, Instant end, String aggregation) {
    var pages =
        Meter.metered(
            "pages",
            "Pages",
            """
            {'product': 'page', 'meter': 'pages', 'definition': {
               'filter': 'event_type == `page`', 'aggregation': %s, 'unit': 'page'},
             'terms': {'price': {'perUnit': {'rate': {'amount': '0.1'}}}}}
            """
                .formatted(aggregation));
    Contract.Builder terms = Meter.contract(contract, customer, start, end).addCharges(pages);
    METER.register(contract, terms.setActivateTime(Meter.stamp(MARCH)));
  }

  private static UsageEvent page(String customer, String id, String time, String pages) {
    return Json.merge(
            UsageEvent.newBuilder(),
            """
            {'source': 'desk', 'eventId': '%s', 'customer': '%s', 'eventTime': '%s',
             'eventType': 'page', 'quantity': {'value': '%s'}}
            """
                .formatted(id, customer, time, pages))
        .build();
  }

  private static QueryUsageRequest.Builder question(String customer) {
    return QueryUsageRequest.newBuilder()
        .setCustomer(customer)
        .setRange(Wire.interval(MARCH, JANUARY))
        .setWindow(QueryUsageRequest.Window.WHOLE)
        .setMeter("pages");
  }

  private static List<UsageRow> ask(QueryUsageRequest.Builder question) {
    return METER
        .service
        .as(
            Meter.TENANT,
            Role.VIEWER,
            (ManagedChannel channel) -> UsageQueryServiceGrpc.newBlockingStub(channel))
        .queryUsage(question.build())
        .getRowsList();
  }

  private static List<String> whole(String customer) {
    return ask(question(customer)).stream()
        .map(row -> row.getQuantity().getValue() + " of " + row.getEvents())
        .toList();
  }

  /** Of as many keys as ours, which are no position, no instants, or no window. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x|2026-03-01T00:00:00Z|2026-04-01T00:00:00Z",
        "1|yesterday|2026-04-01T00:00:00Z",
        "1|2026-04-01T00:00:00Z|2026-03-01T00:00:00Z"
      })
  void aTokenOfAnotherListIsRefused(String keys) {
    var foreign = question("anyone").setPageToken(PageToken.of(keys.split("[|]")));
    var refused = assertThrows(StatusRuntimeException.class, () -> ask(foreign));
    assertEquals("PAGE_TOKEN_INVALID", RefusalStatus.reason(refused).orElseThrow());
  }

  @Test
  void whatSeveralContractsMeasureIsAddedUp() {
    register("two", "two-1", MARCH, JULY, "{'simple': 'MAX'}");
    register("two", "two-2", JULY, JANUARY, "{'simple': 'MAX'}");
    METER.ingest(
        page("two", "t1", "2026-04-01T00:00:00Z", "10"),
        page("two", "t2", "2026-06-30T23:59:59Z", "9"),
        page("two", "t3", "2026-07-01T00:00:00Z", "20"));
    assertEquals(List.of("30 of 3"), whole("two"));
  }

  @ParameterizedTest
  @Tag("F12")
  @ValueSource(strings = {"b a", "a b"})
  void ofOneInstantTheHighestIdIsTheLatest(String arrival) {
    var customer = "latest " + arrival;
    register(customer, customer, MARCH, JANUARY, "{'simple': 'LATEST'}");
    for (var id : arrival.split(" ")) {
      METER.ingest(
          page(customer, customer + id, "2026-04-01T00:00:00Z", id.equals("b") ? "7" : "5"));
    }
    assertEquals(List.of("7 of 2"), whole(customer));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'timeWeighted': 'HOUR'}",
        "{'simple': 'TIME_AVERAGE'}",
        "{'simple': 'PEAK'}",
        "{'simple': 'CLOSING'}",
        "{'windowed': {'size': 'DAILY', 'each': {'simple': 'CLOSING'}, 'then': {'simple': 'SUM'}}}"
      })
  void aGaugeIsAskedForByPeriod(String aggregation) {
    var customer = "gauge " + aggregation.hashCode();
    register(customer, customer, MARCH, JANUARY, aggregation);
    METER.ingest(page(customer, customer, "2026-04-01T00:00:00Z", "7"));
    var refused = assertThrows(StatusRuntimeException.class, () -> whole(customer));
    assertEquals("REQUEST_INVALID", RefusalStatus.reason(refused).orElseThrow());
    assertTrue(
        String.valueOf(refused.getStatus().getDescription())
            .contains("meter pages is of a gauge, whose value holds from the reading before"),
        refused::getMessage);
    assertTrue(String.valueOf(refused.getMessage()).contains("GetSpend"), refused::getMessage);
  }
}
