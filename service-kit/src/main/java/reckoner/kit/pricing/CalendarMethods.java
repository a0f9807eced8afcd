package reckoner.kit.pricing;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
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
    var response = PreviewPeriodsResponse.newBuilder();
    try {
      new Term(BillingCalendar.of(start, cadence, alignment, zone), end)
          .periods()
          .forEach(period -> response.addPeriods(period(period, basis)));
    } catch (IllegalArgumentException refused) {
      faults.add("end", String.valueOf(refused.getMessage()));
      faults.throwIfAny();
    }
    return response.build();
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
    var response = ProrateResponse.newBuilder();
    try {
      var proration =
          Proration.of(basis, new DateRange(start, end), new DateRange(wholeStart, wholeEnd), zone);
      var prorated = new ProratedAmount(amount, proration, rounding);
      response
          .setAmountExact(Decimals.plain(prorated.exact()))
          .setAmount(prorated.rounded().toPlainString())
          .setProration(fraction(proration))
          .setPartCount(proration.partCount())
          .setWholeCount(proration.wholeCount());
    } catch (IllegalArgumentException refused) {
      faults.add("start", String.valueOf(refused.getMessage()));
      faults.throwIfAny();
    }
    return response.build();
  }

  private static reckoner.proto.pricing.v1.Proration fraction(Proration proration) {
    return reckoner.proto.pricing.v1.Proration.newBuilder()
        .setNumerator(proration.numerator())
        .setDenominator(proration.denominator())
        .build();
  }

  private LocalDate date(String field, String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException none) {
      faults.add(field, "is no date such as 2026-03-31: \"%s\"".formatted(text));
      return STAND_IN;
    }
  }

  private Cadence cadence(reckoner.proto.pricing.v1.Cadence wire) {
    var unit =
        switch (wire.getUnit()) {
          case DAY -> Cadence.Unit.DAY;
          case WEEK -> Cadence.Unit.WEEK;
          case UNIT_UNSPECIFIED, MONTH -> Cadence.Unit.MONTH;
          case YEAR -> Cadence.Unit.YEAR;
          case UNRECOGNIZED -> {
            faults.add("cadence.unit", "is unknown");
            yield Cadence.Unit.MONTH;
          }
        };
    if (wire.getCount() < 0 || wire.getCount() > Cadence.COUNT_MAX) {
      faults.add("cadence.count", "is 1 to %d".formatted(Cadence.COUNT_MAX));
      return Cadence.MONTHLY;
    }
    return new Cadence(Math.max(1, wire.getCount()), unit);
  }

  private Alignment alignment(PreviewPeriodsRequest request) {
    return switch (request.getAlignmentCase()) {
      case WEEKDAY -> {
        int day = request.getWeekdayValue();
        if (day < 1 || day > 7) {
          faults.add("weekday", "is no day of the week");
          day = 1;
        }
        yield new Alignment.OnWeekday(DayOfWeek.of(day));
      }
      case DAY_OF_MONTH -> {
        int day = request.getDayOfMonth();
        if (day < 1 || day > 31) {
          faults.add("day_of_month", "is 1 to 31");
          day = 1;
        }
        yield new Alignment.OnDayOfMonth(day);
      }
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

  private ProrationBasis basis(reckoner.proto.pricing.v1.ProrationBasis wire) {
    return switch (wire) {
      case PRORATION_BASIS_UNSPECIFIED, LOCAL_DAYS -> ProrationBasis.LOCAL_DAYS;
      case SECONDS -> ProrationBasis.SECONDS;
      case MONTH_OF_30_DAYS -> ProrationBasis.MONTH_OF_30_DAYS;
      case STRICT_30_360 -> ProrationBasis.STRICT_30_360;
      case NO_PRORATION -> ProrationBasis.NONE;
      case UNRECOGNIZED -> {
        faults.add("basis", "is unknown");
        yield ProrationBasis.LOCAL_DAYS;
      }
    };
  }
}
