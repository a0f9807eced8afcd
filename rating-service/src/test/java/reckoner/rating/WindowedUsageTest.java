package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static reckoner.rating.Meter.TENANT;
import static reckoner.rating.Meter.amend;
import static reckoner.rating.Meter.voiding;

import com.google.type.Interval;
import io.grpc.StatusRuntimeException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.wire.Wire;
import reckoner.proto.catalog.v1.PriceLadder;
import reckoner.proto.catalog.v1.VersionName;
import reckoner.proto.rating.v1.Charge;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.Contract;
import reckoner.proto.rating.v1.MeteredTerms;
import reckoner.proto.rating.v1.PeriodAdjustment;
import reckoner.proto.rating.v1.UsageEvent;

/** Dated stories of meters that are no sums, with their exact amounts. */
class WindowedUsageTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Instant OCTOBER = of(2026, 10);
  private static final Instant NOVEMBER = of(2026, 11);
  private static final Instant DECEMBER = of(2026, 12);
  private static final String SEATS_BY_DAY =
      "{'windowed': {'size': 'DAILY', 'zone': 'Europe/Berlin', 'each': {'simple': 'CLOSING'},"
          + " 'then': {'simple': 'AVERAGE'}}}";
  private static final String P95 =
      "{'windowed': {'size': 'FIVE_MINUTES', 'each': {'simple': 'SUM'}, 'then': {'percentile':"
          + " {'percent': '95'}}}}";
  private static final Interval OCTOBER_ALONE = Wire.interval(OCTOBER, NOVEMBER);
  private final Meter meter = new Meter();

  private static Instant of(int year, int month) {
    return LocalDate.of(year, month, 1).atStartOfDay(BERLIN).toInstant();
  }

  @AfterEach
  void stop() {
    meter.close();
  }

  /** October, November and December in Berlin; each unit costs so much. */
  private static Contract.Builder contract(String aggregation, String rate) {
    var terms =
        Json.merge(
            MeteredTerms.newBuilder(),
            """
            {'product': 'p', 'meter': 'm',
             'definition': {'filter': 'event_type == `x`', 'aggregation': %s, 'unit': 'one'},
             'terms': {'price': {'perUnit': {'rate': {'amount': '%s'}}}}}
            """
                .formatted(aggregation, rate));
    return Meter.contract("c", "c", OCTOBER, NOVEMBER, DECEMBER, of(2027, 1))
        .clearCharges()
        .addCharges(Charge.newBuilder().setCharge("x").setDisplayName("X").setMetered(terms));
  }

  private static UsageEvent x(String id, String time, String quantity) {
    return Json.merge(
            UsageEvent.newBuilder(),
            """
            {'source': 'desk', 'eventId': '%s', 'customer': 'c', 'eventTime': '%s', 'eventType': 'x',
             'quantity': {'value': '%s'}}
            """
                .formatted(id, time, quantity))
        .build();
  }

  private static UsageEvent user(String id, String time, String user) {
    return x(id, time, "1").toBuilder().putDimensions("user", user).build();
  }

  /** The lines of a period, as known by now. */
  private String due(Instant start) {
    return due(meter.query(TENANT, "c", start));
  }

  private static String due(ClosedPeriod period) {
    return String.join(
        "; ",
        period.getChargesList().stream()
            .map(charge ->
                "%s of %d = %s"
                    .formatted(
                        charge.getQuantity().getValue(),
                        charge.getEvents(),
                        charge.getAmount().getValue()))
            .toList());
  }

  private String close(Instant start, Instant end) {
    meter.advance(end.plusSeconds(86_400));
    return due(meter.close("close " + start, "c", start));
  }

  private static String adjusted(PeriodAdjustment adjustment) {
    return String.join(
        "; ",
        adjustment.getLinesList().stream()
            .map(line ->
                "%s %s ~ %s"
                    .formatted(
                        line.getKind(),
                        line.getDue().getQuantity().getValue(),
                        line.getDue().getAmount().getValue()))
            .toList());
  }

  @Test
  void seatsAreCountedThroughAMonthInWhichTheClocksChange() {
    // 31 local days, one of 25 hours: 10 days of 10, 14 of 13, 7 of 20: (100 + 182 + 140) ÷ 31
    meter.register("1", contract(SEATS_BY_DAY, "31"));
    meter.advance(NOVEMBER);
    meter.ingest(
        x("1", "2026-09-30T22:00:00Z", "10"),
        x("2", "2026-10-11T08:00:00Z", "12"),
        x("3", "2026-10-11T17:00:00Z", "13"),
        x("4", "2026-10-25T00:30:00Z", "20")); // 02:30, for the first time of two
    assertEquals("13.61290322580645161290322580645161 of 4 = 422", close(OCTOBER, NOVEMBER));
    assertEquals("20 of 0 = 620", close(NOVEMBER, DECEMBER), "and nobody has reported since");
    // a late reading of October changes November too, which held what October ended with
    meter.ingest(x("5", "2026-10-31T00:00:00Z", "22"));
    var at = DECEMBER.plusSeconds(90_000);
    meter.advance(at);
    assertEquals(
        "DIFFERENCE 0.06451612903225806451612903225807 ~ 2",
        adjusted(meter.adjust(TENANT, "a", "c", OCTOBER, at)));
    assertEquals("DIFFERENCE 2 ~ 62", adjusted(meter.adjust(TENANT, "b", "c", NOVEMBER, at)));
    meter.ingest(x("6", "2026-12-01T23:00:00Z", "0"));
    // 22 on one day of 31, then none
    assertEquals("0.7096774193548387096774193548387097 of 1 = 22", close(DECEMBER, of(2027, 1)));
  }

  @Test
  void aContractThatFollowsAnotherStartsAtZero() {
    meter.register("1", contract(SEATS_BY_DAY, "31").clearPeriods().addPeriods(OCTOBER_ALONE));
    var next = contract(SEATS_BY_DAY, "31").setContract("next").clearPeriods();
    meter.register("2", next.addPeriods(Wire.interval(NOVEMBER, DECEMBER)));
    meter.advance(NOVEMBER);
    meter.ingest(x("1", "2026-10-11T08:00:00Z", "12"));
    assertEquals("", due(meter.query(TENANT, "next", NOVEMBER)));
  }

  @Test
  void aCarriedReadingWithoutAPriceBlocksUntilThereIsOne() {
    var price =
        "{'currency': 'USD', 'prices': [{'product': 'p', %s: '2026-10-31T23:00:00Z', 'terms':"
            + " {'price': {'perUnit': {'rate': {'amount': '%s'}}}}}]}";
    meter.catalog.publishBook(Meter.MARCH, "list", price.formatted("'endTime'", "2"));
    var contract = contract("{'simple': 'PEAK'}", "0");
    contract
        .getChargesBuilder(0)
        .getMeteredBuilder()
        .setLadder(
            PriceLadder.newBuilder()
                .setList(VersionName.newBuilder().setKey("list").setVersion(1)));
    meter.register("1", contract);
    meter.advance(NOVEMBER);
    meter.ingest(x("1", "2026-10-11T08:00:00Z", "12"));
    assertEquals("12 of 1 = 24", close(OCTOBER, NOVEMBER));
    meter.advance(DECEMBER.plusSeconds(86_400));
    var blocked = meter.close("blocked", "c", NOVEMBER);
    assertEquals(ClosedPeriod.State.BLOCKED, blocked.getState());
    assertEquals("NO_PRICE", blocked.getUnpriced(0).getReason());
    meter.catalog.publishBook(
        DECEMBER.plusSeconds(86_400), "list", price.formatted("'startTime'", "3"));
    meter.awaitNewPosition();
    assertEquals("12 of 0 = 36", close(NOVEMBER, DECEMBER));
  }

  @Test
  void storageIsChargedByTheHourThatItIsHeld() {
    meter.register("1", contract("{'timeWeighted': 'HOUR'}", "0.001"));
    meter.advance(NOVEMBER);
    meter.ingest(x("1", "2026-10-31T20:00:00Z", "5"), x("2", "2026-10-20T22:00:00Z", "2.5"));
    // October has 745 hours in Berlin: 262 of 2.5, and 3 of 5
    assertEquals("670 of 2 = 0.67", close(OCTOBER, NOVEMBER));
    meter.advance(DECEMBER);
    meter.ingest(x("3", "2026-11-10T23:00:00Z", "0"));
    assertEquals("1200 of 1 = 1.2", close(NOVEMBER, DECEMBER)); // 240 hours of 5
    assertEquals("", due(DECEMBER), "what holds nothing is not due");
    var at = DECEMBER.plusSeconds(90_000);
    meter.advance(at);
    meter.correct(TENANT, "r", voiding(x("1", "2026-10-31T20:00:00Z", "5")));
    meter.advance(at.plusSeconds(1));
    var known = at.plusSeconds(1);
    assertEquals(
        "DIFFERENCE -7.5 ~ -0.01", adjusted(meter.adjust(TENANT, "a", "c", OCTOBER, known)));
    assertEquals(
        "DIFFERENCE -600 ~ -0.6", adjusted(meter.adjust(TENANT, "b", "c", NOVEMBER, known)));
  }

  @Test
  void bandwidthIsChargedAtThe95thPercentileOfFiveMinutes() {
    meter.register("1", contract(P95, "0.5"));
    meter.advance(NOVEMBER);
    // of 8,940 windows 447 may be above; 446 are at 1,000, the next at 40, and so on down
    var events = new ArrayList<UsageEvent>();
    for (int i = 0; i < 446; i++) {
      events.add(x("burst" + i, OCTOBER.plusSeconds(300L * i).toString(), "600"));
      events.add(x("more" + i, OCTOBER.plusSeconds(300L * i + 299).toString(), "400"));
    }
    for (int i = 446; i < 486; i++) {
      events.add(x("calm" + i, OCTOBER.plusSeconds(300L * i).toString(), "" + (486 - i)));
    }
    Collections.shuffle(events, new Random(1));
    for (int i = 0; i < events.size(); i += 100) {
      meter.ingest(events.subList(i, Math.min(i + 100, events.size())).toArray(UsageEvent[]::new));
    }
    assertEquals("39 of 932 = 19.5", due(OCTOBER));
    meter.ingest(x("one more", OCTOBER.plusSeconds(300L * 2_000).toString(), "1000"));
    assertEquals("40 of 933 = 20", close(OCTOBER, NOVEMBER));
  }

  @Test
  void aUserWhoseOnlyEventIsVoidedIsNotCounted() {
    meter.register("1", contract("{'countDistinct': 'user'}", "7"));
    meter.advance(NOVEMBER);
    var only = user("3", "2026-10-03T10:00:00Z", "b");
    meter.ingest(user("1", "2026-10-02T10:00:00Z", "a"), user("2", "2026-10-03T11:00:00Z", "a"));
    meter.ingest(only, user("4", "2026-10-03T12:00:00Z", "c"));
    assertEquals("3 of 4 = 21", due(OCTOBER));
    meter.correct(TENANT, "r", voiding(only));
    assertEquals("2 of 3 = 14", due(OCTOBER));
    meter.correct(TENANT, "r2", voiding(user("2", "2026-10-03T11:00:00Z", "a")));
    assertEquals("2 of 2 = 14", close(OCTOBER, NOVEMBER), "a was there the day before");
    meter.ingest(user("5", "2026-10-09T11:00:00Z", "d"), user("6", "2026-10-09T11:00:00Z", "a"));
    var at = NOVEMBER.plusSeconds(90_000);
    meter.advance(at);
    assertEquals("DIFFERENCE 1 ~ 7", adjusted(meter.adjust(TENANT, "a", "c", OCTOBER, at)));
  }

  @Test
  void usersOfEachDayAreCountedByTheDay() {
    meter.register(
        "1",
        contract(
            "{'windowed': {'size': 'DAILY', 'each': {'countDistinct': 'user'}, 'then': {'simple':"
                + " 'SUM'}}}",
            "1"));
    meter.advance(NOVEMBER);
    var only = user("3", "2026-10-03T10:00:00Z", "b");
    meter.ingest(user("1", "2026-10-02T10:00:00Z", "a"), user("2", "2026-10-03T11:00:00Z", "a"));
    meter.ingest(only, user("4", "2026-10-03T12:00:00Z", "a"));
    assertEquals("3 of 4 = 3", due(OCTOBER));
    meter.correct(TENANT, "r", voiding(only));
    assertEquals("2 of 3 = 2", due(OCTOBER));
  }

  /** What is not read again need not be there. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {'simple': 'MAX'} | 9 of 4 = 9
          {'simple': 'AVERAGE'} | 5 of 4 = 5
          {'countDistinct': 'user'} | 3 of 4 = 3
          {'simple': 'PEAK'} | 9 of 4 = 9
          {'windowed': {'size': 'DAILY', 'each': {'countDistinct': 'user'}, 'then': {'simple': 'SUM'}}} | 4 of 4 = 4
          {'windowed': {'size': 'DAILY', 'each': {'simple': 'SUM'}, 'then': {'percentile': {'percent': '95'}}}} | 7 of 4 = 7
          """)
  void onlyTheWindowOfAVoidIsReadAgain(String aggregation, String due) throws SQLException {
    meter.register("1", contract(aggregation, "1"));
    meter.advance(NOVEMBER);
    var never = x("3", "2026-10-03T10:00:00Z", "99").toBuilder().putDimensions("user", "d").build();
    meter.ingest(
        x("1", "2026-10-02T10:00:00Z", "9").toBuilder().putDimensions("user", "a").build(),
        x("2", "2026-10-03T11:00:00Z", "3").toBuilder().putDimensions("user", "b").build(),
        never,
        x("4", "2026-10-04T11:00:00Z", "7").toBuilder().putDimensions("user", "a").build(),
        x("5", "2026-10-05T11:00:00Z", "1").toBuilder().putDimensions("user", "c").build());
    meter.correct(TENANT, "r", voiding(never));
    var url = String.valueOf(meter.database.get("datasources.default.url"));
    try (var connection = DriverManager.getConnection(url, "postgres", "postgres");
        var execution = connection.createStatement()) {
      // the first and the third day; the last event says at which price
      assertEquals(
          2,
          execution.executeUpdate(
              "delete from usage_event where event_time::date in ('2026-10-02', '2026-10-04')"));
    }
    assertEquals(due, due(OCTOBER));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {'simple': 'MAX'} | 9 of 4 = 18 | 5 of 3 = 10 | 6 of 3 = 12
          {'simple': 'MIN'} | 2 of 4 = 4 | 2 of 3 = 4 | 2 of 3 = 4
          {'simple': 'LATEST'} | 5 of 4 = 10 | 5 of 3 = 10 | 6 of 3 = 12
          {'simple': 'AVERAGE'} | 5 of 4 = 10 | 3.666666666666666666666666666666667 of 3 = 7.33 | 4 of 3 = 8
          """)
  void whatIsVoidedAndAmendedIsMeasuredAgain(
      String aggregation, String all, String voided, String amended) {
    meter.register("1", contract(aggregation, "2"));
    meter.advance(NOVEMBER);
    var most = x("1", "2026-10-05T10:00:00Z", "9");
    var last = x("2", "2026-10-06T10:00:00Z", "5");
    meter.ingest(last, x("3", "2026-10-05T11:00:00Z", "4"));
    meter.ingest(x("4", "2026-10-01T11:00:00Z", "2"), most);
    assertEquals(all, due(OCTOBER));
    meter.correct(TENANT, "r", voiding(most));
    assertEquals(voided, due(OCTOBER));
    meter.correct(TENANT, "r2", amend(x("2", "2026-10-06T10:00:00Z", "6")));
    assertEquals(amended, close(OCTOBER, NOVEMBER));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {'percentile': {'percent': '95'}} | is a percentile of events; make it the `then` of windows, e.g. of five minutes
          {'windowed': {'each': {'percentile': {'percent': '95'}}, 'then': {'simple': 'MAX'}}} | is a percentile of events; make it the `then` of windows, e.g. of five minutes
          {'windowed': {'size': 'FIVE_MINUTES', 'each': {'simple': 'SUM'}, 'then': {'percentile': {'percent': '95'}}}} | has more than 10,000 windows from 2026-09-30T22:00:00Z to 2026-11-30T23:00:00Z; make them longer, or the period shorter
          """)
  void aPercentileIsOverABoundedNumberOfWindows(String aggregation, String message) {
    var contract = contract(aggregation, "1");
    contract.clearPeriods().addPeriods(Wire.interval(OCTOBER, DECEMBER));
    var refused = assertThrows(StatusRuntimeException.class, () -> meter.register("1", contract));
    assertEquals("CONTRACT_INVALID", RefusalStatus.reason(refused).orElseThrow());
    assertEquals(
        List.of("contract.charges[0].metered.definition.aggregation: " + message),
        RefusalStatus.faults(refused).getFieldViolationsList().stream()
            .map(fault -> fault.getField() + ": " + fault.getDescription())
            .toList());
  }

  @Test
  void aPercentileIsOverTenThousandWindowsAndNotOneMore() {
    var p95 =
        "{'windowed': {'size': 'FIVE_MINUTES', 'each': {'simple': 'SUM'},"
            + " 'then': {'percentile': {'percent': '95'}}}}";
    var all = OCTOBER.plusSeconds(10_000 * 300L);
    meter.register("1", contract(p95, "1").clearPeriods().addPeriods(Wire.interval(OCTOBER, all)));
    var more =
        contract(p95, "1")
            .setContract("more")
            .setCustomer("more")
            .clearPeriods()
            .addPeriods(Wire.interval(OCTOBER, all.plusSeconds(1)));
    var refused = assertThrows(StatusRuntimeException.class, () -> meter.register("2", more));
    assertEquals(
        List.of(
            "has more than 10,000 windows from 2026-09-30T22:00:00Z to 2026-11-04T15:20:01Z;"
                + " make them longer, or the period shorter"),
        RefusalStatus.faults(refused).getFieldViolationsList().stream()
            .map(fault -> fault.getDescription())
            .toList());
  }
}
