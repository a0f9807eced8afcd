package reckoner.kit.pricing;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.MonthDay;
import java.util.function.Supplier;
import reckoner.kit.wire.Wire;
import reckoner.pricing.Decimals;
import reckoner.pricing.calendar.Alignment;
import reckoner.pricing.calendar.BillingCalendar;
import reckoner.pricing.calendar.BillingPeriod;
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
  private static final Instant FIRST_INSTANT = Instant.parse("0001-01-01T00:00:00Z");

  private final Faults faults = new Faults();
  private final PolicyReader policies = new PolicyReader(faults);

  static PreviewPeriodsResponse previewPeriods(PreviewPeriodsRequest request) {
    return new CalendarMethods().periods(request);
  }

  static ProrateResponse prorate(ProrateRequest request) {
    return new CalendarMethods().part(request);
  }

  private PreviewPeriodsResponse periods(PreviewPeriodsRequest request) {
    var start = policies.date("start", request.getStart());
    var end = policies.date("end", request.getEnd());
    var zone = faults.zone("zone", request.getZone());
    var cadence = PolicyReader.cadence(request.getCadence());
    var alignment = alignment(request);
    var basis = PolicyReader.basis(request.getBasis());
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
        .setProration(RecurringMethods.fraction(period.proration(basis)))
        .build();
  }

  private ProrateResponse part(ProrateRequest request) {
    var amount = faults.signedAmount("amount", request.getAmount());
    var wholeStart = policies.date("whole_start", request.getWholeStart());
    var wholeEnd = policies.date("whole_end", request.getWholeEnd());
    var start = policies.date("start", request.getStart());
    var end = policies.date("end", request.getEnd());
    var zone = faults.zone("zone", request.getZone());
    var basis = PolicyReader.basis(request.getBasis());
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
        .setProration(RecurringMethods.fraction(proration))
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
}
