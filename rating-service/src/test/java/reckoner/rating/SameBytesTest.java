package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.FakeCatalog.always;
import static reckoner.rating.FakeCatalog.daily;
import static reckoner.rating.FakeCatalog.rate;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.MAY;
import static reckoner.rating.Meter.TENANT;
import static reckoner.rating.Pages.CUTOFF;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TimeZone;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.kit.testing.Seed;
import reckoner.kit.testing.TestDatabase;
import reckoner.proto.rating.v1.Charge;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.Contract;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.MeteredTerms;
import reckoner.proto.rating.v1.PeriodAdjustment;
import reckoner.proto.rating.v1.UsageCorrection;
import reckoner.proto.rating.v1.UsageEvent;

/**
 * The same usage and the same corrections, brought in in other ways: the charges, explanations and
 * receipts of the close and of the adjustment have the same bytes.
 */
class SameBytesTest {
  private static final int EVENTS = 240;
  private static final int LATE_EVENTS = 40;
  private static final String C = "c/2026-03";
  private static final Instant CHANGE = Instant.parse("2026-03-13T00:00:00Z");

  private static final String TIERS =
      "{'allowance': '12.5', 'price': {'graduated': {'tiers': [{'upTo': '1000', 'rate': {'amount':"
          + " '0.123456789'}}, {'upTo': '5000', 'flat': '3', 'rate': {'amount': '7', 'per':"
          + " '1000'}}, {'rate': {'amount': '0.001'}}]}}}";
  private static final String SHARE =
      "{'price': {'percentage': {'share': {'amount': '2.9', 'per': '100'}, 'fixed': '0.3'}}}";
  private static final String VOLUME =
      "{'allowance': '1', 'price': {'volume': {'tiers': [{'upTo': '50', 'rate': {'amount': '3'}},"
          + " {'rate': {'amount': '1', 'per': '7'}}]}}}";

  /** Every aggregation that can be registered, under several prices. */
  private static final List<String> METERS =
      List.of(
          "{'simple': 'SUM'} | " + TIERS,
          "{'simple': 'SUM'} | " + SHARE,
          "{'simple': 'SUM', 'quantity': 'seconds'} | " + VOLUME,
          "{'simple': 'COUNT'} | " + TIERS,
          "{'simple': 'MIN'} | " + VOLUME,
          "{'simple': 'MAX'} | " + VOLUME,
          "{'simple': 'LATEST'} | " + TIERS,
          "{'simple': 'AVERAGE'} | " + VOLUME,
          "{'countDistinct': 'user'} | " + TIERS,
          "{'timeWeighted': 'HOUR'} | " + VOLUME,
          "{'simple': 'PEAK'} | " + TIERS,
          "{'simple': 'CLOSING'} | " + VOLUME,
          "{'simple': 'TIME_AVERAGE'} | " + TIERS,
          "{'windowed': {'size': 'HOURLY', 'each': {'windowed': {'size': 'FIVE_MINUTES', 'each':"
              + " {'simple': 'SUM'}, 'then': {'simple': 'MAX'}}}, 'then': {'simple': 'SUM'}}} | "
              + VOLUME,
          "{'windowed': {'size': 'DAILY', 'each': {'simple': 'SUM'},"
              + " 'then': {'percentile': {'percent': '95'}}}} | "
              + VOLUME);

  private final Random random = new Random();
  private final List<UsageEvent> usage = new ArrayList<>();
  private final List<UsageCorrection> corrections = new ArrayList<>();
  private final List<UsageEvent> lateUsage = new ArrayList<>();
  private final List<UsageCorrection> lateCorrections = new ArrayList<>();

  /** How usage is brought in. */
  private record Way(
      boolean isShuffled, boolean isSplit, int senders, int connections, String zone) {
    static final Way PLAIN = new Way(false, false, 1, 8, "UTC");
  }

