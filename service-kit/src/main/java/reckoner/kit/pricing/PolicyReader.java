package reckoner.kit.pricing;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import reckoner.pricing.Allocation;
import reckoner.pricing.Rounding;
import reckoner.pricing.calendar.BillingCalendar;
import reckoner.pricing.calendar.BillingPeriod;
import reckoner.pricing.calendar.Cadence;
import reckoner.pricing.calendar.DateRange;
import reckoner.pricing.calendar.ProratedAmount;
import reckoner.pricing.calendar.ProrationBasis;
import reckoner.pricing.credit.Rollover;
import reckoner.proto.pricing.v1.Drift;
import reckoner.proto.pricing.v1.PeriodPart;
import reckoner.proto.pricing.v1.RolloverTerms;

/** Policies and dates that several computations share, out of the proto. */
final class PolicyReader {
  /** A hundred years. */
  private static final int DAYS_MAX = BillingCalendar.PERIODS_MAX;

  private static final LocalDate STAND_IN = LocalDate.of(2000, 1, 1);

  private final Faults faults;

  PolicyReader(Faults faults) {
    this.faults = faults;
  }

  static Allocation.Drift drift(Drift wire) {
    return switch (wire) {
      case DRIFT_UNSPECIFIED, LARGEST_REMAINDER -> Allocation.Drift.LARGEST_REMAINDER;
      case LAST_PART -> Allocation.Drift.LAST_PART;
      case UNRECOGNIZED -> throw Faults.unchecked("drift");
    };
  }

  static ProrationBasis basis(reckoner.proto.pricing.v1.ProrationBasis wire) {
    return switch (wire) {
      case PRORATION_BASIS_UNSPECIFIED, LOCAL_DAYS -> ProrationBasis.LOCAL_DAYS;
      case SECONDS -> ProrationBasis.SECONDS;
      case MONTH_OF_30_DAYS -> ProrationBasis.MONTH_OF_30_DAYS;
      case STRICT_30_360 -> ProrationBasis.STRICT_30_360;
      case NO_PRORATION -> ProrationBasis.NONE;
      case UNRECOGNIZED -> throw Faults.unchecked("basis");
    };
  }

  static Cadence cadence(reckoner.proto.pricing.v1.Cadence wire) {
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

  LocalDate date(String field, String text) {
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

  /** Of any sign. */
  BigDecimal signedQuantity(String field, String text) {
    return text.startsWith("-")
        ? faults.quantity(field, text.substring(1)).negate()
        : faults.quantity(field, text);
  }

  /** A range that is short enough to be gone through day by day. */
  Optional<DateRange> dates(String startField, LocalDate start, String endField, LocalDate end) {
    if (!start.isBefore(end)) {
      faults.add(endField, "is not after %s: %s".formatted(startField, end));
      return Optional.empty();
    }
    if (ChronoUnit.DAYS.between(start, end) > DAYS_MAX) {
      faults.add(endField, "is more than %d days after %s".formatted(DAYS_MAX, startField));
      return Optional.empty();
    }
    return Optional.of(new DateRange(start, end));
  }

  /** Nothing where it is at fault. */
  Optional<BillingPeriod> period(String field, PeriodPart wire) {
    var start = date(field + ".start", wire.getStart());
    var end = date(field + ".end", wire.getEnd());
    var wholeStart =
        wire.getWholeStart().isEmpty() ? start : date(field + ".whole_start", wire.getWholeStart());
    var wholeEnd =
        wire.getWholeEnd().isEmpty() ? end : date(field + ".whole_end", wire.getWholeEnd());
    var zone = faults.zone(field + ".zone", wire.getZone());
    var part = dates(field + ".start", start, field + ".end", end);
    var whole = dates(field + ".whole_start", wholeStart, field + ".whole_end", wholeEnd);
    if (part.isEmpty() || whole.isEmpty()) {
      return Optional.empty();
    }
    // made once here, so that a basis or a day without time is refused with the period
    return faults.made(
        field,
        () -> {
          var period = new BillingPeriod(0, part.get(), whole.get(), zone);
          period.period();
          period.proration(basis(wire.getBasis()));
          return period;
        });
  }

  /** The amount for the part of a period. */
  static BigDecimal prorated(
      BigDecimal amount, BillingPeriod part, PeriodPart wire, Rounding rounding) {
    return new ProratedAmount(amount, part.proration(basis(wire.getBasis())), rounding).exact();
  }

  Optional<Rollover> rollover(String field, RolloverTerms wire) {
    var base =
        switch (wire.getBase()) {
          case BASE_UNSPECIFIED, ORIGINAL -> Rollover.Base.ORIGINAL;
          case UNUSED -> Rollover.Base.UNUSED;
          case UNRECOGNIZED -> throw Faults.unchecked("base");
        };
    var share = faults.multiplier(field + ".share", wire.getShare());
    var cap = Optional.ofNullable(faults.amountOrNone(field + ".cap", wire.getCap()));
    return faults.made(field + ".share", () -> new Rollover(base, share, cap));
  }
}
