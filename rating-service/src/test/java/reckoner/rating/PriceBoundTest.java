package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.FakeCatalog.always;
import static reckoner.rating.FakeCatalog.rate;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.TENANT;
import static reckoner.rating.Meter.event;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reckoner.proto.rating.v1.EventResult;

/** What becomes of usage between the publication of a price and its use. */
class PriceBoundTest {
  private static final String C = "c/2026-03";
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private final Meter meter = new Meter();

  @AfterEach
  void stop() {
    meter.close();
  }

  private EventResult.Status status(int id) {
    var event = event("e" + id, "c", "2026-03-01T00:00:00Z", "fresh", "output", "1000000");
    return meter.ingest(event).getFirst().getStatus();
  }

  @Test
  void usageIsUnpricedUntilItsPriceIsInUseAndNeverRatedAtAnother() throws Exception {
    meter.publishSmallAndLarge();
    meter.register("1", Meter.contract(C, "c", MARCH, APRIL));
    assertEquals(EventResult.Status.UNPRICED, status(0));
    meter.catalog.publish(MARCH, "openai", "fresh", "v2", always(rate("output", "10")));
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    int id = 1;
    for (var status = status(id); status != EventResult.Status.RATED; status = status(++id)) {
      assertEquals(EventResult.Status.UNPRICED, status);
      assertTrue(System.nanoTime() < deadline, "the price is not used");
      Thread.sleep(10);
    }
    meter.advance(MARCH.plusSeconds(1));
    // 10 × 1.2 for a million; those that came before were worth nothing as they arrived
    var line =
        meter.query(TENANT, C, MARCH).getChargesList().stream()
            .filter(charge -> charge.getCharge().equals("model-usage"))
            .findFirst()
            .orElseThrow();
    var behind = meter.behind(C, MARCH, line);
    assertEquals(id + 1, behind.getEventsCount());
    for (int i : IntStream.range(0, behind.getEventsCount()).toArray()) {
      boolean isRated = behind.getEvents(i).getEventId().equals("e" + id);
      assertEquals(isRated ? "12" : "", behind.getArrivals(i).getAmount().getValue(), "event " + i);
    }
  }
}
