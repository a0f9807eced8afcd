package reckoner.pricing.meter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static reckoner.pricing.meter.Events.DAY;
import static reckoner.pricing.meter.Events.event;
import static reckoner.pricing.meter.Events.measures;
import static reckoner.pricing.meter.Events.period;
import static reckoner.pricing.meter.Events.usage;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.pricing.Currencies;
import reckoner.pricing.Period;
import reckoner.pricing.Rate;
import reckoner.pricing.Rounding;
import reckoner.pricing.calendar.DateRange;
import reckoner.pricing.calendar.ProratedAmount;
import reckoner.pricing.calendar.Proration;
import reckoner.pricing.calendar.ProrationBasis;
import reckoner.pricing.meter.Aggregation.Average;
import reckoner.pricing.meter.Aggregation.Closing;
import reckoner.pricing.meter.Aggregation.Count;
import reckoner.pricing.meter.Aggregation.Max;
import reckoner.pricing.meter.Aggregation.Sum;
import reckoner.pricing.meter.Aggregation.TimeWeighted;
import reckoner.pricing.meter.Aggregation.Unit;
import reckoner.pricing.meter.Aggregation.Windowed;
import reckoner.pricing.meter.Buckets.Empty;
import reckoner.pricing.meter.Buckets.Size;
import reckoner.pricing.meter.Measured.Bucket;
import reckoner.pricing.meter.Measured.Bucketed;
import reckoner.pricing.meter.Seats.Dated;
import reckoner.pricing.model.Flat;
import reckoner.pricing.model.Graduated;
import reckoner.pricing.model.Grouped;
import reckoner.pricing.model.Tier;
import reckoner.pricing.model.Tiers;
import reckoner.pricing.model.Usage;

class WindowedTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource({
    // the peak of each hour: their sum, their average over 24 hours, over hours with events
    "-, 0, 0, 0",
    "6@00:00, 6, 0.25, 6",
    "6@00:00 12@00:59, 12, 0.5, 12",
    "6@00:00 12@01:00, 18, 0.75, 9",
    "12@23:59 6@00:00 3@23:00, 18, 0.75, 9"
  })
  void bucketsAreMeasuredByThemselvesThenTogether(
      String events, String sum, String average, String averageOfEvents) {
    var usage = usage("1000", events);
    measures(sum, Windowed.hourly(ZoneOffset.UTC, new Max(), new Sum()), usage);
    measures(average, Windowed.hourly(ZoneOffset.UTC, new Max(), new Average()), usage);
    measures(
        averageOfEvents,
        new Windowed(Size.HOUR, ZoneOffset.UTC, new Max(), new Average(), Empty.LEFT_OUT),
        usage);
  }

  @Test
  void windowsNest() {
    // 9 is the greatest hourly sum of the first day, 4 of the second
    var usage =
        PeriodUsage.of(
            period("2026-03-02T00:00:00Z", "2026-03-04T00:00:00Z"),
            List.of(
                event("5", "2026-03-02T10:00:00Z"),
                event("4", "2026-03-02T10:59:59Z"),
                event("8", "2026-03-02T11:00:00Z"),
                event("4", "2026-03-03T00:00:00Z")));
    var dailyPeak = Windowed.daily(ZoneOffset.UTC, new Max(), new Sum());
    measures("13", Windowed.hourly(ZoneOffset.UTC, new Sum(), dailyPeak), usage);
  }

  @ParameterizedTest
  @CsvSource({
    // zone, size, start, end, minutes of each bucket
    "Europe/Berlin, DAY, 2026-03-27T23:00:00Z, 2026-03-30T22:00:00Z, 1440 1380 1440",
    "Europe/Berlin, DAY, 2026-10-23T22:00:00Z, 2026-10-26T23:00:00Z, 1440 1500 1440",
    "UTC, DAY, 2026-03-02T06:00:00Z, 2026-03-04T01:00:00Z, 1080 1440 60",
    "UTC, DAY, 2026-03-02T06:00:00Z, 2026-03-02T07:00:00Z, 60",
    "UTC, HOUR, 2026-03-02T06:10:00Z, 2026-03-02T08:05:00Z, 50 60 5",
    "Asia/Kathmandu, HOUR, 2026-03-02T06:00:00Z, 2026-03-02T07:30:00Z, 15 60 15",
    "UTC, FIVE_MINUTES, 2026-03-02T06:03:00Z, 2026-03-02T06:16:00Z, 2 5 5 1",
    // 02:00 comes again after 02:55
    "Europe/Berlin, FIVE_MINUTES, 2026-10-25T00:55:00Z, 2026-10-25T01:05:00Z, 5 5",
    // 02:00 is left out, then repeated
    "Europe/Berlin, HOUR, 2026-03-29T00:00:00Z, 2026-03-29T02:00:00Z, 60 60",
    "Europe/Berlin, HOUR, 2026-10-25T00:00:00Z, 2026-10-25T02:00:00Z, 60 60",
    // half an hour from 02:00 is left out, from 01:30 repeated
    "Australia/Lord_Howe, HOUR, 2026-10-03T14:30:00Z, 2026-10-03T17:00:00Z, 60 30 60",
    "Australia/Lord_Howe, HOUR, 2026-04-04T14:00:00Z, 2026-04-04T16:30:00Z, 90 60",
    // a date that the zone left out
    "Pacific/Apia, DAY, 2011-12-29T10:00:00Z, 2011-12-31T10:00:00Z, 1440 1440",
    // clocks went back over midnight, from 00:01 to 23:01
    "America/St_Johns, DAY, 2010-11-06T02:30:00Z, 2010-11-08T03:30:00Z, 1440 1500",
    "America/St_Johns, DAY, 2010-11-07T02:31:00Z, 2010-11-08T03:30:00Z, 1499"
  })
  void bucketsTileThePeriodByTheLocalClock(
      ZoneId zone, Size size, Instant start, Instant end, String minutes) {
    assertEquals(
        minutes,
        Buckets.of(size, zone, new Period(start, end)).stream()
            .map(bucket -> Duration.between(bucket.start(), bucket.end()).toMinutes() + "")
            .collect(Collectors.joining(" ")));
  }

  @Test
  void daysOf23And25HoursWeighAsTheyAre() {
    var month =
        new PeriodUsage(
            period("2026-10-24T22:00:00Z", "2026-10-26T23:00:00Z"),
            BigDecimal.ONE,
            List.of(event("2", "2026-10-25T22:59:59Z"), event("3", "2026-10-25T23:00:00Z")));
    measures(
        "25.00027777777777777777777777777778",
        Windowed.daily(BERLIN, new TimeWeighted(Unit.HOUR), new Aggregation.Min()),
        month);
    measures("72", Windowed.daily(BERLIN, new TimeWeighted(Unit.HOUR), new Max()), month);
    measures("5", Windowed.daily(BERLIN, new Closing(), new Sum()), month);
    measures("2", Windowed.daily(BERLIN, new Count(), new Sum()), month);
  }

  @Test
  void theBucketsLeadToTheQuantity() {
    var windowed = Windowed.daily(ZoneOffset.UTC, new Max(), new Sum());
    var usage = usage("0", "4@01:00");
    var max = new Max().measure(usage);
    var sum = new Measured.Counted(1, BigDecimal.valueOf(4));
    assertEquals(new Bucketed(List.of(new Bucket(DAY, max)), sum), windowed.measure(usage));
  }

  @Test
  void aPeriodHasABoundedNumberOfBuckets() {
    var start = DAY.start();
    var most = new Period(start, start.plus(Buckets.BUCKETS_MAX, ChronoUnit.HOURS));
    assertEquals(Buckets.BUCKETS_MAX, Buckets.of(Size.HOUR, ZoneOffset.UTC, most).size());
    var more = new Period(start, most.end().plusNanos(1));
    assertEquals(
        "a period has at most 100000 buckets: " + more,
        assertThrows(
                IllegalArgumentException.class, () -> Buckets.of(Size.HOUR, ZoneOffset.UTC, more))
            .getMessage());
  }

  @Test
  void storageIsPricedByTheDayWithTheFirstGigabyteFree() {
    // 11 GB for 20 days, then half a GB for 10: 200 of 225 GB-days at 0.10
    var usage =
        new PeriodUsage(
            period("2026-04-01T00:00:00Z", "2026-05-01T00:00:00Z"),
            new BigDecimal("11"),
            List.of(event("0.5", "2026-04-21T00:00:00Z")));
    var daily =
        (Bucketed)
            Windowed.daily(ZoneOffset.UTC, new TimeWeighted(Unit.DAY), new Sum()).measure(usage);
    assertEquals(new BigDecimal("225"), daily.quantity());
    var tiers =
        Tiers.of(
            List.of(
                Tier.upTo(BigDecimal.ONE, new Rate(BigDecimal.ZERO, 1)),
                Tier.last(new Rate(new BigDecimal("0.10"), 1))));
    var price = new Grouped(new Grouped.Scope.EachDay(ZoneOffset.UTC), new Graduated(tiers));
    var priced = price.explain(daily.buckets().stream().map(Bucket::usage).toList());
    assertEquals("20", priced.amountExact().toPlainString());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void bucketsLoseAndRepeatNothing(long seed) {
    var random = new SplittableRandom(seed);
    var zones = List.of(BERLIN, ZoneId.of("Asia/Kathmandu"), ZoneId.of("Australia/Lord_Howe"));
    for (int round = 0; round < 200; round++) {
      var zone = zones.get(random.nextInt(zones.size()));
      var usage =
          new PeriodUsage(DAY, BigDecimal.valueOf(random.nextLong(9)), Events.random(random));
      var name = "seed " + seed + ": " + zone + usage;
      for (var size : Size.values()) {
        for (var empty : Empty.values()) {
          var sums = new Windowed(size, zone, new Sum(), new Sum(), empty);
          assertEquals(new Sum().measure(usage).quantity(), sums.measure(usage).quantity(), name);
        }
        var seconds = new TimeWeighted(Unit.SECOND);
        assertEquals(
            seconds.measure(usage).quantity(),
            new Windowed(size, zone, seconds, new Sum(), Empty.COUNTS).measure(usage).quantity(),
            name);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, 2026-03-28T00:00:00Z",
    "Europe/Berlin, 2026-10-24T00:00:00Z",
    "Australia/Lord_Howe, 2026-04-04T00:00:00Z",
    "Australia/Lord_Howe, 2026-10-03T00:00:00Z"
  })
  void anHourIsTheSameForAMeterAndForAPrice(ZoneId zone, Instant start) {
    var buckets = Buckets.of(Size.HOUR, zone, new Period(start, start.plusSeconds(172_800)));
    var price = new Grouped(new Grouped.Scope.EachHour(zone), new Flat(BigDecimal.ONE));
    var usage =
        buckets.stream()
            .flatMap(bucket -> List.of(bucket.start(), bucket.end().minusNanos(1)).stream())
            .map(time -> Usage.of(BigDecimal.ONE, time))
            .toList();
    assertEquals(BigDecimal.valueOf(buckets.size()), price.explain(usage).amountExact());
  }

  @ParameterizedTest
  @CsvSource({
    // April in Berlin; seats at its start, changes, peak, peak of days, average by days, by seconds
    "0, -, 0, 0, 0, 0",
    "10, -, 10, 10, 10, 10",
    "10, 25@2026-04-15T22:00:00Z, 25, 25, 17.5, 17.5", // from 16 April 00:00 on
    // on the day of a change the new number counts, of several the last (B7)
    "10, 25@2026-04-15T10:00:00Z, 25, 25, 18, 17.75",
    "10, 40@2026-04-15T10:00:00Z 10@2026-04-15T16:00:00Z, 40, 10, 10, 10.25",
    "10, 40@2026-03-31T22:00:00Z, 40, 40, 40, 40",
    "10, 4@2026-04-30T21:59:59Z, 10, 10, 9.8, 9.999997685185185185185185185185185"
  })
  void seatsAreCountedAsAgreed(
      String opening,
      String changes,
      String peak,
      String peakOfDays,
      String average,
      String averageBySeconds) {
    var usage = april(opening, changes);
    measures(peak, Seats.peak(), usage);
    measures(peakOfDays, Seats.peakOfDays(BERLIN), usage);
    measures(average, Seats.average(BERLIN), usage);
    measures(averageBySeconds, Seats.averageBySeconds(), usage);
  }

  @ParameterizedTest
  @CsvSource({
    "0, -, 2026-04-01=0",
    "10, -, 2026-04-01=10",
    "10, 12@2026-04-01T08:00:00Z, 2026-04-01=12",
    "10, 15@2026-04-10T08:00:00Z 18@2026-04-20T21:59:59Z 17@2026-04-20T22:00:00Z,"
        + " 2026-04-01=10 2026-04-10=5 2026-04-20=3 2026-04-21=-1",
    "10, 15@2026-04-10T08:00:00Z 10@2026-04-10T09:00:00Z, 2026-04-01=10",
    "10, 11@2026-04-30T21:59:59Z, 2026-04-01=10 2026-04-30=1"
  })
  void purchasedSeatsAreDatedSoThatTheCalendarProratesThem(
      String opening, String changes, String dated) {
    assertEquals(
        List.of(dated.split(" ")).stream()
            .map(text -> text.split("="))
            .map(parts -> new Dated(LocalDate.parse(parts[0]), new BigDecimal(parts[1])))
            .toList(),
        Seats.purchased(april(opening, changes), BERLIN));
  }

  @Test
  void seatsAddedWithinAPeriodArePaidForItsRest() {
    // 10 seats at 30.00, 5 more from 10 April on: 150.00 × 21/30
    var april = new DateRange(LocalDate.of(2026, 4, 1), LocalDate.of(2026, 5, 1));
    var amounts =
        Seats.purchased(april("10", "15@2026-04-10T08:00:00Z"), BERLIN).stream()
            .map(seats ->
                new ProratedAmount(
                        seats.added().multiply(new BigDecimal("30")),
                        Proration.of(
                            ProrationBasis.LOCAL_DAYS,
                            new DateRange(seats.from(), april.end()),
                            april,
                            BERLIN),
                        Rounding.of(Currencies.of("EUR")))
                    .rounded()
                    .toPlainString())
            .toList();
    assertEquals(List.of("300.00", "105.00"), amounts);
  }

  private static PeriodUsage april(String opening, String changes) {
    var events =
        changes.equals("-")
            ? List.<Usage>of()
            : List.of(changes.split(" ")).stream()
                .map(text -> text.split("@"))
                .map(parts -> event(parts[0], parts[1]))
                .toList();
    return new PeriodUsage(
        period("2026-03-31T22:00:00Z", "2026-04-30T22:00:00Z"), new BigDecimal(opening), events);
  }
}
