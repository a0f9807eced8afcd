package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.TENANT;
import static reckoner.rating.Meter.amend;
import static reckoner.rating.Meter.voiding;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.Seed;
import reckoner.kit.wire.Wire;
import reckoner.proto.rating.v1.Contract;
import reckoner.proto.rating.v1.EventCount;
import reckoner.proto.rating.v1.QueryUsageRequest;
import reckoner.proto.rating.v1.QueryUsageRequest.Window;
import reckoner.proto.rating.v1.QueryUsageResponse;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.proto.rating.v1.UsageQueryServiceGrpc;
import reckoner.proto.rating.v1.UsageRow;

/** How much was used, by time and by what events say. */
class UsageQueryTest {
  private static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");
  private static final Meter METER = new Meter();

  @BeforeAll
  static void publish() {
    METER.publishSmallAndLarge();
    METER.advance(Instant.parse("2027-01-15T00:00:00Z"));
    METER.register("a", contract("a", "Europe/Vienna", "SUM"));
    METER.register("b", contract("b", "Asia/Kolkata", "MAX"));
    METER.ingest(
        page("a", "1", "2026-03-28T22:59:59Z", "5", "red"), // 28 March in Vienna
        page("a", "2", "2026-03-28T23:00:00Z", "7", "red"), // 29 March, a day of 23 hours
        page("a", "3", "2026-03-29T21:59:59Z", "11", "blue"),
        page("a", "4", "2026-03-29T22:00:00Z", "13", "blue"), // 30 March
        page("a", "5", "2026-10-24T22:00:00Z", "17", "red"), // 25 October, a day of 25 hours
        page("a", "6", "2026-10-25T00:30:00Z", "19", "red"), // 2:30, for the first time
        page("a", "7", "2026-10-25T01:30:00Z", "23", "red"), // 2:30 again
        page("a", "8", "2026-10-25T22:59:59.999999Z", "29", ""),
        page("a", "last", "2027-01-14T00:00:00Z", "43", "red"),
        Meter.event("9", "a", "2026-03-10T00:00:00Z", "small", "input", "100", "cache_read", "30")
            .toBuilder()
            .setNesting(UsageEvent.Nesting.CONTAINED)
            .build(),
        Meter.event("10", "a", "2026-03-10T01:00:00Z", "large", "output", "8"),
        page("b", "11", "2026-03-31T18:29:59Z", "31", "red"), // March in Kolkata
        page("b", "12", "2026-03-31T18:30:00Z", "37", "red"), // April
        page("waits", "13", "2026-03-31T18:30:00Z", "41", "red"));
  }

  @AfterAll
  static void stop() {
    METER.close();
  }

  /** From March 2026 to March 2027, in two periods, with documents counted by a meter. */
  private static Contract.Builder contract(String customer, String zone, String aggregation) {
    var id = ZoneId.of(zone);
    return Meter.contract(
            customer + "/2026",
            customer,
            midnight("2026-03-01", id),
            midnight("2026-07-01", id),
            midnight("2027-03-01", id))
        .setZone(zone)
        .addCharges(
            Meter.metered(
                "pages",
                "Pages",
                """
                {'product': 'page', 'meter': 'pages', 'definition': {
                   'filter': 'event_type == `page` && dimensions.colour != `blue`',
                   'aggregation': {'simple': '%s'}, 'unit': 'page'},
                 'terms': {'price': {'graduated': {'tiers': [
                   {'rate': {'amount': '0.1'}}]}}}}
                """
                    .formatted(aggregation)));
  }

  private static Instant midnight(String date, ZoneId zone) {
    return java.time.LocalDate.parse(date).atStartOfDay(zone).toInstant();
  }

  private static UsageEvent page(
      String customer, String id, String time, String pages, String colour) {
    return Json.merge(
            UsageEvent.newBuilder(),
            """
            {'source': 'desk', 'eventId': '%s', 'customer': '%s', 'eventTime': '%s',
             'eventType': 'page', 'quantity': {'value': '%s'}, 'dimensions': {'colour': '%s'}}
            """
                .formatted(id, customer, time, pages, colour))
        .build();
  }

