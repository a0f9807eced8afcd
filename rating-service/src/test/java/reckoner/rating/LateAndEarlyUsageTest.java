package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.MAY;
import static reckoner.rating.Meter.TENANT;
import static reckoner.rating.Pages.CONTRACT;
import static reckoner.rating.Pages.CUTOFF;
import static reckoner.rating.Pages.document;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.kit.testing.Seed;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.EventResult;

/** Usage that comes days after its period, or before its contract. */
class LateAndEarlyUsageTest {
  private static final int DAYS = 90;
  private static final String PER_PAGE = "{'perUnit': {'rate': {'amount': '1'}}}";
  private final Meter meter = new Meter();

  @AfterEach
  void stop() {
    meter.close();
  }

  /**
   * The event of day d has 2^d pages, so that a quantity says which events are in it: the close and
   * the adjustments share them without gap or overlap.
   */
  @Test
  @Tag("F09")
  void anEventOfAnyLatenessIsInOneChargeOrOneAdjustment() {
    long seed = Seed.of(LateAndEarlyUsageTest.class);
    var random = new Random(seed);
    meter.register("1", Pages.contract(PER_PAGE));
    var billed = BigInteger.ZERO;
    var sent = BigInteger.ZERO;
    var inTime = BigInteger.ZERO;
    Instant adjusted = CUTOFF;
    for (int day = 0; day <= DAYS; day++) {
      var now = APRIL.plus(Duration.ofDays(day)).plusSeconds(random.nextInt(86_400));
      meter.advance(now);
      var pages = BigInteger.ONE.shiftLeft(day);
      var event = document("day-" + day, "2026-03-31T23:59:59Z", pages.toString());
      boolean isInTime = now.isBefore(CUTOFF);
      assertEquals(
          isInTime ? EventResult.Status.RATED : EventResult.Status.LATE,
          meter.ingest(event).getFirst().getStatus());
      sent = sent.add(pages);
      if (isInTime) {
        inTime = inTime.add(pages);
      }
      if (day == 1) { // whenever the close really runs
        var closed = meter.close("close", CONTRACT, MARCH);
        assertEquals(ClosedPeriod.State.CLOSED, closed.getState());
        billed = Pages.of(closed).toBigIntegerExact();
        assertEquals(inTime, billed, "what came before the cut-off");
      } else if (day > 1 && (day == DAYS || random.nextInt(10) == 0)) {
        var more = adjust(now);
        assertEquals(BigInteger.ZERO, billed.and(more), "billed twice");
        billed = billed.or(more);
        assertEquals(sent.clearBit(day), billed, "all that came before the adjustment's cut-off");
        adjusted = now;
      }
    }
    meter.advance(adjusted.plusSeconds(86_400));
    billed = billed.or(adjust(adjusted.plusSeconds(86_400)));
    assertEquals(sent, billed, "every event is billed");
    assertEquals(DAYS + 1, Pages.stored(meter, TENANT));
    assertEquals(List.of(), meter.exceptions(TENANT, 10), "and none is left");
  }

  private BigInteger adjust(Instant cutoff) {
    var adjustment = meter.adjust(TENANT, "adjust " + cutoff, CONTRACT, MARCH, cutoff);
    return Pages.of(adjustment).toBigIntegerExact();
  }

  @Test
  @Tag("F11")
  void usageBeforeItsContractAndAfterItWaitsToBeMatched() {
    meter.advance(MAY);
    var before = document("before", "2026-02-28T23:59:59.999999Z", "1");
    var first = document("first", "2026-03-01T00:00:00Z", "2");
    var last = document("last", "2026-04-30T23:59:59.999999Z", "4");
    var after = document("after", "2026-05-01T00:00:00Z", "8");
    for (var event : List.of(before, first, last, after)) {
      assertEquals(EventResult.Status.WAITING, meter.ingest(event).getFirst().getStatus());
    }
    assertEquals(2, meter.register("1", Pages.contract(PER_PAGE)).getMatchedEvents());
    assertEquals("2", Pages.of(meter.query(TENANT, CONTRACT, MARCH)).toString());
    assertEquals("4", Pages.of(meter.query(TENANT, CONTRACT, APRIL)).toString());
    assertEquals(2, meter.summary(TENANT).getWaiting(), "before it begins, and after its end");
    // the contract that follows takes up what came after the first one's end
    var june = Instant.parse("2026-06-01T00:00:00Z");
    var next = Pages.contract(PER_PAGE).setContract("next").clearPeriods();
    next.addPeriods(reckoner.kit.wire.Wire.interval(MAY, june));
    assertEquals(1, meter.register("2", next).getMatchedEvents());
    assertEquals("8", Pages.of(meter.query(TENANT, "next", MAY)).toString());
    assertEquals(
        List.of("before"),
        meter.exceptions(TENANT, 10, EventResult.Status.WAITING).stream()
            .map(one -> one.getEvent().getEventId())
            .toList());
    assertEquals(EventResult.Status.DUPLICATE, meter.ingest(after).getFirst().getStatus());
  }
}
