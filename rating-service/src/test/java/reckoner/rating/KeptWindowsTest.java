package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.MAY;
import static reckoner.rating.Meter.TENANT;
import static reckoner.rating.Meter.amend;
import static reckoner.rating.Meter.voiding;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reckoner.kit.testing.Seed;
import reckoner.proto.rating.v1.Charge;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.Contract;
import reckoner.proto.rating.v1.MeteredTerms;
import reckoner.proto.rating.v1.UsageEvent;

/** Whatever comes, late or twice corrected: what was kept says what all the events say. */
class KeptWindowsTest {
  private static final List<Instant> PERIODS = List.of(MARCH, APRIL, MAY);
  private static final Instant JUNE = Instant.parse("2026-06-01T00:00:00Z");

  /** Those that nest, too; each is a charge. */
  private static final List<String> AGGREGATIONS =
      List.of(
          "{'simple': 'SUM'}",
          "{'simple': 'MIN'}",
          "{'simple': 'MAX'}",
          "{'simple': 'LATEST'}",
          "{'simple': 'AVERAGE'}",
          "{'countDistinct': 'user'}",
          "{'timeWeighted': 'HOUR'}",
          "{'simple': 'TIME_AVERAGE'}",
          "{'simple': 'PEAK'}",
          "{'simple': 'CLOSING'}",
          windowed("DAILY", "{'countDistinct': 'user'}", "{'simple': 'SUM'}"),
          windowed("DAILY", "{'simple': 'CLOSING'}", "{'simple': 'AVERAGE'}"),
          windowed("FIVE_MINUTES", "{'simple': 'COUNT'}", "{'percentile': {'percent': '99.9'}}"),
          windowed(
              "DAILY",
              windowed("HOURLY", "{'simple': 'MAX'}", "{'percentile': {'percent': '95'}}"),
              "{'simple': 'SUM'}"));

  private final Meter meter = new Meter();

  @AfterEach
  void stop() {
    meter.close();
  }

  private static String windowed(String size, String each, String then) {
    return "{'windowed': {'size': '%s', 'zone': 'Europe/Berlin', 'each': %s, 'then': %s}}"
        .formatted(size, each, then);
  }

  private static Contract.Builder contract(String customer) {
    var contract = Meter.contract(customer, customer, MARCH, APRIL, MAY, JUNE).clearCharges();
    for (int i = 0; i < AGGREGATIONS.size(); i++) {
      contract.addCharges(
          Charge.newBuilder()
              .setCharge("charge-%02d".formatted(i))
              .setDisplayName("X")
              .setMetered(
                  Json.merge(
                      MeteredTerms.newBuilder(),
                      """
                      {'product': 'p', 'meter': 'm', 'ladder': {'list': {'key': 'list', 'version': 1}},
                       'definition': {'filter': 'event_type == `x`', 'aggregation': %s, 'unit': 'one'}}
                      """
                          .formatted(AGGREGATIONS.get(i)))));
    }
    return contract;
  }

  /** Of few instants and values, so that there are ties. */
  private static UsageEvent any(Random random, String id, int days) {
    var time = MARCH.plusSeconds(random.nextInt(days) * 86_400L + random.nextInt(3) * 10_000L);
    return Json.merge(
            UsageEvent.newBuilder(),
            """
            {'source': '%s', 'eventId': '%s', 'customer': 'c', 'eventTime': '%s', 'eventType': 'x',
             'quantity': {'value': '%d'}, 'dimensions': {'user': 'u%d', 'region': '%s'}}
            """
                .formatted(
                    "s" + Math.floorMod(id.hashCode(), 2),
                    id,
                    time,
                    random.nextInt(9),
                    random.nextInt(6),
                    random.nextInt(3) == 0 ? "eu" : "us"))
        .build();
  }

  private void publish() {
    meter.catalog.publishBook(
        MARCH.minusSeconds(1),
        "list",
        """
        {'currency': 'USD', 'dimensions': ['region'], 'prices': [
          {'product': 'p', 'terms': {'price': {'perUnit': {'rate': {'amount': '0.99'}}}}},
          {'product': 'p', 'dimensions': {'region': 'eu'}, 'endTime': '2026-03-15T00:00:00Z',
           'terms': {'price': {'perUnit': {'rate': {'amount': '0.89'}}}}},
          {'product': 'p', 'dimensions': {'region': 'eu'}, 'startTime': '2026-03-15T00:00:00Z',
           'terms': {'price': {'perUnit': {'rate': {'amount': '0.79'}}}}}]}
        """);
  }

