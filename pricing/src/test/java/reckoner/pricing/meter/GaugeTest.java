package reckoner.pricing.meter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.pricing.meter.Events.DAY;
import static reckoner.pricing.meter.Events.event;
import static reckoner.pricing.meter.Events.measures;
import static reckoner.pricing.meter.Events.period;
import static reckoner.pricing.meter.Events.usage;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.pricing.Period;
import reckoner.pricing.meter.Aggregation.Closing;
import reckoner.pricing.meter.Aggregation.Peak;
import reckoner.pricing.meter.Aggregation.TimeAverage;
import reckoner.pricing.meter.Aggregation.TimeWeighted;
import reckoner.pricing.meter.Aggregation.Unit;
import reckoner.pricing.meter.Measured.Held;
import reckoner.pricing.meter.Measured.Picked;
import reckoner.pricing.meter.Measured.Segment;

class GaugeTest {
  @ParameterizedTest
  @CsvSource({
    // opening, readings, value-hours, average, peak, closing
    "0, -, 0, 0, 0, 0",
    "5, -, 120, 5, 5, 5",
    "0, 10@00:00 20@12:00, 360, 15, 20, 20",
    "0, 20@12:00 10@00:00, 360, 15, 20, 20",
    "7, 10@00:00 20@12:00, 360, 15, 20, 20", // a reading at the start leaves the opening no time
    "30, 10@00:01, 240.3333333333333333333333333333333, 10.01388888888888888888888888888889, 30,"
        + " 10",
    "0, 24@23:59, 0.4, 0.01666666666666666666666666666666667, 24, 24",
    "8, 0@12:00, 96, 4, 8, 0",
    "1, 99@06:00 3@06:00, 60, 2.5, 3, 3", // replaced in its instant, 99 held for no time
    "1, 3@06:00 99@06:00, 1788, 74.5, 99, 99",
    "99999999999999999999999999.999999999999, -, 2399999999999999999999999999.999999999976,"
        + " 99999999999999999999999999.999999999999, 99999999999999999999999999.999999999999,"
        + " 99999999999999999999999999.999999999999"
  })
  void aGaugeHoldsItsValueUntilTheNextReading(
      String opening, String readings, String hours, String average, String peak, String closing) {
    var usage = usage(opening, readings);
    measures(hours, new TimeWeighted(Unit.HOUR), usage);
    measures(average, new TimeAverage(), usage);
    measures(peak, new Peak(), usage);
    measures(closing, new Closing(), usage);
  }

  @ParameterizedTest
  @CsvSource({"SECOND, 1296000", "MINUTE, 21600", "HOUR, 360", "DAY, 15"})
  void theUnitOfTimeIsOfTheMeter(Unit unit, String quantity) {
    measures(quantity, new TimeWeighted(unit), usage("0", "10@00:00 20@12:00"));
  }

  @Test
  void aDayOfTheUnitIs24HoursWhateverTheClocksDo() {
    // 29 March 2026 in Berlin has 23 hours, 25 October 25
    var march = period("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z");
    var october = period("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z");
    var held = new BigDecimal("24");
    measures("23", new TimeWeighted(Unit.DAY), new PeriodUsage(march, held, List.of()));
    measures("25", new TimeWeighted(Unit.DAY), new PeriodUsage(october, held, List.of()));
    measures("24", new TimeAverage(), new PeriodUsage(october, held, List.of()));
  }

  @Test
  void aNanosecondCounts() {
    var last = event("1", "2026-03-02T23:59:59.999999999Z");
    measures("0.000000001", new TimeWeighted(Unit.SECOND), PeriodUsage.of(DAY, List.of(last)));
  }

  @Test
  void theSegmentsLeadToTheQuantity() {
    var noon = event("20", "2026-03-02T12:00:00Z");
    var usage = new PeriodUsage(DAY, BigDecimal.TEN, List.of(noon));
    var held =
        new Held(
            List.of(
                new Segment(new Period(DAY.start(), noon.time()), BigDecimal.TEN),
                new Segment(new Period(noon.time(), DAY.end()), BigDecimal.valueOf(20))),
            BigDecimal.valueOf(3_600));
    assertEquals(held, new TimeWeighted(Unit.HOUR).measure(usage));
    assertEquals(BigDecimal.valueOf(1_296_000), held.valueSeconds());
    assertEquals(new Picked(1, BigDecimal.valueOf(20), noon.time()), new Peak().measure(usage));
    assertEquals(
        "a unit of time is more than 0 seconds: 0",
        assertThrows(IllegalArgumentException.class, () -> new Held(List.of(), BigDecimal.ZERO))
            .getMessage());
  }

  @Test
  void segmentsHaveNoGapAndNoOverlap() {
    var segment = new Segment(DAY, BigDecimal.ONE);
    assertEquals(
        "a segment starts where the one before ends: " + segment,
        assertThrows(
                IllegalArgumentException.class,
                () -> new Held(List.of(segment, segment), BigDecimal.ONE))
            .getMessage());
  }

  @Test
  void aPeakIsSinceItWasFirstHeld() {
    assertEquals(
        new Picked(3, BigDecimal.TEN, event("0", "2026-03-02T01:00:00Z").time()),
        new Peak().measure(usage("0", "10@01:00 5@02:00 10@03:00")));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void thePartsOfAPeriodSumToTheWhole(long seed) {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      var whole =
          new PeriodUsage(DAY, BigDecimal.valueOf(random.nextLong(100)), Events.random(random));
      var name = "seed " + seed + ": " + whole;
      var hours = new TimeWeighted(Unit.HOUR);
      var valueSeconds = BigDecimal.ZERO;
      var quantity = BigDecimal.ZERO;
      for (var part : parts(whole, random)) {
        var held = (Held) hours.measure(part);
        valueSeconds = valueSeconds.add(held.valueSeconds());
        quantity = quantity.add(held.quantity());
      }
      var held = (Held) hours.measure(whole);
      assertEquals(0, held.valueSeconds().compareTo(valueSeconds), name);
      // each part is divided by itself, at 34 digits
      assertTrue(
          held.quantity().subtract(quantity).abs().compareTo(new BigDecimal("1E-25")) < 0, name);
      assertTrue(
          new TimeAverage()
                  .measure(whole)
                  .quantity()
                  .compareTo(new Peak().measure(whole).quantity())
              <= 0,
          name);
    }
  }

  /** Cuts at any nanosecond; what a part closes with opens the next. */
  private static List<PeriodUsage> parts(PeriodUsage whole, SplittableRandom random) {
    var cuts = new TreeSet<>(List.of(DAY.end()));
    for (int i = random.nextInt(5); i > 0; i--) {
      cuts.add(DAY.start().plusNanos(random.nextLong(1, 86_400_000_000_000L)));
      cuts.add(DAY.start().plusSeconds(random.nextLong(1, 24) * 3_600));
    }
    var parts = new ArrayList<PeriodUsage>();
    var opening = whole.opening();
    var start = DAY.start();
    for (var cut : cuts) {
      var period = new Period(start, cut);
      var events = whole.events().stream().filter(e -> period.contains(e.time())).toList();
      var part = new PeriodUsage(period, opening, events);
      parts.add(part);
      opening = new Closing().measure(part).quantity();
      start = cut;
    }
    return parts;
  }
}