  private static QueryUsageResponse ask(QueryUsageRequest request) {
    return METER
        .service
        .as(
            TENANT,
            Role.VIEWER,
            (ManagedChannel channel) -> UsageQueryServiceGrpc.newBlockingStub(channel))
        .queryUsage(request);
  }

  /** Every row, read page by page. */
  private static List<UsageRow> all(QueryUsageRequest.Builder request, int pageSize) {
    var rows = new ArrayList<UsageRow>();
    var token = "";
    do {
      var page = ask(request.clone().setPageSize(pageSize).setPageToken(token).build());
      rows.addAll(page.getRowsList());
      token = page.getNextPageToken();
      if (token.isEmpty()) {
        assertEquals(rows.size(), page.getRowCount());
      }
    } while (!token.isEmpty());
    return rows;
  }

  private static QueryUsageRequest.Builder of(
      String contract, String start, String end, Window window) {
    return QueryUsageRequest.newBuilder()
        .setContract(contract)
        .setRange(Wire.interval(Instant.parse(start), Instant.parse(end)))
        .setWindow(window)
        .setQuantity("");
  }

  private static String row(UsageRow row) {
    return "%s/%s %s %s of %d"
        .formatted(
            Wire.instant(row.getWindow().getStartTime()),
            Wire.instant(row.getWindow().getEndTime()),
            row.getValuesList(),
            row.getQuantity().getValue(),
            row.getEvents());
  }

  private static List<String> rows(QueryUsageRequest.Builder request) {
    return all(request, 2).stream().map(UsageQueryTest::row).toList();
  }

  @Test
  void aDayOfTheContractsZoneHas23Or25Hours() {
    assertEquals(
        List.of(
            "2026-03-27T23:00:00Z/2026-03-28T23:00:00Z [] 5 of 1",
            "2026-03-28T23:00:00Z/2026-03-29T22:00:00Z [] 18 of 2",
            "2026-03-29T22:00:00Z/2026-03-30T22:00:00Z [] 13 of 1"),
        rows(of("a/2026", "2026-03-27T23:00:00Z", "2026-04-10T22:00:00Z", Window.DAY)));
    assertEquals(
        List.of("2026-10-24T22:00:00Z/2026-10-25T23:00:00Z [] 88 of 4"),
        rows(of("a/2026", "2026-10-20T22:00:00Z", "2026-11-01T00:00:00Z", Window.DAY)));
  }

