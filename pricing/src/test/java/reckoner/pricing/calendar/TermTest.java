package reckoner.pricing.calendar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.pricing.calendar.Cadence.Unit;
import reckoner.pricing.calendar.Term.CoTermination;

class TermTest {
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource({
    "2025-03-10, 2025-06-15, '03-10..04-01 stub, 04-01..05-01, 05-01..06-01, 06-01..06-15 stub'",
    "2025-03-10, 2025-05-01, '03-10..04-01 stub, 04-01..05-01'",
    "2025-03-01, 2025-05-01, '03-01..04-01, 04-01..05-01'",
    "2025-03-01, 2025-05-02, '03-01..04-01, 04-01..05-01, 05-01..05-02 stub'",
    "2025-03-10, 2025-03-20, 03-10..03-20 stub",
    "2025-03-10, 2025-03-11, 03-10..03-11 stub"
  })
  void aTermHasStubsAtItsEnds(LocalDate start, LocalDate end, String periods) {
    assertEquals(periods, shown(new Term(aligned(start), end)));
  }

  @Test
  void aTermOnItsStartHasAStubAtTheEndOnly() {
    var calendar =
        BillingCalendar.of(
            LocalDate.of(2025, 1, 31), Cadence.MONTHLY, new Alignment.OnStart(), ZONE);
    assertEquals(
        "01-31..02-28, 02-28..03-31, 03-31..04-01 stub",
        shown(new Term(calendar, LocalDate.of(2025, 4, 1))));
  }

  @Test
  void aTermEndsAfterItsStart() {
    var apia = ZoneId.of("Pacific/Apia");
    var date = LocalDate.of(2011, 12, 30);
    var calendar = BillingCalendar.of(date, Cadence.MONTHLY, new Alignment.OnStart(), apia);
    var refusal =
        assertThrows(IllegalArgumentException.class, () -> new Term(calendar, date.plusDays(1)));
    assertEquals("a term ends after its start: 2011-12-30 2011-12-31", refusal.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "2025-03-20, PERIOD, 2025-04-01, 12, 31",
    "2025-04-01, PERIOD, 2025-05-01, 30, 30",
    "2025-06-10, PERIOD, 2025-06-15, 5, 30",
    "2025-06-10, TERM, 2025-06-15, 5, 97",
    "2025-03-10, TERM, 2025-06-15, 97, 97"
  })
  void whatIsAddedEndsWithTheCurrentPeriodOrTheTerm(
      LocalDate date, CoTermination with, LocalDate end, long days, long of) {
    var term = new Term(aligned(LocalDate.of(2025, 3, 10)), LocalDate.of(2025, 6, 15));
    var period = term.coTerminating(date, with);
    assertEquals(new DateRange(date, end), period.dates());
    assertEquals(
        new Proration(ProrationBasis.LOCAL_DAYS, days, of, days, of),
        period.proration(ProrationBasis.LOCAL_DAYS));
  }

  @ParameterizedTest
  @CsvSource({"2025-03-09", "2025-06-15"})
  void nothingIsAddedOutsideOfTheTerm(LocalDate date) {
    var term = new Term(aligned(LocalDate.of(2025, 3, 10)), LocalDate.of(2025, 6, 15));
    assertThrows(IllegalArgumentException.class, () -> term.addedOn(date));
  }

  @ParameterizedTest
  @CsvSource({
    "14, DAY, TRIAL_END, start, '01-29..02-28, 02-28..03-29, 03-29..04-20 stub'",
    "14, DAY, TERM_START, start, '01-29..02-15 stub, 02-15..03-15, 03-15..04-15, 04-15..04-20"
        + " stub'",
    "14, DAY, TRIAL_END, 1, '01-29..02-01 stub, 02-01..03-01, 03-01..04-01, 04-01..04-20 stub'",
    "14, DAY, TERM_START, 1, '01-29..02-01 stub, 02-01..03-01, 03-01..04-01, 04-01..04-20 stub'",
    "1, MONTH, TRIAL_END, start, '02-15..03-15, 03-15..04-15, 04-15..04-20 stub'",
    "1, MONTH, TERM_START, start, '02-15..03-15, 03-15..04-15, 04-15..04-20 stub'",
    "2, WEEK, TERM_START, start, '01-29..02-15 stub, 02-15..03-15, 03-15..04-15, 04-15..04-20 stub'"
  })
  void aTrialIsFreeAndThePaidPeriodsAreAnchoredAfterItOrOnTheStart(
      int count, Unit unit, Trial.Anchor anchor, String alignment, String periods) {
    var start = LocalDate.of(2025, 1, 15);
    var paid =
        new Trial(count, unit, anchor)
            .paid(
                start,
                Cadence.MONTHLY,
                alignment.equals("start") ? new Alignment.OnStart() : new Alignment.OnDayOfMonth(1),
                ZONE);
    assertEquals(periods, shown(new Term(paid, LocalDate.of(2025, 4, 20))));
  }

  @ParameterizedTest
  @CsvSource({"1", "1000"})
  void aTrialAndACadenceReachToTheirBounds(int count) {
    var start = LocalDate.of(2025, 1, 1);
    assertEquals(
        start.plusDays(count), new Trial(count, Unit.DAY, Trial.Anchor.TRIAL_END).end(start));
    assertEquals(start.plusDays(count), new Cadence(count, Unit.DAY).unit().after(start, count));
  }

  @ParameterizedTest
  @CsvSource({"0", "1001"})
  void aTrialIsBounded(int count) {
    assertThrows(
        IllegalArgumentException.class, () -> new Trial(count, Unit.DAY, Trial.Anchor.TRIAL_END));
  }

  private static BillingCalendar aligned(LocalDate start) {
    return BillingCalendar.of(start, Cadence.MONTHLY, new Alignment.OnDayOfMonth(1), ZONE);
  }

  private static String shown(Term term) {
    return term.periods().stream()
        .map(period ->
            "%s..%s%s"
                .formatted(
                    period.dates().start().toString().substring(5),
                    period.dates().end().toString().substring(5),
                    period.stub() ? " stub" : ""))
        .collect(Collectors.joining(", "));
  }
}