  private void sql(String statement) throws SQLException {
    var url = String.valueOf(meter.database.get("datasources.default.url"));
    try (var connection = DriverManager.getConnection(url, "postgres", "postgres");
        var execution = connection.createStatement()) {
      execution.execute(statement);
    }
  }

  /** Rates from what was kept, then from the events alone. */
  private void compare(Instant knownBefore, String seed) throws SQLException {
    var kept = new ArrayList<ClosedPeriod>();
    for (var start : PERIODS) {
      kept.add(meter.query(TENANT, "c", start, knownBefore));
    }
    sql("update contract_period set is_aggregated = false");
    for (int i = 0; i < PERIODS.size(); i++) {
      var read = meter.query(TENANT, "c", PERIODS.get(i), knownBefore);
      assertEquals(read.getChargesList(), kept.get(i).getChargesList(), seed + PERIODS.get(i));
      assertEquals(read.getReceiptHash(), kept.get(i).getReceiptHash(), seed);
    }
    sql("update contract_period set is_aggregated = true");
  }

  @Test
  void whatWasKeptSaysWhatAllTheEventsSay() throws SQLException {
    long seed = Seed.of(KeptWindowsTest.class);
    var random = new Random(seed);
    publish();
    meter.register("1", contract("c"));
    sql("alter table contract_period disable trigger closed_for_ever");
    var aggregates = meter.service.context().getBean(UsageAggregates.class);
    var present = new TreeMap<String, UsageEvent>();
    var asked = new TreeSet<Instant>();
    var now = MARCH.plusSeconds(20 * 86_400L);
    for (int step = 0; step < 60; step++) {
      // the cut-offs of March and April come on the way
      now = now.plusSeconds(random.nextInt(2 * 86_400));
      meter.advance(now);
      // none is ahead of its time, which an amendment may not be
      change(random, present, step, (int) Duration.between(MARCH, now).toDays());
      if (random.nextInt(6) == 0) {
        aggregates.fold(TENANT);
      }
      if (random.nextInt(8) == 0) {
        now = now.plusSeconds(1);
        meter.advance(now);
        asked.add(now);
        compare(now, "seed " + seed + " step " + step + " ");
      }
    }
    assertTrue(aggregates.fold(TENANT));
    assertEquals(
        List.of("0 0"),
        Pages.sql(
            meter,
            """
            select (select count(*) from usage_window_change) || ' ' || (select count(*) from (
              select from usage_window group by tenant, aggregate, window_start
              having count(*) > 1) several)
            """));
    for (var time : asked) { // what was folded since is read again
      compare(time, "seed " + seed + " as of " + time + " ");
    }
  }

  private void change(Random random, Map<String, UsageEvent> present, int step, int days) {
    if (present.size() < 5 || random.nextInt(3) > 0) {
      var events = new ArrayList<UsageEvent>();
      for (int i = random.nextInt(12); i >= 0; i--) {
        events.add(any(random, "e%d-%d".formatted(step, i), days));
      }
      meter.ingest(events.toArray(UsageEvent[]::new));
      events.forEach(event -> present.put(event.getEventId(), event));
      return;
    }
    var id = List.copyOf(present.keySet()).get(random.nextInt(present.size()));
    if (random.nextBoolean()) {
      meter.correct(TENANT, "r" + step, voiding(Objects.requireNonNull(present.remove(id))));
    } else {
      var event = any(random, id, days);
      present.put(id, event);
      meter.correct(TENANT, "r" + step, amend(event));
    }
  }

  @Test
  void anyOrderAndAnyBatchesGiveTheSame() {
    long seed = Seed.of(KeptWindowsTest.class);
    var random = new Random(seed);
    publish();
    var events = new ArrayList<UsageEvent>();
    for (int i = 0; i < 150; i++) {
      events.add(any(random, "e" + i, 60));
    }
    var answers = new ArrayList<List<String>>();
    for (var tenant : List.of("one", "two", "three")) {
      meter.register(tenant, "1", contract("c"));
    }
    meter.advance(MAY);
    for (var tenant : List.of("one", "two", "three")) {
      Collections.shuffle(events, random);
      for (int from = 0; from < events.size(); ) {
        int to = Math.min(events.size(), from + 1 + random.nextInt(60));
        meter.ingest(tenant, events.subList(from, to).toArray(UsageEvent[]::new));
        from = to;
      }
      answers.add(
          PERIODS.stream().map(start -> meter.query(tenant, "c", start).getReceiptHash()).toList());
    }
    assertEquals(answers.getFirst(), answers.get(1), "seed " + seed);
    assertEquals(answers.getFirst(), answers.get(2), "seed " + seed);
  }
}