  @Test
  @Tag("F12")
  void whicheverWayUsageComesInItComesToTheSameBytes() throws Exception {
    long seed = Seed.of(SameBytesTest.class);
    random.setSeed(seed);
    makeUsage();
    var expected = billed(Way.PLAIN);
    assertTrue(expected.size() > METERS.size() + 3, expected::toString);
    for (var way :
        List.of(
            new Way(true, false, 1, 8, "UTC"),
            new Way(true, true, 1, 8, "UTC"),
            new Way(true, false, 6, 3, "Pacific/Apia"),
            new Way(true, true, 3, 12, "America/St_Johns"))) {
      var found = billed(way);
      for (int i = 0; i < expected.size(); i++) {
        assertEquals(expected.get(i), found.get(i), way + " seed " + seed);
      }
      assertEquals(expected.size(), found.size());
    }
  }

  /** What was once billed has its receipt for ever, whichever release is asked. */
  @Test
  @Tag("F12")
  void aMonthThatNeverChangesHasTheReceiptsThatItAlwaysHad() throws Exception {
    random.setSeed(1);
    makeUsage();
    assertEquals(
        List.of(
            "43ae5109756845108c94eabc9bbbbc1c87a0aeb301b437d80f914268b5012751",
            "74228b3be6511bd5ec0a9e4084e883efd7a2f946bd991aa2b729db536e53a310"),
        billed(Way.PLAIN).subList(0, 2));
  }

  private void makeUsage() {
    for (int i = 0; i < EVENTS; i++) {
      usage.add(event("e" + i));
    }
    for (int i = 0; i < EVENTS; i += 6) {
      corrections.add(correction("e" + i));
      lateCorrections.add(correction("e" + (i + 1)));
    }
    for (int i = 0; i < LATE_EVENTS; i++) {
      lateUsage.add(event("late" + i));
    }
  }

  /** At full hours, so that many happen at once; amounts, users and models at random. */
  private UsageEvent event(String id) {
    var time = MARCH.plus(Duration.ofHours(random.nextInt(31 * 24)));
    if (random.nextInt(4) == 0) {
      var model = "tiered-" + random.nextInt(3);
      var size = Integer.toString(random.nextInt(30_000));
      return Meter.event(id, "c", time.toString(), model, "input", size, "output", "3.25");
    }
    return Json.merge(
            UsageEvent.newBuilder(),
            """
            {'source': 'gateway', 'eventId': '%s', 'customer': 'c', 'eventTime': '%s',
             'eventType': 'x', 'quantity': {'value': '%d.%d'}, 'dimensions': {'user': 'u%d'},
             'quantities': {'seconds': {'value': '%d'}}}
            """
                .formatted(
                    id,
                    time,
                    random.nextInt(90),
                    random.nextInt(1000),
                    random.nextInt(20),
                    random.nextInt(500)))
        .build();
  }

  private UsageCorrection correction(String id) {
    var event = event(id);
    return random.nextInt(3) == 0 ? Meter.voiding(event) : Meter.amend(event);
  }

  private static Contract.Builder contract() {
    var contract = Meter.contract(C, "c", MARCH, APRIL, MAY);
    for (var meter : METERS) {
      var parts = meter.split(" \\| ");
      var terms =
          """
          {'product': 'p', 'meter': 'm', 'terms': %s,
           'definition': {'filter': 'event_type == `x`', 'aggregation': %s, 'unit': 'one'}}
          """
              .formatted(parts[1], parts[0]);
      contract.addCharges(
          Charge.newBuilder()
              .setCharge("metered-" + contract.getChargesCount())
              .setDisplayName(parts[0])
              .setMetered(Json.merge(MeteredTerms.newBuilder(), terms)));
    }
    return contract;
  }