  @Test
  void anHourThatTheClockRepeatsIsTwo() {
    assertEquals(
        List.of(
            "2026-10-24T22:00:00Z/2026-10-24T23:00:00Z [] 17 of 1",
            "2026-10-25T00:00:00Z/2026-10-25T01:00:00Z [] 19 of 1",
            "2026-10-25T01:00:00Z/2026-10-25T02:00:00Z [] 23 of 1",
            "2026-10-25T22:00:00Z/2026-10-25T23:00:00Z [] 29 of 1"),
        rows(of("a/2026", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", Window.HOUR)));
  }

  @Test
  void aMonthIsOfTheZoneAndCutByTheRange() {
    var months = of("b/2026", "2026-03-15T12:00:00Z", "2026-05-01T00:00:00Z", Window.MONTH);
    assertEquals(
        List.of(
            "2026-03-15T12:00:00Z/2026-03-31T18:30:00Z [] 31 of 1",
            "2026-03-31T18:30:00Z/2026-04-30T18:30:00Z [] 37 of 1"),
        rows(months));
    assertEquals(
        List.of("2026-03-15T12:00:00Z/2026-05-01T00:00:00Z [] 68 of 2"),
        rows(months.setWindow(Window.WHOLE)));
    assertEquals(
        List.of("2026-03-15T12:00:00Z/2026-05-01T00:00:00Z [] 37 of 2"),
        rows(months.setMeter("pages")),
        "a maximum");
    assertEquals(
        List.of("2026-03-15T12:00:00Z/2026-05-01T00:00:00Z [] 68 of 2"),
        rows(months.setCustomer("b").setQuantity("")),
        "of the customer");
  }

  /** Over two periods; an event at the start of the range is in it, one at its end is not. */
  @ParameterizedTest
  @CsvSource({
    "'', '', 124 of 8",
    "'event_type', '', [] 0 of 0",
    "'dimensions.colour', '', '[] 29 of 1; [blue] 24 of 2; [red] 71 of 5'",
    "'dimensions.colour', 'dimensions.colour=red', '[red] 71 of 5'",
    "'dimensions.colour,source', 'dimensions.colour=', '[, desk] 29 of 1'",
    "'', 'dimensions.colour=green', ''"
  })
  void groupsAndFilters(String groupBy, String filter, String expected) {
    var request = of("a/2026", "2026-03-28T22:59:59Z", "2027-01-14T00:00:00Z", Window.WHOLE);
    if (!groupBy.isEmpty()) {
      request.addAllGroupBy(List.of(groupBy.split(",")));
    }
    if (!filter.isEmpty()) {
      var parts = filter.split("=", -1);
      request.putFilters(parts[0], parts[1]);
    }
    var found =
        rows(request).stream()
            .map(row -> row.substring(row.indexOf(' ') + 1))
            .map(row -> groupBy.isEmpty() ? row.substring(3) : row)
            .toList();
    var wanted =
        groupBy.equals("event_type") ? List.of("[page] 124 of 8") : List.of(expected.split("; "));
    assertEquals(expected.isEmpty() ? List.of() : wanted, found);
  }

  @Test
  void tokensAreThoseOfOneClassAlone() {
    var march = of("a/2026", "2026-03-10T00:00:00Z", "2026-03-10T01:00:00.000001Z", Window.WHOLE);
    var whole = "2026-03-10T00:00:00Z/2026-03-10T01:00:00.000001Z ";
    assertEquals(
        List.of(whole + "[openai, large] 8 of 1"),
        rows(march.clone().setTokenClass("output").addGroupBy("provider").addGroupBy("model")));
    assertEquals(List.of(whole + "[] 70 of 1"), rows(march.clone().setTokenClass("input")));
    assertEquals(List.of(whole + "[] 30 of 1"), rows(march.clone().setTokenClass("cache_read")));
    assertEquals(List.of(whole + "[] 100 of 1"), rows(march.clone().setQuantity("input")));
    assertEquals(
        List.of(whole + "[] 2 of 2"),
        rows(march.clone().setEventCount(EventCount.getDefaultInstance())));
    assertEquals(List.of(), rows(march.clone().setMeter("pages")));
  }

  @Test
  void whatIsAskedForMustBeThere() {
    var whole = of("a/2026", "2026-03-28T00:00:00Z", "2026-04-01T00:00:00Z", Window.WHOLE);
    assertEquals("NOT_FOUND", reason(whole.clone().setContract("z/2026")));
    assertEquals("NOT_FOUND", reason(whole.clone().setMeter("none")));
    assertEquals("REQUEST_INVALID", reason(whole.clone().setTokenClass("none")));
    assertEquals("REQUEST_INVALID", reason(whole.clone().clearQuantity()));
    assertEquals("REQUEST_INVALID", reason(whole.clone().clearWindow()));
    assertEquals("REQUEST_INVALID", reason(whole.clone().addGroupBy("colour")));
    assertEquals("PAGE_TOKEN_INVALID", reason(whole.clone().setPageToken("nonsense")));
    assertEquals(
        "REQUEST_INVALID",
        reason(of("a/2026", "2026-01-01T00:00:00Z", "2027-01-02T00:00:00.000001Z", Window.WHOLE)));
    assertEquals(
        List.of(),
        rows(of("a/2026", "2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z", Window.WHOLE)));
    assertEquals(List.of(), rows(whole.clone().setCustomer("waits")));
    assertEquals(
        "NOT_FOUND",
        RefusalStatus.reason(
                assertThrows(
                    StatusRuntimeException.class,
                    () ->
                        METER
                            .service
                            .as(
                                "other",
                                Role.VIEWER,
                                (ManagedChannel c) -> UsageQueryServiceGrpc.newBlockingStub(c))
                            .queryUsage(whole.build())))
            .orElseThrow());
  }

  private static String reason(QueryUsageRequest.Builder request) {
    return RefusalStatus.reason(
            assertThrows(StatusRuntimeException.class, () -> ask(request.build())))
        .orElseThrow();
  }

  @Test
  void moreThan50000RowsAreRefused() {
    METER.register("many", contract("many", "UTC", "SUM"));
    for (int from = 0; from < 50_000; from += 5_000) {
      METER.ingest(
          TENANT,
          IntStream.range(from, from + 5_000)
              .mapToObj(i -> page("many", "m" + i, "2026-05-01T00:00:00Z", "1", "c" + i))
              .toArray(UsageEvent[]::new));
    }
    var request =
        of("many/2026", "2026-05-01T00:00:00Z", "2026-05-02T00:00:00Z", Window.HOUR)
            .addGroupBy("dimensions.colour");
    assertEquals(50_000, ask(request.build()).getRowCount());
    METER.ingest(page("many", "more", "2026-05-01T00:00:00Z", "1", "one more"));
    assertEquals("GROUPS_TOO_MANY", reason(request));
  }

  /** Any events, corrected at random, against sums of a plain map. */
  @Test
  void itSaysWhatAPlainSumSays() {
    long seed = Seed.of(UsageQueryTest.class);
    var random = new Random(seed);
    METER.register("r", contract("r" + seed, "Europe/Vienna", "SUM"));
    var present = new HashMap<String, UsageEvent>();
    for (int i = 0; i < 300; i++) {
      var id = seed + "-" + random.nextInt(200);
      var event = any(random, "r" + seed, id);
      if (present.containsKey(id)) {
        METER.correct(TENANT, "r" + i + seed, amend(event));
      } else {
        METER.ingest(event);
      }
      present.put(id, event);
    }
    for (var id : present.keySet().stream().sorted().limit(20).toList()) {
      METER.correct(TENANT, "v" + id, voiding(Objects.requireNonNull(present.remove(id))));
    }
    var start = Instant.parse("2026-03-25T07:30:00Z");
    var end = Instant.parse("2026-11-05T19:15:00Z");
    for (var window : List.of(Window.HOUR, Window.DAY, Window.MONTH, Window.WHOLE)) {
      var sums = new TreeMap<String, BigDecimal>();
      present
          .values()
          .forEach(event -> {
            var time = Wire.instant(event.getEventTime());
            if (!time.isBefore(start) && time.isBefore(end)) {
              var from = windowStart(time, window);
              sums.merge(
                  (from.isBefore(start) ? start : from)
                      + " "
                      + event.getDimensionsOrDefault("colour", ""),
                  new BigDecimal(event.getQuantity().getValue()),
                  BigDecimal::add);
            }
          });
      var found = new TreeMap<String, BigDecimal>();
      all(
              of("r" + seed + "/2026", start.toString(), end.toString(), window)
                  .addGroupBy("dimensions.colour"),
              7)
          .forEach(row ->
              found.put(
                  Wire.instant(row.getWindow().getStartTime()) + " " + row.getValues(0),
                  new BigDecimal(row.getQuantity().getValue())));
      sums.replaceAll((_, sum) -> new BigDecimal(sum.stripTrailingZeros().toPlainString()));
      assertEquals(
          Arrays.toString(sums.entrySet().toArray()),
          Arrays.toString(found.entrySet().toArray()),
          () -> window + ", seed " + seed);
    }
  }

  private static Instant windowStart(Instant time, Window window) {
    var local = time.atZone(VIENNA);
    return switch (window) {
      case HOUR -> local.truncatedTo(ChronoUnit.HOURS).toInstant();
      case DAY -> local.truncatedTo(ChronoUnit.DAYS).toInstant();
      case MONTH -> local.toLocalDate().withDayOfMonth(1).atStartOfDay(VIENNA).toInstant();
      case WHOLE, WINDOW_UNSPECIFIED, UNRECOGNIZED -> Instant.MIN;
    };
  }

  /** Around the changes of clocks, and over the rest of the year. */
  private static UsageEvent any(Random random, String customer, String id) {
    var near =
        switch (random.nextInt(3)) {
          case 0 -> Instant.parse("2026-03-28T00:00:00Z");
          case 1 -> Instant.parse("2026-10-24T00:00:00Z");
          default -> MARCH.plus(random.nextInt(250), ChronoUnit.DAYS);
        };
    var time = near.plusSeconds(random.nextInt(3 * 86_400));
    return page(
        customer,
        id,
        time.toString(),
        random.nextInt(1000) + "." + (1 + random.nextInt(9)),
        List.of("red", "blue", "").get(random.nextInt(3)));
  }
}
