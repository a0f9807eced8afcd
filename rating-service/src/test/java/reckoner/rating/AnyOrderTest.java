package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static reckoner.rating.FakeCatalog.always;
import static reckoner.rating.FakeCatalog.daily;
import static reckoner.rating.FakeCatalog.rate;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.contract;
import static reckoner.rating.Meter.event;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.kit.testing.Seed;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.UsageEvent;

/** Random usage, in any order, in batches of any size, with repetitions: the same charges. */
class AnyOrderTest {
  private static final int EVENTS = 400;
  private static final int ROUNDS = 4;
  private static final Instant CHANGE = Instant.parse("2026-03-13T00:00:00Z");

  @Test
  @Tag("F01")
  @Tag("F12")
  void theChargesDependOnTheSetOfEventsAlone() {
    long seed = Seed.of(AnyOrderTest.class);
    var random = new Random(seed);
    try (var meter = new Meter()) {
      meter.catalog.publish(
          MARCH.minusSeconds(1),
          "openai",
          "large",
          "v1",
          always(rate("input", "3", 1000, "6")),
          FakeCatalog.from(CHANGE, rate("input", "0.123456789", 2000, "4")),
          daily(LocalTime.of(23, 0), LocalTime.of(1, 0), rate("input", "1")));
      var events = events(random);
      for (var round = 0; round < ROUNDS; round++) {
        if (round % 2 == 0) {
          meter.register("tenant" + round, "1", contract("c/1", "c", MARCH, APRIL));
        }
      }
      meter.advance(APRIL);
      for (var round = 0; round < ROUNDS; round++) {
        send(meter, "tenant" + round, events, random);
        if (round % 2 == 1) {
          meter.register("tenant" + round, "1", contract("c/1", "c", MARCH, APRIL));
        }
      }
      meter.advance(APRIL.plus(Duration.ofHours(24)));
      var closed = new ArrayList<ClosedPeriod>();
      for (var round = 0; round < ROUNDS; round++) {
        closed.add(meter.close("tenant" + round, "close", "c/1", MARCH));
      }
      var expected = expected(events);
      for (var period : closed) {
        assertEquals(closed.getFirst().getChargesList(), period.getChargesList());
        assertEquals(closed.getFirst().getReceiptHash(), period.getReceiptHash());
        assertEquals(
            0,
            expected.compareTo(new BigDecimal(period.getCharges(1).getAmountExact().getValue())));
      }
    }
  }

  private static List<UsageEvent> events(Random random) {
    var events = new ArrayList<UsageEvent>();
    var seconds = Duration.between(MARCH, APRIL).toSeconds();
    for (var i = 0; i < EVENTS; i++) {
      var time = MARCH.plusSeconds((long) (random.nextDouble() * seconds));
      var size = String.valueOf(random.nextInt(4000));
      events.add(event("e" + i, "c", time.toString(), "large-" + i % 3, "input", size));
    }
    return events;
  }

  private static void send(Meter meter, String tenant, List<UsageEvent> events, Random random) {
    var order = new ArrayList<>(events);
    order.addAll(events.subList(0, EVENTS / 4));
    Collections.shuffle(order, random);
    var batches = new ArrayList<IngestUsageRequest>();
    for (var at = 0; at < order.size(); ) {
      var end = Math.min(order.size(), at + 1 + random.nextInt(60));
      batches.add(IngestUsageRequest.newBuilder().addAllEvents(order.subList(at, end)).build());
      at = end;
    }
    meter.ingest(tenant, batches);
  }

  /** Prices event by event, then takes 100,000 free units off in the order of the rules. */
  private static BigDecimal expected(List<UsageEvent> events) {
    // base, base above 1,000, window, from the change, from the change above 2,000
    var quantities = new long[5];
    for (var event : events) {
      var time = Instant.ofEpochSecond(event.getEventTime().getSeconds());
      var hour = (int) (time.getEpochSecond() / 3600 % 24);
      var size = Long.parseLong(event.getQuantitiesOrThrow("input").getValue());
      var place = hour == 23 || hour == 0 ? 2 : time.isBefore(CHANGE) ? 0 : 3;
      var tier = (place == 0 && size > 1000) || (place == 3 && size > 2000) ? 1 : 0;
      quantities[place + tier] += size;
    }
    var prices = List.of("3", "6", "1", "0.123456789", "4");
    var free = 100_000L;
    var total = BigDecimal.ZERO;
    for (var i = 0; i < quantities.length; i++) {
      var used = Math.min(free, quantities[i]);
      free -= used;
      total =
          total.add(
              new BigDecimal(prices.get(i))
                  .multiply(new BigDecimal("1.2"))
                  .multiply(BigDecimal.valueOf(quantities[i] - used))
                  .movePointLeft(6));
    }
    return total;
  }
}
