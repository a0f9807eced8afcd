package reckoner.kit.pricing;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.function.Supplier;
import reckoner.kit.wire.Wire;
import reckoner.pricing.Decimals;
import reckoner.pricing.calendar.Alignment;
import reckoner.pricing.calendar.BillingCalendar;
import reckoner.pricing.calendar.BillingPeriod;
import reckoner.pricing.calendar.Cadence;
import reckoner.pricing.calendar.DateRange;
import reckoner.pricing.calendar.ProratedAmount;
import reckoner.pricing.calendar.Proration;
import reckoner.pricing.calendar.ProrationBasis;
import reckoner.pricing.calendar.Term;
import reckoner.proto.pricing.v1.PreviewPeriodsRequest;
import reckoner.proto.pricing.v1.PreviewPeriodsResponse;
import reckoner.proto.pricing.v1.ProrateRequest;
import reckoner.proto.pricing.v1.ProrateResponse;

/** Periods and parts of them. */
final class CalendarMethods {
  private static final LocalDate STAND_IN = LocalDate.of(2000, 1, 1);
  private static final Instant FIRST_INSTANT = Instant.parse("0001-01-01T00:00:00Z");

  private final Faults faults = new Faults();

  static PreviewPeriodsResponse previewPeriods(PreviewPeriodsRequest request) {
    return new CalendarMethods().periods(request);
  }

  static ProrateResponse prorate(ProrateRequest request) {
    return new CalendarMethods().part(request);
  }

  private PreviewPeriodsResponse periods(PreviewPeriodsRequest request) {
    var start = date("start", request.getStart());
    var end = date("end", request.getEnd());
    var zone = faults.zone("zone", request.getZone());
    var cadence = cadence(request.getCadence());
    var alignment = alignment(request);
    var basis = basis(request.getBasis());
    faults.throwIfAny();
    if (start.atStartOfDay(zone).toInstant().isBefore(FIRST_INSTANT)) {
      throw faults.refusal("start", "begins before the year 1 of UTC");
    }
    var calendar =
        kernel(alignmentField(request), () -> BillingCalendar.of(start, cadence, alignment, zone));
    var periods = kernel("end", () -> new Term(calendar, end).periods());
    return PreviewPeriodsResponse.newBuilder()
        .addAllPeriods(
            kernel("basis", () -> periods.stream().map(period -> period(period, basis)).toList()))
        .build();
  }

  private static PreviewPeriodsResponse.Period period(BillingPeriod period, ProrationBasis basis) {
    return PreviewPeriodsResponse.Period.newBuilder()
        .setNumber(period.number())
        .setStart(period.dates().start().toString())
        .setEnd(period.dates().end().toString())
        .setStartTime(Wire.timestamp(period.period().start()))
        .setEndTime(Wire.timestamp(period.period().end()))
        .setStub(period.stub())
        .setProration(fraction(period.proration(basis)))
        .build();
  }

  private ProrateResponse part(ProrateRequest request) {
    var amount = faults.signedAmount("amount", request.getAmount());
    var wholeStart = date("whole_start", request.getWholeStart());
    var wholeEnd = date("whole_end", request.getWholeEnd());
    var start = date("start", request.getStart());
    var end = date("end", request.getEnd());
    var zone = faults.zone("zone", request.getZone());
    var basis = basis(request.getBasis());
    var rounding =
        new TermsReader(faults).rounding("currency", request.getCurrency(), request.getRounding());
    faults.throwIfAny();
    if (!wholeStart.atStartOfDay(zone).isBefore(wholeEnd.atStartOfDay(zone))) {
      faults.add("whole_end", "is not after whole_start, by a day that the zone has");
    }
    if (!start.isBefore(end)) {
      faults.add("end", "is not after start");
    }
    if (start.isBefore(wholeStart)) {
      faults.add("start", "is before whole_start");
    }
    if (end.isAfter(wholeEnd)) {
      faults.add("end", "is after whole_end");
    }
    faults.throwIfAny();
    var part = new DateRange(start, end);
    var whole = new DateRange(wholeStart, wholeEnd);
    var proration = kernel("basis", () -> Proration.of(basis, part, whole, zone));
    var prorated = new ProratedAmount(amount, proration, rounding);
    return ProrateResponse.newBuilder()
        .setAmountExact(Decimals.plain(prorated.exact()))
        .setAmount(prorated.rounded().toPlainString())
        .setProration(fraction(proration))
        .setPartCount(proration.partCount())
        .setWholeCount(proration.wholeCount())
        .build();
  }

