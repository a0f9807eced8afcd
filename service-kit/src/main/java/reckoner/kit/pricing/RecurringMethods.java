package reckoner.kit.pricing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rounding;
import reckoner.pricing.calendar.BillingPeriod;
import reckoner.pricing.calendar.Change;
import reckoner.pricing.calendar.DateRange;
import reckoner.pricing.calendar.InAdvance;
import reckoner.pricing.calendar.InArrears;
import reckoner.pricing.calendar.ProratedAmount;
import reckoner.pricing.calendar.Proration;
import reckoner.pricing.calendar.ProrationPolicy;
import reckoner.pricing.calendar.ProrationPolicy.CreditBase;
import reckoner.pricing.calendar.RecurringAmount;
import reckoner.proto.pricing.v1.ChargeRecurringRequest;
import reckoner.proto.pricing.v1.ChargeRecurringResponse;

/** Recurring charges with what changes within a period. */
final class RecurringMethods {
  private final Faults faults = new Faults();
  private final PolicyReader policies = new PolicyReader(faults);
  private final ChargeRecurringResponse.Builder response = ChargeRecurringResponse.newBuilder();
  private BigDecimal total = BigDecimal.ZERO;

  private RecurringMethods() {}

  static ChargeRecurringResponse charge(ChargeRecurringRequest request) {
    return new RecurringMethods().lines(request);
  }

  private ChargeRecurringResponse lines(ChargeRecurringRequest request) {
    var period = policies.period("period", request.getPeriod());
    var recurring = recurring("", request.getQuantity(), request.getUnitPrice());
    var billed = faults.amountOrNone("billed", request.getBilled());
    boolean isInAdvance =
        switch (request.getTiming()) {
          case TIMING_UNSPECIFIED, IN_ADVANCE -> true;
          case IN_ARREARS -> false;
          case UNRECOGNIZED -> throw Faults.unchecked("timing");
        };
    if (!isInAdvance && billed != null) {
      faults.add("billed", "is of what is billed in advance only");
    }
    var changes = changes(request);
    period.ifPresent(of -> checkDates(of, changes));
    var rounding =
        new TermsReader(faults).rounding("currency", request.getCurrency(), request.getRounding());
    faults.throwIfAny();
    var policy =
        new ProrationPolicy(
            PolicyReader.basis(request.getPeriod().getBasis()), creditBase(request), rounding);
    var of = period.orElseThrow();
    if (!isInAdvance) {
      faults
          .made("changes", () -> InArrears.of(of, recurring, changes, policy))
          .ifPresent(this::inArrears);
    } else if (billed == null) {
      var first = InAdvance.charge(of, recurring, policy);
      add(ChargeRecurringResponse.Kind.CHARGE, of.dates(), first, first.rounded());
      inAdvance(of, new InAdvance.Opening(recurring, first.rounded()), changes, policy);
    } else {
      inAdvance(of, new InAdvance.Opening(recurring, rounded(billed, rounding)), changes, policy);
    }
    faults.throwIfAny();
    return response.setTotal(rounding.round(total).toPlainString()).build();
  }

  private BigDecimal rounded(BigDecimal billed, Rounding rounding) {
    if (rounding.round(billed).compareTo(billed) != 0) {
      faults.add("billed", "is finer than its currency: " + Decimals.plain(billed));
      faults.throwIfAny();
    }
    return rounding.round(billed);
  }

  private RecurringAmount recurring(String prefix, String quantity, String unitPrice) {
    return new RecurringAmount(
        quantity.isEmpty() ? BigDecimal.ONE : faults.quantity(prefix + "quantity", quantity),
        faults.amount(prefix + "unit_price", unitPrice));
  }

  private List<Change> changes(ChargeRecurringRequest request) {
    var changes = new ArrayList<Change>(request.getChangesCount());
    for (int i = 0; i < request.getChangesCount(); i++) {
      var wire = request.getChanges(i);
      var field = "changes[%d]".formatted(i);
      var date = policies.date(field + ".date", wire.getDate());
      var billing =
          switch (wire.getBilling()) {
            case BILLING_UNSPECIFIED, PRORATED -> Change.Billing.PRORATED;
            case FROM_NEXT_PERIOD -> Change.Billing.FROM_NEXT_PERIOD;
            case UNRECOGNIZED -> throw Faults.unchecked("billing");
          };
      switch (wire.getToCase()) {
        case TERMS ->
            changes.add(
                new Change.NewAmount(
                    date,
                    recurring(
                        field + ".terms.",
                        wire.getTerms().getQuantity(),
                        wire.getTerms().getUnitPrice()),
                    billing));
        case CANCELLED -> changes.add(new Change.Cancellation(date, billing));
        case TO_NOT_SET -> faults.add(field, "says not to what");
      }
    }
    return changes;
  }

  private void checkDates(BillingPeriod period, List<Change> changes) {
    for (int i = 0; i < changes.size(); i++) {
      var date = changes.get(i).date();
      if (!period.dates().contains(date)) {
        faults.add("changes[%d].date".formatted(i), "is not in the period: " + date);
      }
    }
  }

  private static CreditBase creditBase(ChargeRecurringRequest request) {
    return switch (request.getCreditBase()) {
      case CREDIT_BASE_UNSPECIFIED, AMOUNT_LAST_BILLED -> CreditBase.AMOUNT_LAST_BILLED;
      case CURRENT_PRICE -> CreditBase.CURRENT_PRICE;
      case UNRECOGNIZED -> throw Faults.unchecked("credit_base");
    };
  }

  private void inAdvance(
      BillingPeriod period,
      InAdvance.Opening opening,
      List<Change> changes,
      ProrationPolicy policy) {
    faults
        .made("changes", () -> InAdvance.of(period, opening, changes, policy))
        .ifPresent(made -> made.lines().forEach(this::add));
  }

  private void inArrears(InArrears made) {
    for (var segment : made.segments()) {
      add(
          ChargeRecurringResponse.Kind.CHARGE,
          segment.dates(),
          segment.prorated(),
          segment.prorated().rounded());
    }
  }

  private void add(InAdvance.Line line) {
    var kind =
        switch (line.kind()) {
          case CHARGE -> ChargeRecurringResponse.Kind.CHARGE;
          case CREDIT -> ChargeRecurringResponse.Kind.CREDIT;
        };
    add(kind, line.dates(), line.prorated(), line.amount());
  }

  private void add(
      ChargeRecurringResponse.Kind kind,
      DateRange dates,
      ProratedAmount prorated,
      BigDecimal amount) {
    var exact = prorated.exact();
    response
        .addLinesBuilder()
        .setKind(kind)
        .setStart(dates.start().toString())
        .setEnd(dates.end().toString())
        .setWholeAmount(Decimals.plain(prorated.amount()))
        .setProration(fraction(prorated.proration()))
        .setAmountExact(
            Decimals.plain(kind == ChargeRecurringResponse.Kind.CREDIT ? exact.negate() : exact))
        .setAmount(amount.toPlainString());
    total = total.add(amount);
  }

  static reckoner.proto.pricing.v1.Proration fraction(Proration proration) {
    return reckoner.proto.pricing.v1.Proration.newBuilder()
        .setNumerator(proration.numerator())
        .setDenominator(proration.denominator())
        .build();
  }
}
