package reckoner.pricing.calendar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static reckoner.pricing.calendar.ProrationBasis.LOCAL_DAYS;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.pricing.Currencies;
import reckoner.pricing.Rounding;

class ProrationTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource({
    // N-5; the last date of the part is exclusive
    "LOCAL_DAYS, 2021-01-27, 2021-02-01, 2021-01-01, 2021-02-01, 5/31",
    "LOCAL_DAYS, 2021-02-27, 2021-03-01, 2021-02-01, 2021-03-01, 2/28",
    "LOCAL_DAYS, 2020-02-01, 2020-03-01, 2020-02-01, 2020-03-01, 29/29",
    "LOCAL_DAYS, 2021-04-21, 2021-04-30, 2021-04-01, 2021-05-01, 9/30",
    "MONTH_OF_30_DAYS, 2021-01-27, 2021-02-01, 2021-01-01, 2021-02-01, 5/30",
    "MONTH_OF_30_DAYS, 2021-02-27, 2021-03-01, 2021-02-01, 2021-03-01, 2/30",
    "MONTH_OF_30_DAYS, 2020-02-01, 2020-03-01, 2020-02-01, 2020-03-01, 29/30",
    "MONTH_OF_30_DAYS, 2021-04-21, 2021-04-30, 2021-04-01, 2021-05-01, 9/30",
    "STRICT_30_360, 2021-01-27, 2021-02-01, 2021-01-01, 2021-02-01, 4/30",
    "STRICT_30_360, 2021-02-27, 2021-03-01, 2021-02-01, 2021-03-01, 4/30",
    "STRICT_30_360, 2020-02-01, 2020-03-01, 2020-02-01, 2020-03-01, 30/30",
    "STRICT_30_360, 2021-04-21, 2021-04-30, 2021-04-01, 2021-05-01, 9/30",
    // never above the whole
    "MONTH_OF_30_DAYS, 2021-01-01, 2021-02-01, 2021-01-01, 2021-02-01, 30/30",
    "MONTH_OF_30_DAYS, 2021-01-02, 2021-02-01, 2021-01-01, 2021-02-01, 30/30",
    "MONTH_OF_30_DAYS, 2021-01-03, 2021-02-01, 2021-01-01, 2021-02-01, 29/30",
    // a 31st is the 30th
    "STRICT_30_360, 2021-01-30, 2021-01-31, 2021-01-01, 2021-02-01, 0/30",
    "STRICT_30_360, 2021-01-31, 2021-02-01, 2021-01-01, 2021-02-01, 1/30",
    // months that were cut by a short February are 30 days too
    "STRICT_30_360, 2021-01-31, 2021-02-28, 2021-01-31, 2021-02-28, 30/30",
    "STRICT_30_360, 2021-02-27, 2021-02-28, 2021-01-31, 2021-02-28, 3/30",
    "STRICT_30_360, 2021-02-28, 2021-03-31, 2021-02-28, 2021-03-31, 30/30",
    "STRICT_30_360, 2021-02-28, 2021-03-01, 2021-02-28, 2021-03-31, 1/30",
    // a quarter and a year use their own days
    "LOCAL_DAYS, 2025-01-01, 2025-01-02, 2025-01-01, 2025-04-01, 1/90",
    "LOCAL_DAYS, 2025-01-01, 2025-01-02, 2025-01-01, 2026-01-01, 1/365",
    "LOCAL_DAYS, 2024-01-01, 2024-01-02, 2024-01-01, 2025-01-01, 1/366",
    "MONTH_OF_30_DAYS, 2025-01-01, 2025-01-02, 2025-01-01, 2025-04-01, 1/90",
    "STRICT_30_360, 2025-01-01, 2025-03-01, 2025-01-01, 2026-01-01, 60/360",
    // a day of 23 hours, and of 25
    "SECONDS, 2025-03-30, 2025-03-31, 2025-03-01, 2025-04-01, 82800/2674800",
    "SECONDS, 2025-10-26, 2025-10-27, 2025-10-01, 2025-11-01, 90000/2682000",
    "LOCAL_DAYS, 2025-03-30, 2025-03-31, 2025-03-01, 2025-04-01, 1/31",
    // weeks have days, but are no months
    "LOCAL_DAYS, 2025-03-10, 2025-03-12, 2025-03-10, 2025-03-17, 2/7",
    "NONE, 2025-03-10, 2025-03-12, 2025-03-10, 2025-03-17, 1/1"
  })
  void aPartIsMeasuredByItsBasis(
      ProrationBasis basis,
      LocalDate start,
      LocalDate end,
      LocalDate wholeStart,
      LocalDate wholeEnd,
      String fraction) {
    var proration =
        Proration.of(basis, new DateRange(start, end), new DateRange(wholeStart, wholeEnd), BERLIN);
    assertEquals(fraction, proration.numerator() + "/" + proration.denominator());
  }

  @Test
  void bothCountsAreShownAsTheyAre() {
    var january = new DateRange(LocalDate.of(2021, 1, 1), LocalDate.of(2021, 2, 1));
    assertEquals(
        new Proration(ProrationBasis.MONTH_OF_30_DAYS, 30, 30, 31, 31),
        Proration.of(ProrationBasis.MONTH_OF_30_DAYS, january, january, BERLIN));
  }

  @ParameterizedTest
  @CsvSource({
    "Pacific/Apia, 2011-12-01, 2012-01-01, 30",
    "Pacific/Apia, 2011-12-01, 2011-12-30, 29",
    "Pacific/Apia, 2011-12-01, 2011-12-31, 29",
    "Pacific/Apia, 2011-12-30, 2012-01-01, 1",
    "Pacific/Apia, 2011-12-31, 2012-01-01, 1",
    "Pacific/Apia, 2012-12-01, 2013-01-01, 31",
    "Pacific/Kwajalein, 1993-08-01, 1993-09-01, 30"
  })
  void aDateThatTheZoneLeftOutIsNoDay(ZoneId zone, LocalDate start, LocalDate end, long days) {
    var dates = new DateRange(start, end);
    assertEquals(
        new Proration(LOCAL_DAYS, days, days, days, days),
        Proration.of(LOCAL_DAYS, dates, dates, zone));
  }

  @ParameterizedTest
  @EnumSource(ProrationBasis.class)
  void aWholePeriodIsBilledWhole(ProrationBasis basis) {
    for (int month = 1; month <= 12; month++) {
      var period = month(2021, month);
      var proration = period.proration(basis);
      assertEquals(proration.denominator(), proration.numerator());
      assertEquals(proration, period.prorationFrom(period.dates().start(), basis));
      assertEquals(proration, period.prorationOf(period.dates(), basis));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MONTH_OF_30_DAYS, 2025-03-10, 2025-03-17, months of 30 days need whole months",
    "STRICT_30_360, 2025-03-10, 2025-04-09, months of 30 days need whole months"
  })
  void monthsOf30DaysAreForWholeMonthsOnly(
      ProrationBasis basis, LocalDate start, LocalDate end, String message) {
    var dates = new DateRange(start, end);
    var refusal =
        assertThrows(
            IllegalArgumentException.class, () -> Proration.of(basis, dates, dates, BERLIN));
    assertEquals(message + ": " + dates, refusal.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"2025-02-28, 2025-03-02", "2025-03-30, 2025-04-02"})
  void aPartLiesInItsWhole(LocalDate start, LocalDate end) {
    var part = new DateRange(start, end);
    var whole = month(2025, 3).whole();
    assertThrows(
        IllegalArgumentException.class, () -> Proration.of(LOCAL_DAYS, part, whole, BERLIN));
    assertThrows(IllegalArgumentException.class, () -> new BillingPeriod(0, part, whole, BERLIN));
  }

  @Test
  void whatIsLeftOfAStubBeginsWithinTheStub() {
    var stub =
        BillingCalendar.of(
                LocalDate.of(2025, 4, 11), Cadence.MONTHLY, new Alignment.OnDayOfMonth(1), BERLIN)
            .period(0);
    var rest = stub.prorationFrom(LocalDate.of(2025, 4, 12), LOCAL_DAYS);
    assertEquals("19/30", rest.numerator() + "/" + rest.denominator());
    assertEquals(
        "is not in the period DateRange[start=2025-04-11, end=2025-05-01]: 2025-04-10",
        assertThrows(
                IllegalArgumentException.class,
                () -> stub.prorationFrom(LocalDate.of(2025, 4, 10), LOCAL_DAYS))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "100, LOCAL_DAYS, 2025-04-16, 2025-05-01, USD, 50, 50.00", // I-6
    "100, NONE, 2025-04-16, 2025-05-01, USD, 100, 100.00", // I-6, minimum not prorated
    "31, LOCAL_DAYS, 2025-01-15, 2025-02-01, USD, 17, 17.00", // N-6, time-based
    "31, NONE, 2025-01-15, 2025-02-01, USD, 31, 31.00", // N-6, usage is not prorated
    "0, LOCAL_DAYS, 2025-01-15, 2025-02-01, USD, 0, 0.00",
    "0.01, LOCAL_DAYS, 2025-01-01, 2025-02-01, USD, 0.01, 0.01",
    "0.01, LOCAL_DAYS, 2025-04-16, 2025-05-01, USD, 0.005, 0.01",
    "0.01, LOCAL_DAYS, 2025-04-17, 2025-05-01, USD, 0.004666666666666666666666666666666667, 0.00",
    "-0.01, LOCAL_DAYS, 2025-04-16, 2025-05-01, USD, -0.005, -0.01",
    "1, LOCAL_DAYS, 2025-04-16, 2025-05-01, JPY, 0.5, 1",
    "1, LOCAL_DAYS, 2025-04-16, 2025-05-01, KWD, 0.5, 0.500",
    "310000000000000000000000000000000000.31, LOCAL_DAYS, 2025-01-15, 2025-02-01, USD,"
        + " 170000000000000000000000000000000000.17, 170000000000000000000000000000000000.17"
  })
  void anAmountIsMultipliedDividedOnceAndRoundedOnce(
      BigDecimal amount,
      ProrationBasis basis,
      LocalDate start,
      LocalDate end,
      String currency,
      BigDecimal exact,
      String rounded) {
    var whole = month(start.getYear(), start.getMonthValue()).whole();
    var proration = Proration.of(basis, new DateRange(start, end), whole, BERLIN);
    var prorated = new ProratedAmount(amount, proration, Rounding.of(Currencies.of(currency)));
    assertEquals(exact, prorated.exact());
    assertEquals(rounded, prorated.rounded().toPlainString());
  }

  @ParameterizedTest
  @CsvSource({
    "RECURRING_AMOUNT, LOCAL_DAYS",
    "MINIMUM, LOCAL_DAYS",
    "MAXIMUM, LOCAL_DAYS",
    "USAGE, NONE",
    "ALLOWANCE, NONE",
    "PREPAYMENT, NONE"
  })
  void whatIsCountedOrPaidAheadIsNotProrated(Prorated what, ProrationBasis basis) {
    assertEquals(basis, what.basisDefault());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void thePartsOfAPeriodSumToIt(long seed) {
    var random = new SplittableRandom(seed);
    var ids = ZoneId.getAvailableZoneIds().stream().sorted().toList();
    for (int round = 0; round < 300; round++) {
      var calendar =
          BillingCalendar.of(
              LocalDate.of(1990, 1, 1).plusDays(random.nextInt(20_000)),
              new Cadence(random.nextInt(1, 13), Cadence.Unit.MONTH),
              random.nextBoolean()
                  ? new Alignment.OnStart()
                  : new Alignment.OnDayOfMonth(random.nextInt(1, 32)),
              ZoneId.of(ids.get(random.nextInt(ids.size()))));
      var period = calendar.period(random.nextInt(3));
      for (var basis : List.of(LOCAL_DAYS, ProrationBasis.SECONDS, ProrationBasis.STRICT_30_360)) {
        var name = "seed " + seed + ": " + basis + " " + period;
        long sum = 0;
        for (var part : parts(random, period.whole())) {
          sum += Proration.of(basis, part, period.whole(), period.zone()).numerator();
        }
        assertEquals(
            Proration.of(basis, period.whole(), period.whole(), period.zone()).denominator(),
            sum,
            name);
      }
      for (var basis : ProrationBasis.values()) {
        var name = "seed " + seed + ": " + basis + " " + period;
        long sum = 0;
        for (var part : parts(random, period.dates())) {
          sum += period.prorationOf(part, basis).numerator();
        }
        assertEquals(period.proration(basis).numerator(), sum, name);
      }
    }
  }

  private static List<DateRange> parts(SplittableRandom random, DateRange whole) {
    var ends = new TreeSet<LocalDate>();
    for (int i = random.nextInt(6); i > 0; i--) {
      ends.add(
          whole
              .start()
              .plusDays(random.nextLong(ChronoUnit.DAYS.between(whole.start(), whole.end()))));
    }
    ends.remove(whole.start());
    ends.add(whole.end());
    var parts = new ArrayList<DateRange>();
    var start = whole.start();
    for (var end : ends) {
      parts.add(new DateRange(start, end));
      start = end;
    }
    return parts;
  }

  private static BillingPeriod month(int year, int month) {
    return BillingCalendar.of(
            LocalDate.of(year, month, 1), Cadence.MONTHLY, new Alignment.OnStart(), BERLIN)
        .period(0);
  }
}