  /** What the kernel makes of values that are each right by themselves; it refuses for a field. */
  private <T> T kernel(String field, Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException refused) {
      throw faults.refusal(field, String.valueOf(refused.getMessage()));
    }
  }

  private static reckoner.proto.pricing.v1.Proration fraction(Proration proration) {
    return reckoner.proto.pricing.v1.Proration.newBuilder()
        .setNumerator(proration.numerator())
        .setDenominator(proration.denominator())
        .build();
  }

  private LocalDate date(String field, String text) {
    try {
      var date = LocalDate.parse(text);
      if (date.getYear() >= 1 && date.getYear() <= BillingCalendar.YEAR_MAX) {
        return date;
      }
      faults.add(field, "is not in the years 0001 to 9999: \"%s\"".formatted(text));
    } catch (DateTimeException none) {
      faults.add(field, "is no date such as 2026-03-31: \"%s\"".formatted(text));
    }
    return STAND_IN;
  }

  private static Cadence cadence(reckoner.proto.pricing.v1.Cadence wire) {
    var unit =
        switch (wire.getUnit()) {
          case DAY -> Cadence.Unit.DAY;
          case WEEK -> Cadence.Unit.WEEK;
          case UNIT_UNSPECIFIED, MONTH -> Cadence.Unit.MONTH;
          case YEAR -> Cadence.Unit.YEAR;
          case UNRECOGNIZED -> throw Faults.unchecked("unit");
        };
    return new Cadence(Math.max(1, wire.getCount()), unit);
  }

  private Alignment alignment(PreviewPeriodsRequest request) {
    return switch (request.getAlignmentCase()) {
      case WEEKDAY -> new Alignment.OnWeekday(DayOfWeek.of(request.getWeekdayValue()));
      case DAY_OF_MONTH -> new Alignment.OnDayOfMonth(request.getDayOfMonth());
      case MONTH_DAY -> {
        try {
          yield new Alignment.OnMonthDay(MonthDay.parse("--" + request.getMonthDay()));
        } catch (DateTimeException none) {
          faults.add("month_day", "is no month and day such as 01-31");
          yield new Alignment.OnStart();
        }
      }
      case ALIGNMENT_NOT_SET -> new Alignment.OnStart();
    };
  }

  /** Where a cadence and an alignment do not go together, the alignment was chosen wrongly. */
  private static String alignmentField(PreviewPeriodsRequest request) {
    return switch (request.getAlignmentCase()) {
      case WEEKDAY -> "weekday";
      case DAY_OF_MONTH -> "day_of_month";
      case MONTH_DAY -> "month_day";
      case ALIGNMENT_NOT_SET -> "cadence";
    };
  }

  private static ProrationBasis basis(reckoner.proto.pricing.v1.ProrationBasis wire) {
    return switch (wire) {
      case PRORATION_BASIS_UNSPECIFIED, LOCAL_DAYS -> ProrationBasis.LOCAL_DAYS;
      case SECONDS -> ProrationBasis.SECONDS;
      case MONTH_OF_30_DAYS -> ProrationBasis.MONTH_OF_30_DAYS;
      case STRICT_30_360 -> ProrationBasis.STRICT_30_360;
      case NO_PRORATION -> ProrationBasis.NONE;
      case UNRECOGNIZED -> throw Faults.unchecked("basis");
    };
  }
}
