package reckoner.pricing.meter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.pricing.meter.Events.DAY;
import static reckoner.pricing.meter.Events.event;
import static reckoner.pricing.meter.Events.measures;
import static reckoner.pricing.meter.Events.usage;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.pricing.meter.Aggregation.Average;
import reckoner.pricing.meter.Aggregation.Count;
import reckoner.pricing.meter.Aggregation.CountDistinct;
import reckoner.pricing.meter.Aggregation.Interpolation;
import reckoner.pricing.meter.Aggregation.Latest;
import reckoner.pricing.meter.Aggregation.Max;
import reckoner.pricing.meter.Aggregation.Min;
import reckoner.pricing.meter.Aggregation.Percentile;
import reckoner.pricing.meter.Aggregation.Sum;
import reckoner.pricing.meter.Measured.Counted;
import reckoner.pricing.meter.Measured.Evaluated;
import reckoner.pricing.meter.Measured.Picked;
import reckoner.pricing.meter.Measured.Quotient;
import reckoner.pricing.meter.Measured.Ranked;
import reckoner.pricing.meter.Tally.Extreme;
import reckoner.pricing.model.FormulaPrice.Formula;
import reckoner.pricing.model.Usage;

class AggregationTest {
  private static final String HUGE = "99999999999999999999999999.999999999999";

  @ParameterizedTest
  @CsvSource({
    // events, sum, count, min, max, latest, average
    "-, 0, 0, 0, 0, 0, 0",
    "0@00:00, 0, 1, 0, 0, 0, 0",
    "2.50@00:00, 2.5, 1, 2.5, 2.5, 2.5, 2.5",
    "1@00:00 2@23:59, 3, 2, 1, 2, 2, 1.5",
    "2@23:59 1@00:00, 3, 2, 1, 2, 2, 1.5",
    "3@12:00 1@12:00 0@01:00, 4, 3, 0, 3, 1, 1.333333333333333333333333333333333",
    "0.000000000001@01:00 0.000000000002@02:00, 0.000000000003, 2, 0.000000000001,"
        + " 0.000000000002, 0.000000000002, 0.0000000000015",
    HUGE
        + "@01:00 "
        + HUGE
        + "@02:00 0.000000000001@03:00,"
        + " 199999999999999999999999999.999999999999, 3, 0.000000000001, "
        + HUGE
        + ", 0.000000000001, 66666666666666666666666666.66666667"
  })
  void eventsBecomeOneQuantity(
      String events,
      String sum,
      String count,
      String min,
      String max,
      String latest,
      String average) {
    // the value in force at the start is none of these meters' business
    for (var opening : List.of("0", "1000")) {
      var usage = usage(opening, events);
      measures(sum, new Sum(), usage);
      measures(count, new Count(), usage);
      measures(min, new Min(), usage);
      measures(max, new Max(), usage);
      measures(latest, new Latest(), usage);
      measures(average, new Average(), usage);
    }
  }

  @Test
  void distinctValuesAreCountedAndNoneIsOneOfThem() {
    var byUser = new CountDistinct("user");
    measures("0", byUser, PeriodUsage.of(DAY, List.of()));
    var a = Events.of("user", "a");
    measures("1", byUser, PeriodUsage.of(DAY, List.of(a, a)));
    var b = Events.of("user", "b");
    var none = Events.of("region", "a");
    measures("3", byUser, PeriodUsage.of(DAY, List.of(a, b, a, none, none)));
  }

  @ParameterizedTest
  @CsvSource({
    // values, percent, nearest rank, linear
    "-, 50, 0, 0",
    "7, 0, 7, 7",
    "7, 99.99, 7, 7",
    "1 2, 0, 1, 1",
    "1 2, 50, 1, 1.5",
    "1 2, 50.01, 2, 1.5001",
    "1 2, 100, 2, 2",
    "15 20 35 40 50, 5, 15, 16",
    "15 20 35 40 50, 30, 20, 23",
    "50 40 35 20 15, 40, 20, 29",
    "15 20 35 40 50, 40.01, 35, 29.006",
    "15 20 35 40 50, 50, 35, 35",
    "15 20 35 40 50, 95, 50, 48",
    "15 20 35 40 50, 100, 50, 50",
    "5 5 5 9, 75, 5, 6",
    "0 99999999999999999999999999.999999999999, 33.33, 0,"
        + " 33329999999999999999999999.9999999999996667"
  })
  void aPercentileIsAPlaceAmongTheValues(
      String values, BigDecimal percent, String nearest, String linear) {
    var usage = usage("0", values.equals("-") ? "-" : values.replace(" ", "@01:00 ") + "@01:00");
    measures(nearest, Percentile.of(percent), usage);
    measures(linear, new Percentile(percent, Interpolation.LINEAR), usage);
  }

