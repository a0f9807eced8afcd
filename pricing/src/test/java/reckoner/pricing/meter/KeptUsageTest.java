package reckoner.pricing.meter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.pricing.meter.Events.DAY;
import static reckoner.pricing.meter.Events.period;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.pricing.Period;
import reckoner.pricing.meter.Aggregation.Average;
import reckoner.pricing.meter.Aggregation.Closing;
import reckoner.pricing.meter.Aggregation.Count;
import reckoner.pricing.meter.Aggregation.CountDistinct;
import reckoner.pricing.meter.Aggregation.Interpolation;
import reckoner.pricing.meter.Aggregation.Latest;
import reckoner.pricing.meter.Aggregation.Max;
import reckoner.pricing.meter.Aggregation.Min;
import reckoner.pricing.meter.Aggregation.Peak;
import reckoner.pricing.meter.Aggregation.Percentile;
import reckoner.pricing.meter.Aggregation.Sum;
import reckoner.pricing.meter.Aggregation.TimeAverage;
import reckoner.pricing.meter.Aggregation.TimeWeighted;
import reckoner.pricing.meter.Aggregation.Unit;
import reckoner.pricing.meter.Aggregation.Windowed;
import reckoner.pricing.meter.Buckets.Empty;
import reckoner.pricing.meter.Buckets.Size;
import reckoner.pricing.model.Usage;

class KeptUsageTest {
  private static final Percentile P95 = Percentile.of(BigDecimal.valueOf(95));
  private static final List<ZoneId> ZONES =
      List.of(
          ZoneOffset.UTC,
          ZoneId.of("Europe/Berlin"),
          ZoneId.of("Asia/Kathmandu"),
          ZoneId.of("Australia/Lord_Howe"),
          ZoneId.of("America/St_Johns"));

  /** Over changes of clocks in each of the zones. */
  private static final List<Period> PERIODS =
      List.of(
          DAY,
          period("2026-10-24T13:10:00Z", "2026-10-27T00:07:00Z"),
          period("2026-03-28T22:00:00Z", "2026-03-30T01:00:00Z"),
          period("2026-04-04T10:00:00Z", "2026-04-05T20:00:00Z"),
          period("2010-11-06T20:00:00Z", "2010-11-08T03:31:00Z"));

  /** An event and where it stands among those of its instant. */
  private record Event(Usage usage, String id) {
    Mark mark() {
      return new Mark(usage.time(), id, usage.quantity());
    }

    String value() {
      return usage.dimensions().getOrDefault("user", "");
    }
  }

