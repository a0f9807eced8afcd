package reckoner.pricing.calendar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.ZoneId;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.pricing.calendar.Cadence.Unit;

class TilingTest {
  @Test
  void monthsOfEveryAnchorDayTileInEveryZone() {
    for (var id : ZoneId.getAvailableZoneIds()) {
      for (int day = 1; day <= 31; day++) {
        var calendar =
            BillingCalendar.of(
                LocalDate.of(2023, 12, day),
                Cadence.MONTHLY,
                new Alignment.OnStart(),
                ZoneId.of(id));
        tiles(calendar, 13, id + " " + day);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyCadenceTilesInEveryZone(long seed) {
    var random = new SplittableRandom(seed);
    for (var id : ZoneId.getAvailableZoneIds().stream().sorted().toList()) {
      for (int round = 0; round < 3; round++) {
        var calendar = any(random, ZoneId.of(id));
        tiles(calendar, 30, "seed " + seed + ": " + calendar);
      }
    }
  }

  /** Years in which one of these zones left a date out or had it twice. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Pacific/Apia",
        "Pacific/Fakaofo",
        "Pacific/Kwajalein",
        "Pacific/Kiritimati",
        "Pacific/Enderbury",
        "Asia/Manila",
        "America/Juneau",
        "America/St_Johns"
      })
  void daysTileWhereADateWasLeftOutOrCameTwice(String id) {
    for (int year : new int[] {1844, 1867, 1969, 1993, 1994, 2011}) {
      var start = LocalDate.of(year, 1, 1);
      var calendar =
          BillingCalendar.of(start, Cadence.DAILY, new Alignment.OnStart(), ZoneId.of(id));
      tiles(calendar, 400, id + " " + year);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void anInstantIsFoundInThePeriodThatTheListHas(long seed) {
    var random = new SplittableRandom(seed);
    var ids = ZoneId.getAvailableZoneIds().stream().sorted().toList();
    for (int round = 0; round < 150; round++) {
      var zone = ZoneId.of(ids.get(random.nextInt(ids.size())));
      var calendar = any(random, zone);
      var term =
          new Term(calendar, calendar.start().plusDays(random.nextLong(1, 1_500)).plusDays(2));
      var name = "seed " + seed + ": " + term;
      var periods = term.periods();
      assertEquals(term.period().start(), periods.getFirst().period().start(), name);
      assertEquals(term.period().end(), periods.getLast().period().end(), name);
      for (int i = 0; i < 20; i++) {
        var time = any(random, term.period().start(), term.period().end());
        var found = term.containing(time).orElseThrow();
        assertEquals(periods.get(found.number()), found, name);
        assertTrue(found.period().contains(time), name);
      }
      assertEquals(Optional.empty(), term.containing(term.period().end()), name);
      assertEquals(Optional.empty(), term.containing(term.period().start().minusNanos(1)), name);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 8})
  void whatIsAddedWithinATermSharesItsLaterBoundaries(long seed) {
    var random = new SplittableRandom(seed);
    var ids = ZoneId.getAvailableZoneIds().stream().sorted().toList();
    for (int round = 0; round < 200; round++) {
      var calendar = any(random, ZoneId.of(ids.get(random.nextInt(ids.size()))));
      var term = new Term(calendar, calendar.start().plusDays(random.nextLong(10, 2_000)));
      var date = calendar.start().plusDays(random.nextLong(1, 9));
      var name = "seed " + seed + ": " + term + " " + date;
      var all = term.periods();
      var added = term.addedOn(date).periods();
      var from = all.size() - added.size();
      for (int i = 1; i < added.size(); i++) {
        assertEquals(all.get(from + i).period(), added.get(i).period(), name);
        assertEquals(all.get(from + i).whole(), added.get(i).whole(), name);
      }
      assertEquals(all.get(from).period().end(), added.getFirst().period().end(), name);
      assertEquals(added.getFirst(), term.coTerminating(date, Term.CoTermination.PERIOD), name);
    }
  }

  private static void tiles(BillingCalendar calendar, int periods, String name) {
    var end = calendar.start().atStartOfDay(calendar.zone()).toInstant();
    for (int number = 0; number < periods; number++) {
      var billed = calendar.period(number);
      var period = billed.period();
      assertEquals(number, billed.number(), name);
      assertEquals(end, period.start(), name);
      startsADay(period.start(), calendar.zone(), name);
      end = period.end();
      if (number % 13 == 0) {
        assertEquals(Optional.of(billed), calendar.containing(period.start()), name);
        assertEquals(Optional.of(billed), calendar.containing(end.minusNanos(1)), name);
        assertEquals(
            billed.dates().end(),
            calendar.startingOn(billed.dates().start()).period(0).dates().end(),
            name);
      }
    }
  }

  private static void startsADay(Instant time, ZoneId zone, String name) {
    var date = time.atZone(zone).toLocalDate();
    assertEquals(date.atStartOfDay(zone).toInstant(), time, name);
  }

  private static BillingCalendar any(SplittableRandom random, ZoneId zone) {
    var start = LocalDate.of(1965, 1, 1).plusDays(random.nextInt(30_000));
    var cadence =
        switch (random.nextInt(4)) {
          case 0 -> new Cadence(random.nextInt(1, 4), Unit.DAY);
          case 1 -> new Cadence(random.nextInt(1, 4), Unit.WEEK);
          case 2 -> new Cadence(random.nextInt(1, 8), Unit.MONTH);
          default -> new Cadence(random.nextInt(1, 4), Unit.YEAR);
        };
    int day = random.nextInt(1, 32);
    var monthDay = MonthDay.of(random.nextInt(1, 13), Math.min(day, 29));
    boolean divides = cadence.unit() == Unit.YEAR || 12 % cadence.count() == 0;
    var alignment =
        switch (cadence.unit()) {
          case DAY -> new Alignment.OnStart();
          case WEEK -> new Alignment.OnWeekday(DayOfWeek.of(day % 7 + 1));
          case MONTH, YEAR ->
              divides && random.nextBoolean()
                  ? new Alignment.OnMonthDay(monthDay)
                  : new Alignment.OnDayOfMonth(day);
        };
    return BillingCalendar.of(
        start, cadence, random.nextInt(3) == 0 ? new Alignment.OnStart() : alignment, zone);
  }

  private static Instant any(SplittableRandom random, Instant start, Instant end) {
    return Instant.ofEpochSecond(random.nextLong(start.getEpochSecond(), end.getEpochSecond()));
  }
}