  @ParameterizedTest
  @CsvSource({
    "-0.01, a percentile is 0 to 100: -0.01",
    "100.01, a percentile is 0 to 100: 100.01",
    "1E+999999999, a percentile is 0 to 100: 1E+999999999",
    "1E-999999999, a percentile has at most 2 fractional digits: 1E-999999999",
    "99.999, a percentile has at most 2 fractional digits: 99.999"
  })
  void aPercentileIsBounded(BigDecimal percent, String message) {
    refused(message, () -> Percentile.of(percent));
  }

  @Test
  void aPercentIsTheSameHoweverItIsWritten() {
    assertEquals(Percentile.of(new BigDecimal("99.9")), Percentile.of(new BigDecimal("99.900000")));
    assertEquals(Percentile.of(BigDecimal.TEN), Percentile.of(new BigDecimal("1E+1")));
  }

  @Test
  void whatWasMeasuredShowsWhatLedToIt() {
    var usage = usage("0", "3@12:00 1@12:00 2@01:00");
    var noon = event("1", "2026-03-02T12:00:00Z").time();
    var decimal = BigDecimal.valueOf(3);
    assertEquals(new Counted(3, BigDecimal.valueOf(6)), new Sum().measure(usage));
    assertEquals(new Picked(3, BigDecimal.ONE, noon), new Latest().measure(usage));
    assertEquals(new Picked(3, decimal, noon), new Max().measure(usage));
    assertEquals(new Quotient(BigDecimal.valueOf(6), decimal), new Average().measure(usage));
    assertEquals(
        new Ranked(3, 2, BigDecimal.TWO, decimal, new BigDecimal("0.5")),
        new Percentile(BigDecimal.valueOf(75), Interpolation.LINEAR).measure(usage));
    assertEquals(
        new Picked(0, BigDecimal.ZERO, null), new Min().measure(PeriodUsage.of(DAY, List.of())));
  }

  @ParameterizedTest
  @CsvSource({"-0.1", "1"})
  void aPlaceLiesBetweenAValueAndTheNext(BigDecimal fraction) {
    refused(
        "a fraction is 0 to less than 1: " + fraction,
        () -> new Ranked(2, 1, BigDecimal.ONE, BigDecimal.TWO, fraction));
  }

  @Test
  void eventsLieInTheirPeriod() {
    var start = event("1", "2026-03-02T00:00:00Z");
    var last = event("1", "2026-03-02T23:59:59.999999999Z");
    measures("2", new Sum(), PeriodUsage.of(DAY, List.of(start, last)));
    for (var time : List.of("2026-03-01T23:59:59.999999999Z", "2026-03-03T00:00:00Z")) {
      refused(
          "an event lies in its period %s: %s".formatted(DAY, time),
          () -> PeriodUsage.of(DAY, List.of(start, event("1", time))));
    }
    refused(
        "an opening value is 0 or more: -1",
        () -> new PeriodUsage(DAY, BigDecimal.ONE.negate(), List.of()));
  }

