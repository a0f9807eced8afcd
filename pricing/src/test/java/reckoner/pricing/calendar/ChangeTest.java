package reckoner.pricing.calendar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.pricing.Allocation;
import reckoner.pricing.Allocation.Drift;
import reckoner.pricing.Currencies;
import reckoner.pricing.Rounding;
import reckoner.pricing.calendar.Change.Billing;
import reckoner.pricing.calendar.InAdvance.Opening;
import reckoner.pricing.calendar.ProrationPolicy.CreditBase;

class ChangeTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Currency USD = Currencies.of("USD");

  /** A change is a date and an amount, {@code end} for a cancellation, {@code ~} not prorated. */
  @ParameterizedTest
  @CsvSource({
    // N-1, N-2 classic and flexible, N-4, N-8, N-9, N-10
    "2025-04-01, 1, 10, 04-16 20, AMOUNT_LAST_BILLED, -5.00 10.00, 5.00",
    "2025-04-01, 1, 10, 04-11 ~20 04-21 10, CURRENT_PRICE, -6.67 3.33, -3.34",
    "2025-04-01, 1, 10, 04-11 ~20 04-21 10, AMOUNT_LAST_BILLED, -3.33 3.33, 0.00",
    "2025-07-01, 1, 100, 07-04 500, AMOUNT_LAST_BILLED, -90.32 451.61, 361.29",
    "2025-07-01, 1, 100, 07-04 500 07-11 50, AMOUNT_LAST_BILLED,"
        + " -90.32 451.61 -338.71 33.87, 56.45",
    "2025-04-01, 1, 50, 04-11 100, AMOUNT_LAST_BILLED, -33.33 66.67, 33.34",
    "2025-01-01, 12, 600, 04-11 1200, AMOUNT_LAST_BILLED, -435.62 871.23, 435.61",
    "2025-01-01, 3, 300, 02-15 150, AMOUNT_LAST_BILLED, -150.00 75.00, -75.00",
    // the first day, the last day
    "2025-04-01, 1, 10, 04-01 20, AMOUNT_LAST_BILLED, -10.00 20.00, 10.00",
    "2025-04-01, 1, 10, 04-30 20, AMOUNT_LAST_BILLED, -0.33 0.67, 0.34",
    // of several on one day the last counts
    "2025-04-01, 1, 10, 04-16 99 04-16 20, AMOUNT_LAST_BILLED, -5.00 10.00, 5.00",
    "2025-04-01, 1, 10, 04-16 end 04-16 20, AMOUNT_LAST_BILLED, -5.00 10.00, 5.00",
    "2025-04-01, 1, 10, 04-16 20 04-16 end, AMOUNT_LAST_BILLED, -5.00, -5.00",
    // in the order of the dates, not of the list
    "2025-07-01, 1, 100, 07-11 50 07-04 500, AMOUNT_LAST_BILLED,"
        + " -90.32 451.61 -338.71 33.87, 56.45",
    // the end: the date is the first that is not billed
    "2025-04-01, 1, 10, 04-01 end, AMOUNT_LAST_BILLED, -10.00, -10.00",
    "2025-04-01, 1, 10, 04-30 end, AMOUNT_LAST_BILLED, -0.33, -0.33",
    "2025-04-01, 1, 10, 04-16 ~end, AMOUNT_LAST_BILLED, '', 0",
    "2025-04-01, 1, 10, 04-11 20 04-21 end, AMOUNT_LAST_BILLED, -6.67 13.33 -6.67, -0.01",
    // never more than was billed
    "2025-04-01, 1, 10, 04-02 ~100 04-11 end, CURRENT_PRICE, -10.00, -10.00",
    "2025-04-01, 1, 10, 04-02 ~100 04-11 1 04-12 end, CURRENT_PRICE, -10.00 0.67 -0.63, -9.96",
    "2025-04-01, 1, 10, 04-02 ~100 04-11 end, AMOUNT_LAST_BILLED, -6.67, -6.67",
    // free before, free after, nothing changed
    "2025-04-01, 1, 0, 04-16 20, AMOUNT_LAST_BILLED, 0.00 10.00, 10.00",
    "2025-04-01, 1, 10, 04-16 0, AMOUNT_LAST_BILLED, -5.00 0.00, -5.00",
    "2025-04-01, 1, 10, 04-16 10, AMOUNT_LAST_BILLED, -5.00 5.00, 0.00",
    "2025-04-01, 1, 10, '', AMOUNT_LAST_BILLED, '', 0"
  })
  void aChangeInAdvanceIsACreditAndACharge(
      LocalDate start,
      int months,
      BigDecimal amount,
      String changes,
      CreditBase base,
      String lines,
      BigDecimal net) {
    var policy = new ProrationPolicy(ProrationBasis.LOCAL_DAYS, base, Rounding.of(USD));
    var result = inAdvance(months(start, months), amount, changes(start, changes), policy);
    assertEquals(lines, lines(result));
    assertEquals(net, result.net());
  }

  /** N-3: 10 + 20 less a coupon of 5 over both; the item of 10 ends at half of the period. */
  @ParameterizedTest
  @CsvSource({"CURRENT_PRICE, -2.50", "AMOUNT_LAST_BILLED, -4.17"})
  void theCreditIsOfThePriceNowOrOfWhatWasBilled(CreditBase base, String line) {
    var coupon =
        Allocation.split(
            new BigDecimal(5), List.of(BigDecimal.TEN, new BigDecimal(20)), 2, Drift.LAST_PART);
    var opening =
        // As the price now counts the item by itself, under the whole coupon.
        new Opening(
            RecurringAmount.flat(new BigDecimal(10 - 5)),
            BigDecimal.TEN.subtract(coupon.getFirst()));
    var start = LocalDate.of(2025, 4, 1);
    var result =
        InAdvance.of(
            months(start, 1),
            opening,
            changes(start, "04-16 end"),
            new ProrationPolicy(ProrationBasis.LOCAL_DAYS, base, Rounding.of(USD)));
    assertEquals(line, lines(result));
  }

  @ParameterizedTest
  @CsvSource({
    "LOCAL_DAYS, 02-15 20, -5.00 10.00",
    "SECONDS, 02-15 20, -5.00 10.00",
    "MONTH_OF_30_DAYS, 02-15 20, -4.67 9.33",
    "MONTH_OF_30_DAYS, 02-01 20, -10.00 20.00",
    "MONTH_OF_30_DAYS, 02-15 20 02-20 30, -4.67 9.33 -6.00 9.00",
    "STRICT_30_360, 02-15 20, -5.33 10.67",
    "NONE, 02-15 20, ''"
  })
  void aChangeIsMeasuredByTheBasis(ProrationBasis basis, String changes, String lines) {
    var start = LocalDate.of(2025, 2, 1);
    var policy = new ProrationPolicy(basis, CreditBase.AMOUNT_LAST_BILLED, Rounding.of(USD));
    assertEquals(
        lines, lines(inAdvance(months(start, 1), BigDecimal.TEN, changes(start, changes), policy)));
  }

  @Test
  void aChangeInAStubIsOfTheWholePeriod() {
    var calendar =
        BillingCalendar.of(
            LocalDate.of(2025, 4, 11), Cadence.MONTHLY, new Alignment.OnDayOfMonth(1), BERLIN);
    var policy = ProrationPolicy.of(Rounding.of(USD));
    var recurring = new RecurringAmount(new BigDecimal(3), new BigDecimal("10.00"));
    var charge = InAdvance.charge(calendar.period(0), recurring, policy);
    assertEquals(new BigDecimal("20.00"), charge.rounded());
    var result =
        InAdvance.of(
            calendar.period(0),
            new Opening(recurring, charge.rounded()),
            changes(LocalDate.of(2025, 4, 11), "04-21 60"),
            policy);
    assertEquals("-10.00 20.00", lines(result));
    var unused = result.lines().getFirst().prorated();
    assertEquals(new BigDecimal(20), unused.amount());
    assertEquals(new Proration(ProrationBasis.LOCAL_DAYS, 10, 20, 10, 20), unused.proration());
  }

  /** A segment is its first day of the month, its days and its amount. */
  @ParameterizedTest
  @CsvSource({
    "2025-07-01, LOCAL_DAYS, 100, '', 1+31 100.00, 100.00",
    "2025-07-01, LOCAL_DAYS, 100, 07-04 500, 1+3 9.68 4+28 451.61, 461.29",
    "2025-07-01, LOCAL_DAYS, 100, 07-04 500 07-11 50, 1+3 9.68 4+7 112.90 11+21 33.87, 156.45",
    "2025-07-01, LOCAL_DAYS, 100, 07-01 50, 1+31 50.00, 50.00",
    "2025-07-01, LOCAL_DAYS, 100, 07-31 50, 1+30 96.77 31+1 1.61, 98.38",
    "2025-07-01, LOCAL_DAYS, 100, 07-04 99 07-04 500, 1+3 9.68 4+28 451.61, 461.29",
    "2025-07-01, LOCAL_DAYS, 100, 07-11 end, 1+10 32.26, 32.26",
    "2025-07-01, LOCAL_DAYS, 100, 07-04 500 07-11 end, 1+3 9.68 4+7 112.90, 122.58",
    "2025-07-01, LOCAL_DAYS, 100, 07-01 end, '', 0",
    "2025-07-01, LOCAL_DAYS, 100, 07-11 ~end, 1+31 100.00, 100.00",
    "2025-07-01, LOCAL_DAYS, 100, 07-04 ~500 07-11 50, 1+10 32.26 11+21 33.87, 66.13",
    "2025-07-01, NONE, 100, 07-11 50, 1+31 100.00, 100.00",
    "2025-07-01, STRICT_30_360, 300, 07-11 600, 1+10 100.00 11+21 400.00, 500.00",
    // months of 30 days: the last segment takes the difference
    "2025-07-01, MONTH_OF_30_DAYS, 300, '', 1+31 300.00, 300.00",
    "2025-07-01, MONTH_OF_30_DAYS, 300, 07-11 300, 1+10 100.00 11+21 200.00, 300.00",
    "2025-02-01, MONTH_OF_30_DAYS, 300, 02-11 300, 1+10 100.00 11+18 200.00, 300.00",
    "2025-02-01, MONTH_OF_30_DAYS, 300, 02-11 end, 1+10 100.00, 100.00"
  })
  void aChangeInArrearsEndsASegment(
      LocalDate start,
      ProrationBasis basis,
      BigDecimal amount,
      String changes,
      String segments,
      BigDecimal total) {
    var result =
        InArrears.of(
            months(start, 1),
            RecurringAmount.flat(amount),
            changes(start, changes),
            new ProrationPolicy(basis, CreditBase.AMOUNT_LAST_BILLED, Rounding.of(USD)));
    assertEquals(
        segments,
        result.segments().stream()
            .map(segment ->
                "%d+%d %s"
                    .formatted(
                        segment.dates().start().getDayOfMonth(),
                        segment.prorated().proration().partCount(),
                        segment.prorated().rounded()))
            .collect(Collectors.joining(" ")));
    assertEquals(total, result.total());
  }

  @Test
  void ofChangesOnADateThatTheZoneLeftOutAndTheNextTheLastCounts() {
    var start = LocalDate.of(2011, 12, 1);
    var period =
        BillingCalendar.of(
                start, Cadence.MONTHLY, new Alignment.OnStart(), ZoneId.of("Pacific/Apia"))
            .period(0);
    var policy = ProrationPolicy.of(Rounding.of(USD));
    assertEquals(
        "-1.00 2.00",
        lines(inAdvance(period, new BigDecimal(30), changes(start, "12-30 90 12-31 60"), policy)));
    assertEquals(
        new BigDecimal("32.00"),
        InArrears.of(
                period,
                RecurringAmount.flat(new BigDecimal(30)),
                changes(start, "12-30 90"),
                policy)
            .total());
  }

  @Test
  void whatCannotHaveHappenedIsRefused() {
    var start = LocalDate.of(2025, 4, 1);
    var period = months(start, 1);
    var policy = ProrationPolicy.of(Rounding.of(USD));
    var ten = BigDecimal.TEN;
    var dates = "is not in the period DateRange[start=2025-04-01, end=2025-05-01]: ";
    refused(dates + "2025-05-01", () -> inAdvance(period, ten, changes(start, "05-01 20"), policy));
    refused(
        dates + "2025-03-31", () -> inAdvance(period, ten, changes(start, "03-31 end"), policy));
    refused(
        "nothing changes after the end: 2025-04-10",
        () -> inAdvance(period, ten, changes(start, "04-10 end 04-11 20"), policy));
    var most = Collections.nCopies(1_000, changes(start, "04-10 20").getFirst());
    assertEquals("-7.00 14.00", lines(inAdvance(period, ten, most, policy)));
    refused(
        "a period has at most 1000 changes: 1001",
        () ->
            inAdvance(
                period,
                ten,
                Collections.nCopies(1_001, changes(start, "04-10 20").getFirst()),
                policy));
    refused(
        "a billed amount is rounded: 1.001",
        () ->
            InAdvance.of(
                period,
                new Opening(RecurringAmount.flat(ten), new BigDecimal("1.001")),
                List.of(),
                policy));
    refused(
        "a billed amount is 0 or more: -1",
        () -> new Opening(RecurringAmount.flat(ten), new BigDecimal(-1)));
    assertEquals(BigDecimal.ZERO, new RecurringAmount(BigDecimal.ZERO, ten).amount());
    refused(
        "a quantity and its price are 0 or more: 10 × -1",
        () -> new RecurringAmount(ten, new BigDecimal(-1)));
    refused(
        "a quantity and its price are 0 or more: -1 × 10",
        () -> new RecurringAmount(new BigDecimal(-1), ten));
  }

  @Test
  void aResultThatCreditsMoreThanWasBilledCannotBeMade() {
    var start = LocalDate.of(2025, 4, 1);
    var made =
        inAdvance(
            months(start, 1),
            BigDecimal.TEN,
            changes(start, "04-16 end"),
            ProrationPolicy.of(Rounding.of(USD)));
    var less = new Opening(made.opening().recurring(), new BigDecimal("4.99"));
    refused(
        "more is credited than was billed: -0.01",
        () -> new InAdvance(made.period(), less, made.lines()));
    var line = made.lines().getFirst();
    refused(
        "a CREDIT of -5.01 does not follow from 5",
        () ->
            new InAdvance.Line(
                line.kind(), line.dates(), line.prorated(), new BigDecimal("-5.01")));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aChainNeverCreditsMoreThanWasBilledAndSumsToItsDays(long seed) {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 120; round++) {
      var start = LocalDate.of(2024, 1, 1).plusDays(random.nextInt(2_000));
      var period =
          BillingCalendar.of(
                  start,
                  new Cadence(random.nextInt(1, 13), Cadence.Unit.MONTH),
                  new Alignment.OnDayOfMonth(random.nextInt(1, 32)),
                  BERLIN)
              .period(random.nextInt(2));
      var changes = chain(random, period.dates());
      var amount = amount(random);
      for (var basis : ProrationBasis.values()) {
        for (var base : CreditBase.values()) {
          var policy = new ProrationPolicy(basis, base, Rounding.of(USD));
          Supplier<String> name =
              () -> "seed %d: %s %s %s %s".formatted(seed, period, amount, changes, policy);
          var result = inAdvance(period, amount, changes, policy);
          var left = result.opening().billed();
          for (var line : result.lines()) {
            left = left.add(line.amount());
            assertTrue(left.signum() >= 0, name);
          }
          var prorated = changes.stream().allMatch(change -> change.billing() == Billing.PRORATED);
          if (prorated && basis != ProrationBasis.MONTH_OF_30_DAYS) {
            var arrears =
                InArrears.of(period, RecurringAmount.flat(amount), changes, policy).total();
            // Each line is up to half a cent away from its days, a credit up to a whole one.
            var bound = BigDecimal.valueOf(result.lines().size() + 2L, 2);
            assertTrue(left.subtract(arrears).abs().compareTo(bound) <= 0, name);
          }
        }
      }
    }
  }

  private static List<Change> chain(SplittableRandom random, DateRange dates) {
    var changes = new ArrayList<Change>();
    long days = ChronoUnit.DAYS.between(dates.start(), dates.end());
    var last = dates.start();
    for (int i = random.nextInt(8); i > 0; i--) {
      var date = dates.start().plusDays(random.nextLong(days));
      last = date.isAfter(last) ? date : last;
      changes.add(
          new Change.NewAmount(date, RecurringAmount.flat(amount(random)), billing(random)));
    }
    if (random.nextInt(3) == 0) {
      changes.add(new Change.Cancellation(last, billing(random)));
    }
    return changes;
  }

  private static BigDecimal amount(SplittableRandom random) {
    return BigDecimal.valueOf(random.nextInt(3) == 0 ? 1 : random.nextLong(100_000), 2);
  }

  private static Billing billing(SplittableRandom random) {
    return random.nextInt(6) == 0 ? Billing.FROM_NEXT_PERIOD : Billing.PRORATED;
  }

  private static InAdvance inAdvance(
      BillingPeriod period, BigDecimal amount, List<Change> changes, ProrationPolicy policy) {
    var recurring = RecurringAmount.flat(amount);
    var charge = InAdvance.charge(period, recurring, policy);
    return InAdvance.of(period, new Opening(recurring, charge.rounded()), changes, policy);
  }

  private static List<Change> changes(LocalDate start, String text) {
    var changes = new ArrayList<Change>();
    var words = text.isEmpty() ? List.<String>of() : Arrays.asList(text.split(" "));
    for (int i = 0; i < words.size(); i += 2) {
      var date = LocalDate.parse(start.getYear() + "-" + words.get(i));
      var what = words.get(i + 1);
      var billing = what.startsWith("~") ? Billing.FROM_NEXT_PERIOD : Billing.PRORATED;
      what = what.replace("~", "");
      changes.add(
          what.equals("end")
              ? new Change.Cancellation(date, billing)
              : new Change.NewAmount(date, RecurringAmount.flat(new BigDecimal(what)), billing));
    }
    return changes;
  }

  private static BillingPeriod months(LocalDate start, int months) {
    return BillingCalendar.of(
            start, new Cadence(months, Cadence.Unit.MONTH), new Alignment.OnStart(), BERLIN)
        .period(0);
  }

  private static String lines(InAdvance result) {
    return result.lines().stream()
        .map(line -> line.amount().toPlainString())
        .collect(Collectors.joining(" "));
  }

  private static void refused(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }
}