  @Test
  void whatIsKeptMeasuresAsTheEventsDo() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("KeptUsageTest seed " + seed + " (repeat with -Dseed=" + seed + ")");
    var random = new Random(seed);
    for (int round = 0; round < 400; round++) {
      var period = PERIODS.get(random.nextInt(PERIODS.size()));
      var opening = BigDecimal.valueOf(random.nextInt(5));
      var events = events(random, period);
      for (var aggregation : aggregations(random)) {
        var usage = new PeriodUsage(period, opening, events.stream().map(Event::usage).toList());
        var arrived = new ArrayList<>(events);
        Collections.shuffle(arrived, random);
        var kept = new KeptUsage(period, opening, windows(aggregation, period, arrived, random));
        assertEquals(
            aggregation.measure(usage),
            kept.measure(aggregation),
            () -> "seed " + seed + ": " + aggregation + " " + usage);
      }
    }
  }

  /** Few values and few instants, so that there are ties; ordered as they count. */
  private static List<Event> events(Random random, Period period) {
    long length = period.end().getEpochSecond() - period.start().getEpochSecond();
    var times =
        random.longs(8, 0, length).mapToObj(past -> period.start().plusSeconds(past)).toList();
    var events = new ArrayList<Event>();
    for (int i = random.nextInt(40); i > 0; i--) {
      var usage =
          new Usage(
              BigDecimal.valueOf(random.nextInt(20), random.nextInt(3)),
              times.get(random.nextInt(times.size())),
              random.nextBoolean() ? Map.of() : Map.of("user", "u" + random.nextInt(4)),
              Map.of());
      events.add(new Event(usage, "e%03d".formatted(i)));
    }
    events.sort(Comparator.comparing(Event::mark));
    return events;
  }

  private static List<Aggregation> aggregations(Random random) {
    var each =
        List.of(
            new Sum(),
            new Count(),
            new CountDistinct("user"),
            new Min(),
            new Max(),
            new Latest(),
            new Average(),
            new TimeWeighted(Unit.HOUR),
            new TimeAverage(),
            new Peak(),
            new Closing());
    var all = new ArrayList<Aggregation>(each);
    var then =
        List.<Aggregation>of(
            new Sum(),
            new Max(),
            P95,
            new Percentile(BigDecimal.valueOf(random.nextInt(101)), Interpolation.LINEAR));
    for (var one : each) {
      var inner = windowed(random, one, then);
      all.add(inner);
      all.add(windowed(random, inner, then));
    }
    return all;
  }

  private static Windowed windowed(Random random, Aggregation each, List<Aggregation> then) {
    return new Windowed(
        random.nextInt(8) == 0 ? Size.FIVE_MINUTES : random.nextBoolean() ? Size.HOUR : Size.DAY,
        ZONES.get(random.nextInt(ZONES.size())),
        each,
        then.get(random.nextInt(then.size())),
        random.nextBoolean() ? Empty.COUNTS : Empty.LEFT_OUT);
  }

  /** Kept by several writers, whose parts are put together in any order. */
  private static NavigableMap<Instant, Window> windows(
      Aggregation aggregation, Period period, List<Event> arrived, Random random) {
    boolean ofGauge =
        switch (Windows.each(aggregation)) {
          case TimeWeighted _, TimeAverage(), Peak(), Closing() -> true;
          default -> false;
        };
    var parts = new TreeMap<Instant, List<Window.Builder>>();
    var values = new TreeMap<Instant, HashSet<String>>();
    for (var event : arrived) {
      var window = Windows.of(aggregation, period, event.usage().time());
      assertTrue(window.contains(event.usage().time()));
      var start = aggregation instanceof Windowed ? window.start() : period.start();
      values.computeIfAbsent(start, _ -> new HashSet<>()).add(event.value());
      var writers = parts.computeIfAbsent(start, _ -> new ArrayList<>());
      if (writers.isEmpty() || random.nextInt(3) == 0) {
        writers.add(new Window.Builder(ofGauge));
      }
      writers.get(random.nextInt(writers.size())).add(event.mark());
    }
    var windows = new TreeMap<Instant, Window>();
    parts.forEach((start, writers) -> {
      var whole = new Window.Builder(ofGauge);
      writers.forEach(writer -> whole.add(writer.build(0)));
      windows.put(start, whole.build(values.getOrDefault(start, new HashSet<>()).size()));
    });
    return windows;
  }

  @Test
  void windowsAreTheBucketsThatTileThePeriod() {
    for (var period : PERIODS) {
      for (var zone : ZONES) {
        for (var size : Size.values()) {
          for (var bucket : Buckets.of(size, zone, period)) {
            for (var time : List.of(bucket.start(), bucket.end().minusNanos(1))) {
              assertEquals(bucket, Buckets.containing(size, zone, period, time), zone + " " + size);
            }
          }
        }
      }
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> Buckets.containing(Size.DAY, ZoneOffset.UTC, DAY, DAY.end()));
  }

  @Test
  void aWindowWithoutEventsLeftIsNone() {
    var skipping = new Windowed(Size.HOUR, ZoneOffset.UTC, new Sum(), new Count(), Empty.LEFT_OUT);
    var windows = new TreeMap<>(Map.of(DAY.start(), new Window.Builder(false).build(0)));
    assertEquals(
        BigDecimal.ZERO, new KeptUsage(DAY, BigDecimal.ZERO, windows).measure(skipping).quantity());
    var two = new TreeMap<Instant, Window>();
    for (int hour = 0; hour < 2; hour++) {
      var part = new Window.Builder(false);
      part.add(new Mark(DAY.start().plusSeconds(hour * 3_600L), "", BigDecimal.ONE));
      two.put(DAY.start().plusSeconds(hour * 3_600L), part.build(1));
    }
    var kept = new KeptUsage(DAY, BigDecimal.ZERO, two);
    assertEquals(BigDecimal.TWO, kept.measure(skipping).quantity());
    assertThrows(IllegalArgumentException.class, () -> kept.measure(new Sum()));
    assertThrows(IllegalArgumentException.class, () -> kept.measure(P95));
    assertThrows(
        IllegalArgumentException.class, () -> new KeptUsage(PERIODS.get(1), BigDecimal.ZERO, two));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          # size, period's end (it starts on 1 October 2026 UTC), fault
          FIVE_MINUTES, 2026-11-01T00:00:00Z, -
          FIVE_MINUTES, 2026-11-04T17:20:00Z, -
          FIVE_MINUTES, 2026-11-04T17:20:00.000001Z, has more than 10
          HOUR, 2027-11-21T16:00:00Z, -
          HOUR, 2027-11-21T16:00:01Z, has more than 10
          DAY, 2050-10-01T00:00:00Z, -
          """)
  void aPercentileIsOverABoundedNumberOfWindows(Size size, Instant end, String fault) {
    var period = new Period(Instant.parse("2026-10-01T00:00:00Z"), end);
    var ranked = new Windowed(size, ZoneOffset.UTC, new Sum(), P95, Empty.COUNTS);
    assertEquals(
        fault, Windows.fault(ranked, period).map(text -> text.substring(0, 16)).orElse(null));
    var summed = new Windowed(size, ZoneOffset.UTC, new Sum(), new Sum(), Empty.COUNTS);
    assertEquals(Optional.empty(), Windows.fault(summed, period));
    var daily = new Windowed(Size.DAY, ZoneOffset.UTC, new Max(), P95, Empty.COUNTS);
    var rankedLater = new Windowed(size, ZoneOffset.UTC, new Sum(), daily, Empty.COUNTS);
    assertEquals(
        fault, Windows.fault(rankedLater, period).map(text -> text.substring(0, 16)).orElse(null));
  }

  @Test
  void aPercentileOfEventsIsNotKept() {
    assertTrue(Windows.fault(P95, DAY).orElseThrow().startsWith("is a percentile of events"));
    var inner = new Windowed(Size.HOUR, ZoneOffset.UTC, P95, new Sum(), Empty.COUNTS);
    assertTrue(Windows.fault(inner, DAY).orElseThrow().startsWith("is a percentile of events"));
    assertEquals(Optional.empty(), Windows.fault(new CountDistinct("user"), DAY));
    assertTrue(!Windows.keep(P95) && !Windows.keep(inner) && Windows.keep(new Sum()));
  }
}