  @Test
  void aFormulaMakesOneQuantityOfSeveralMeters() {
    Map<String, Measured> meters =
        Map.of(
            "hours", new Sum().measure(usage("0", "3@12:00 1@12:00")),
            "peak", new Max().measure(usage("0", "5@12:00 8@12:00")));
    var sum = new MeterFormula(new Difference("hours", "peak", "4"));
    assertEquals(new Evaluated("hours - peak + 4", meters, BigDecimal.ZERO), sum.measure(meters));
    refused(
        "a formula over meters gives 0 or more: hours - peak + 3 = -1",
        () -> new MeterFormula(new Difference("hours", "peak", "3")).measure(meters));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void onlyTiesOfTheLatestDependOnTheOrder(long seed) {
    var random = new SplittableRandom(seed);
    var aggregations =
        List.of(
            new Sum(),
            new Count(),
            new CountDistinct("user"),
            new Min(),
            new Max(),
            new Average(),
            Percentile.of(BigDecimal.valueOf(random.nextLong(10_001), 2)),
            new Percentile(BigDecimal.valueOf(random.nextLong(10_001), 2), Interpolation.LINEAR));
    for (int round = 0; round < 300; round++) {
      var events = Events.random(random);
      var usage = PeriodUsage.of(DAY, events);
      var shuffled = PeriodUsage.of(DAY, Events.shuffled(events, random));
      for (var aggregation : aggregations) {
        assertEquals(
            aggregation.measure(usage), aggregation.measure(shuffled), "seed " + seed + usage);
      }
      assertEquals(
          Tally.of(events).latest().time(),
          Tally.of(shuffled.events()).latest().time(),
          "seed " + seed + usage);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void theMetersOfTheSameEventsAgree(long seed) {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      var usage = PeriodUsage.of(DAY, Events.random(random));
      var name = "seed " + seed + ": " + usage;
      var min = quantity(new Min(), usage);
      var max = quantity(new Max(), usage);
      var count = quantity(new Count(), usage);
      for (var interpolation : Interpolation.values()) {
        assertEquals(min, quantity(new Percentile(BigDecimal.ZERO, interpolation), usage), name);
        assertEquals(
            max, quantity(new Percentile(BigDecimal.valueOf(100), interpolation), usage), name);
        var percent = BigDecimal.valueOf(random.nextLong(10_001), 2);
        isBetween(min, quantity(new Percentile(percent, interpolation), usage), max, name);
      }
      isBetween(min, quantity(new Average(), usage), max, name);
      isBetween(min, quantity(new Latest(), usage), max, name);
      isBetween(BigDecimal.ZERO, quantity(new CountDistinct("user"), usage), count, name);
    }
  }

  @Test
  void aTallyIsKeptEventByEvent() {
    var tally = Tally.NONE;
    assertEquals(new Picked(0, BigDecimal.ZERO, null), tally.latest());
    var events = Events.events("3@12:00 1@12:00 2@01:00 1@02:00");
    for (var event : events) {
      tally = tally.with(mark(event, ""));
    }
    assertEquals(
        new Tally(
            4,
            BigDecimal.valueOf(7),
            new Extreme(BigDecimal.ONE, events.get(3).time()),
            new Extreme(BigDecimal.valueOf(3), events.get(0).time()),
            mark(events.get(1), "")),
        tally);
    assertEquals(Tally.of(events), tally);
    var one = new Mark(DAY.start(), "a", BigDecimal.ONE);
    var extreme = new Extreme(BigDecimal.ONE, DAY.start());
    assertEquals(Tally.NONE, new Tally(0, BigDecimal.ZERO, null, null, null));
    assertEquals(Tally.of(one), new Tally(1, BigDecimal.ONE, extreme, extreme, one));
    refused("a tally of 0 events", () -> new Tally(0, BigDecimal.ONE, extreme, extreme, one));
    refused("a tally of -1 events", () -> new Tally(-1, BigDecimal.ONE, extreme, extreme, one));
    refused("a tally of 1 events", () -> new Tally(1, BigDecimal.ONE, extreme, extreme, null));
  }

  private static Mark mark(Usage event, String id) {
    return new Mark(event.time(), id, event.quantity());
  }

  private record Difference(String of, String less, String plus) implements Formula {
    @Override
    public String text() {
      return "%s - %s + %s".formatted(of, less, plus);
    }

    @Override
    public BigDecimal evaluate(Map<String, BigDecimal> quantities) {
      return named(quantities, of).subtract(named(quantities, less)).add(new BigDecimal(plus));
    }

    private static BigDecimal named(Map<String, BigDecimal> quantities, String name) {
      return quantities.getOrDefault(name, BigDecimal.ZERO);
    }
  }

  private static BigDecimal quantity(Aggregation aggregation, PeriodUsage usage) {
    return aggregation.measure(usage).quantity();
  }

  private static void isBetween(BigDecimal least, BigDecimal value, BigDecimal most, String name) {
    assertTrue(least.compareTo(value) <= 0 && value.compareTo(most) <= 0, name + " " + value);
  }

  private static void refused(String message, Runnable attempt) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, attempt::run).getMessage());
  }
}