  /** Brings all of it in and bills it; a service that stops is another one on its database. */
  private List<Object> billed(Way way) throws Exception {
    var zone = TimeZone.getDefault();
    var database = new HashMap<>(TestDatabase.properties("rating"));
    database.put("datasources.default.maximum-pool-size", way.connections());
    TimeZone.setDefault(TimeZone.getTimeZone(way.zone()));
    try (var run = new Run(way, database)) {
      run.meter().register("1", contract());
      run.advance(APRIL);
      run.send(usage);
      run.correct(corrections);
      run.advance(CUTOFF);
      var closed = run.meter().close("close", C, MARCH);
      run.send(lateUsage);
      run.correct(lateCorrections);
      var later = CUTOFF.plusSeconds(3600);
      run.advance(later);
      run.restart();
      return bytes(closed, run.meter().adjust(TENANT, "adjust", C, MARCH, later));
    } finally {
      TimeZone.setDefault(zone);
    }
  }

  private static List<Object> bytes(ClosedPeriod closed, PeriodAdjustment adjusted) {
    assertEquals(ClosedPeriod.State.CLOSED, closed.getState());
    assertEquals(PeriodAdjustment.State.ADJUSTED, adjusted.getState());
    assertEquals(Receipts.of(closed), closed.getReceiptHash());
    assertEquals(Receipts.of(adjusted), adjusted.getReceiptHash());
    return Stream.<Object>concat(
            Stream.of(closed.getReceiptHash(), adjusted.getReceiptHash()),
            Stream.concat(closed.getChargesList().stream(), adjusted.getLinesList().stream()))
        .toList();
  }

  /** A service, or several one after the other. */
  private final class Run implements AutoCloseable {
    private final Way way;
    private final Map<String, Object> database;
    private Meter meter;

    Run(Way way, Map<String, Object> database) {
      this.way = way;
      this.database = database;
      this.meter = start();
    }

    private Meter start() {
      var started = new Meter(database);
      started.catalog.publish(
          MARCH.minusSeconds(1),
          "openai",
          "tiered",
          "v1",
          always(rate("input", "3", 1000, "6"), rate("output", "15")),
          FakeCatalog.from(CHANGE, rate("input", "0.123456789", 2000, "4"), rate("output", "16")),
          daily(
              LocalTime.of(23, 0),
              LocalTime.of(1, 0),
              rate("input", "1"),
              rate("output", "2", 1000, "3")));
      return started;
    }

    Meter meter() {
      return meter;
    }

    void advance(Instant time) {
      meter.advance(time);
    }

    void restart() {
      if (way.isSplit()) {
        meter.close();
        meter = start();
      }
    }

    void send(List<UsageEvent> events) throws Exception {
      var order = new ArrayList<>(events);
      if (way.isShuffled()) {
        order.addAll(events.subList(0, events.size() / 3));
        Collections.shuffle(order, random);
      }
      int half = way.isSplit() ? order.size() / 2 : order.size();
      inParallel(order.subList(0, half));
      restart();
      inParallel(order.subList(half, order.size()));
    }

    private void inParallel(List<UsageEvent> order) throws Exception {
      int share = order.size() / way.senders() + 1;
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var sending = new ArrayList<Future<?>>();
        for (int from = 0; from < order.size(); from += share) {
          var batches = batches(order.subList(from, Math.min(order.size(), from + share)));
          sending.add(threads.submit(() -> meter.ingest(TENANT, batches)));
        }
        for (var one : sending) {
          one.get();
        }
      }
    }

    private List<IngestUsageRequest> batches(List<UsageEvent> events) {
      var batches = new ArrayList<IngestUsageRequest>();
      for (int at = 0; at < events.size(); ) {
        int end = Math.min(events.size(), at + (way.isShuffled() ? 1 + random.nextInt(50) : 1000));
        batches.add(Pages.batch(events.subList(at, end)));
        at = end;
      }
      return batches;
    }

    void correct(List<UsageCorrection> all) {
      var order = new ArrayList<>(all);
      if (way.isShuffled()) {
        Collections.shuffle(order, random);
      }
      int size = way.isShuffled() ? 7 : order.size();
      for (int at = 0; at < order.size(); at += size) {
        var part = order.subList(at, Math.min(order.size(), at + size));
        var id = Objects.hash(part) + " at " + at;
        meter.correct(TENANT, id, part.toArray(UsageCorrection[]::new));
      }
    }

    @Override
    public void close() {
      meter.close();
    }
  }
}
