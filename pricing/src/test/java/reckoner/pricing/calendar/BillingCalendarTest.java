package reckoner.pricing.calendar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.pricing.calendar.Cadence.Unit;

class BillingCalendarTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource({
    // on the start date
    "2025-03-10, 1 DAY, start, 2025-03-10 2025-03-11 2025-03-12 2025-03-13",
    "2025-03-10, 10 DAY, start, 2025-03-10 2025-03-20 2025-03-30 2025-04-09",
    "2025-03-10, 1 WEEK, start, 2025-03-10 2025-03-17 2025-03-24 2025-03-31",
    "2025-03-10, 2 WEEK, start, 2025-03-10 2025-03-24 2025-04-07 2025-04-21",
    "2025-03-10, 1 MONTH, start, 2025-03-10 2025-04-10 2025-05-10 2025-06-10",
    "2025-01-31, 1 MONTH, start, 2025-01-31 2025-02-28 2025-03-31 2025-04-30",
    "2024-01-31, 1 MONTH, start, 2024-01-31 2024-02-29 2024-03-31 2024-04-30",
    "2025-01-30, 1 MONTH, start, 2025-01-30 2025-02-28 2025-03-30 2025-04-30",
    "2025-02-28, 1 MONTH, start, 2025-02-28 2025-03-28 2025-04-28 2025-05-28",
    "2024-11-30, 3 MONTH, start, 2024-11-30 2025-02-28 2025-05-30 2025-08-30",
    "2024-08-31, 6 MONTH, start, 2024-08-31 2025-02-28 2025-08-31 2026-02-28",
    "2025-03-10, 5 MONTH, start, 2025-03-10 2025-08-10 2026-01-10 2026-06-10",
    "2024-02-29, 1 YEAR, start, 2024-02-29 2025-02-28 2026-02-28 2027-02-28",
    "2020-02-29, 2 YEAR, start, 2020-02-29 2022-02-28 2024-02-29 2026-02-28",
    // aligned, with a stub first
    "2025-03-10, 1 MONTH, 1, 2025-03-10 2025-04-01 2025-05-01 2025-06-01",
    "2025-03-31, 1 MONTH, 1, 2025-03-31 2025-04-01 2025-05-01 2025-06-01",
    "2025-02-10, 1 MONTH, 31, 2025-02-10 2025-02-28 2025-03-31 2025-04-30",
    "2025-03-10, 3 MONTH, 1, 2025-03-10 2025-04-01 2025-07-01 2025-10-01",
    "2025-03-10, 1 YEAR, 1, 2025-03-10 2025-04-01 2026-04-01 2027-04-01",
    "2025-03-12, 1 WEEK, MONDAY, 2025-03-12 2025-03-17 2025-03-24 2025-03-31",
    "2025-03-12, 2 WEEK, MONDAY, 2025-03-12 2025-03-17 2025-03-31 2025-04-14",
    "2025-03-10, 3 MONTH, --01-01, 2025-03-10 2025-04-01 2025-07-01 2025-10-01",
    "2025-03-10, 3 MONTH, --02-15, 2025-03-10 2025-05-15 2025-08-15 2025-11-15",
    "2025-03-10, 3 MONTH, --11-30, 2025-03-10 2025-05-30 2025-08-30 2025-11-30",
    "2025-12-10, 3 MONTH, --11-30, 2025-12-10 2026-02-28 2026-05-30 2026-08-30",
    "2025-03-10, 6 MONTH, --01-01, 2025-03-10 2025-07-01 2026-01-01 2026-07-01",
    "2025-03-10, 1 YEAR, --01-01, 2025-03-10 2026-01-01 2027-01-01 2028-01-01",
    "2025-03-10, 1 YEAR, --02-29, 2025-03-10 2026-02-28 2027-02-28 2028-02-29",
    "2025-03-10, 3 YEAR, --01-01, 2025-03-10 2026-01-01 2029-01-01 2032-01-01",
    // aligned, on a start that is aligned: no stub
    "2025-04-01, 1 MONTH, 1, 2025-04-01 2025-05-01 2025-06-01 2025-07-01",
    "2025-02-28, 1 MONTH, 31, 2025-02-28 2025-03-31 2025-04-30 2025-05-31",
    "2025-03-17, 1 WEEK, MONDAY, 2025-03-17 2025-03-24 2025-03-31 2025-04-07",
    "2025-07-01, 6 MONTH, --01-01, 2025-07-01 2026-01-01 2026-07-01 2027-01-01"
  })
  void everyCadenceHasItsBoundaries(
      LocalDate start, String cadence, String alignment, String dates) {
    var calendar = BillingCalendar.of(start, cadence(cadence), alignment(alignment), BERLIN);
    assertEquals(
        dates,
        IntStream.range(0, 4)
            .mapToObj(number -> calendar.period(number).dates().start().toString())
            .collect(Collectors.joining(" ")));
  }

  @ParameterizedTest
  @CsvSource({
    "2025-03-10, 1 MONTH, 1, 2025-03-01",
    "2025-03-10, 3 MONTH, --01-01, 2025-01-01",
    "2025-03-12, 1 WEEK, MONDAY, 2025-03-10",
    "2025-02-10, 1 MONTH, 31, 2025-01-31",
    "2025-03-10, 1 YEAR, --01-01, 2025-01-01"
  })
  void aStubKnowsTheWholePeriodThatItIsAPieceOf(
      LocalDate start, String cadence, String alignment, LocalDate wholeStart) {
    var calendar = BillingCalendar.of(start, cadence(cadence), alignment(alignment), BERLIN);
    var stub = calendar.period(0);
    assertEquals(true, stub.stub());
    assertEquals(new DateRange(wholeStart, stub.dates().end()), stub.whole());
    assertEquals(false, calendar.period(1).stub());
  }

  @ParameterizedTest
  @CsvSource({
    "1 MONTH, MONDAY, weeks are aligned to a weekday: 1 MONTH",
    "1 WEEK, 1, months and years are aligned to a day of the month: 1 WEEK",
    "5 MONTH, --01-01, 'what divides a year, or years, are aligned to a month and day: 5 MONTH'",
    "1 DAY, --01-01, 'what divides a year, or years, are aligned to a month and day: 1 DAY'",
    "1 MONTH, 0, a day of the month is 1 to 31: 0",
    "1 MONTH, 32, a day of the month is 1 to 31: 32",
    "0 MONTH, start, a cadence is of 1 to 1000 units: 0",
    "1001 MONTH, start, a cadence is of 1 to 1000 units: 1001"
  })
  void whatCannotBeAlignedIsRefused(String cadence, String alignment, String message) {
    var start = LocalDate.of(2025, 1, 1);
    refused(
        message, () -> BillingCalendar.of(start, cadence(cadence), alignment(alignment), BERLIN));
  }

  @Test
  void aGridHasAStepAndADayOfTheMonth() {
    var month = YearMonth.of(2025, 1);
    assertEquals(LocalDate.of(2025, 1, 2), new Grid.OfDays(LocalDate.of(2025, 1, 1), 1).date(1));
    assertEquals(LocalDate.of(2025, 2, 28), new Grid.OfMonths(month, 31, 1).date(1));
    refused("a step is 1 or more: 0", () -> new Grid.OfDays(LocalDate.of(2025, 1, 1), 0));
    refused("a step is 1 or more: 0", () -> new Grid.OfMonths(month, 1, 0));
    refused("a day of the month is 1 to 31: 0", () -> new Grid.OfMonths(month, 0, 1));
    refused("a day of the month is 1 to 31: 32", () -> new Grid.OfMonths(month, 32, 1));
  }

  @ParameterizedTest
  @CsvSource({
    // clocks forward at midnight: the day starts at 01:00
    "America/Sao_Paulo, 2018-11-04, 2018-11-04T03:00:00Z",
    "Africa/Cairo, 2023-04-28, 2023-04-27T22:00:00Z",
    // clocks back at midnight: the earlier of the two
    "America/Havana, 2024-11-03, 2024-11-03T04:00:00Z",
    // clocks back from 00:01 to 23:01 of the day before
    "America/St_Johns, 2006-10-29, 2006-10-29T02:30:00Z",
    // no such date
    "Pacific/Apia, 2011-12-30, 2011-12-30T10:00:00Z",
    "Pacific/Apia, 2011-12-31, 2011-12-30T10:00:00Z",
    "Pacific/Kwajalein, 1993-08-21, 1993-08-21T12:00:00Z",
    "Pacific/Kwajalein, 1993-08-22, 1993-08-21T12:00:00Z"
  })
  void aPeriodStartsAtTheFirstInstantOfItsDate(ZoneId zone, LocalDate start, Instant instant) {
    var calendar = BillingCalendar.of(start, Cadence.MONTHLY, new Alignment.OnStart(), zone);
    assertEquals(instant, calendar.period(0).period().start());
  }

  @ParameterizedTest
  @CsvSource({
    "Pacific/Apia, 2011-12-28, 1 DAY, start, 2011-12-28 2011-12-29 2011-12-31 2012-01-01",
    "Pacific/Apia, 2011-12-30, 1 DAY, start, 2011-12-31 2012-01-01 2012-01-02 2012-01-03",
    "Pacific/Apia, 2011-12-28, 2 DAY, start, 2011-12-28 2011-12-30 2012-01-01 2012-01-03",
    "Pacific/Apia, 2011-12-30, 1 MONTH, start, 2011-12-30 2012-01-30 2012-02-29 2012-03-30",
    "Pacific/Apia, 2011-12-30, 1 MONTH, 31, 2011-12-31 2012-01-31 2012-02-29 2012-03-31",
    "Pacific/Kwajalein, 1993-08-20, 1 DAY, start, 1993-08-20 1993-08-22 1993-08-23 1993-08-24",
    "Pacific/Kwajalein, 1993-07-21, 1 MONTH, start, 1993-07-21 1993-08-21 1993-09-21 1993-10-21"
  })
  void aDateThatTheZoneLeftOutIsNoPeriod(
      ZoneId zone, LocalDate start, String cadence, String alignment, String dates) {
    var calendar = BillingCalendar.of(start, cadence(cadence), alignment(alignment), zone);
    assertEquals(
        dates,
        IntStream.range(0, 4)
            .mapToObj(number -> calendar.period(number).dates().start().toString())
            .collect(Collectors.joining(" ")));
    for (int number = 0; number < 4; number++) {
      assertEquals(
          calendar.period(number).period().end(), calendar.period(number + 1).period().start());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2025-03-09T22:59:59.999Z,",
    "2025-03-09T23:00:00Z, 0",
    "2025-03-31T21:59:59.999999999Z, 0",
    "2025-03-31T22:00:00Z, 1",
    "2125-03-31T22:00:00Z, 1201"
  })
  void anInstantIsInOnePeriodOrBeforeAll(Instant time, Integer number) {
    var calendar =
        BillingCalendar.of(
            LocalDate.of(2025, 3, 10), Cadence.MONTHLY, new Alignment.OnDayOfMonth(1), BERLIN);
    assertEquals(Optional.ofNullable(number), calendar.containing(time).map(BillingPeriod::number));
  }

  @Test
  void anInstantAfterMidnightWhoseClockWasSetBackIsInTheNewPeriod() {
    var zone = ZoneId.of("America/St_Johns");
    var calendar =
        BillingCalendar.of(
            LocalDate.of(2006, 10, 28), Cadence.DAILY, new Alignment.OnStart(), zone);
    var time = Instant.parse("2006-10-29T03:00:00Z");
    assertEquals(LocalDate.of(2006, 10, 28), time.atZone(zone).toLocalDate());
    assertEquals(1, calendar.containing(time).orElseThrow().number());
  }

  @Test
  void theNumberOfPeriodsIsBounded() {
    var calendar =
        BillingCalendar.of(
            LocalDate.of(2025, 1, 1), Cadence.DAILY, new Alignment.OnStart(), BERLIN);
    var last = calendar.period(36_599);
    assertEquals(LocalDate.of(2125, 3, 17), last.dates().start());
    assertEquals(Optional.of(last), calendar.containing(last.period().end().minusNanos(1)));
    refused(
        "is after the last of 36600 periods: 2125-03-17T23:00:00Z",
        () -> calendar.containing(last.period().end()));
    refused("a period's number is 0 to 36599: 36600", () -> calendar.period(36_600));
    refused("a period's number is 0 to 36599: -1", () -> calendar.period(-1));
    assertEquals(36_600, new Term(calendar, last.dates().end()).periods().size());
    refused(
        "a term has at most 36600 periods: DateRange[start=2025-01-01, end=2125-03-19]",
        () -> new Term(calendar, last.dates().end().plusDays(1)).periods());
    for (int year : new int[] {1, 9_999}) {
      assertEquals(year, calendar.startingOn(LocalDate.of(year, 1, 1)).start().getYear());
    }
    refused(
        "a calendar starts in the years 1 to 9999: 0000-12-31",
        () -> calendar.startingOn(LocalDate.of(0, 12, 31)));
    refused(
        "a calendar starts in the years 1 to 9999: +10000-01-01",
        () -> calendar.startingOn(LocalDate.of(10_000, 1, 1)));
    assertEquals(
        LocalDate.of(9_999, 12, 31), new Term(calendar, LocalDate.of(9_999, 12, 31)).end());
    refused(
        "a term ends in the years 1 to 9999: +10000-01-01",
        () -> new Term(calendar, LocalDate.of(10_000, 1, 1)));
  }

  @Test
  void aStoredPeriodGivesItsDatesBack() {
    var apia = ZoneId.of("Pacific/Apia");
    var dates = new DateRange(LocalDate.of(2011, 11, 30), LocalDate.of(2011, 12, 31));
    assertEquals(dates, DateRange.of(dates.period(apia), apia));
    refused(
        "no day starts at 2011-11-30T10:00:00Z in Europe/Berlin",
        () -> DateRange.of(dates.period(apia), BERLIN));
    refused(
        "a range of dates ends after its start: 2025-01-01 2025-01-01",
        () -> new DateRange(LocalDate.of(2025, 1, 1), LocalDate.of(2025, 1, 1)));
  }

  private static Cadence cadence(String text) {
    var words = text.split(" ");
    return new Cadence(Integer.parseInt(words[0]), Unit.valueOf(words[1]));
  }

  private static Alignment alignment(String text) {
    if (text.equals("start")) {
      return new Alignment.OnStart();
    }
    if (text.startsWith("--")) {
      return new Alignment.OnMonthDay(MonthDay.parse(text));
    }
    return Character.isDigit(text.charAt(0))
        ? new Alignment.OnDayOfMonth(Integer.parseInt(text))
        : new Alignment.OnWeekday(DayOfWeek.valueOf(text));
  }

  private static void refused(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }
}
