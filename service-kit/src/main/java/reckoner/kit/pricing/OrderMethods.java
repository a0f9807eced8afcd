package reckoner.kit.pricing;

import reckoner.pricing.Decimals;
import reckoner.pricing.calendar.Alignment;
import reckoner.pricing.calendar.BillingCalendar;
import reckoner.pricing.calendar.OrderDelta;
import reckoner.pricing.calendar.ProrationPolicy;
import reckoner.pricing.calendar.ProrationPolicy.CreditBase;
import reckoner.pricing.calendar.Term;
import reckoner.proto.pricing.v1.PriceOrderRequest;
import reckoner.proto.pricing.v1.PriceOrderResponse;

/** What an order adds to the rest of a term. */
final class OrderMethods {
  private OrderMethods() {}

  static PriceOrderResponse price(PriceOrderRequest request) {
    var faults = new Faults();
    var policies = new PolicyReader(faults);
    var start = policies.date("start", request.getStart());
    var end = policies.date("end", request.getEnd());
    policies.dates("start", start, "end", end);
    var zone = faults.zone("zone", request.getZone());
    var from = policies.date("from", request.getFrom());
    if (from.isBefore(start) || !from.isBefore(end)) {
      faults.add("from", "is not in the term: " + from);
    }
    var change =
        new OrderDelta.QuantityChange(
            from,
            policies.signedQuantity("quantity", request.getQuantity()),
            faults.amount("unit_price", request.getUnitPrice()));
    var rounding =
        new TermsReader(faults).rounding("currency", request.getCurrency(), request.getRounding());
    faults.throwIfAny();
    // no change is credited here, so that the credit base does not matter
    var policy =
        new ProrationPolicy(
            PolicyReader.basis(request.getBasis()), CreditBase.AMOUNT_LAST_BILLED, rounding);
    var cadence = PolicyReader.cadence(request.getCadence());
    var delta =
        faults.made(
            "basis",
            () ->
                OrderDelta.of(
                    new Term(
                        BillingCalendar.of(start, cadence, new Alignment.OnStart(), zone), end),
                    change,
                    policy));
    faults.throwIfAny();
    return response(delta.orElseThrow(), policy);
  }

  private static PriceOrderResponse response(OrderDelta delta, ProrationPolicy policy) {
    var response = PriceOrderResponse.newBuilder();
    for (var line : delta.lines()) {
      response
          .addLinesBuilder()
          .setStart(line.period().dates().start().toString())
          .setEnd(line.period().dates().end().toString())
          .setProration(RecurringMethods.fraction(line.prorated().proration()))
          .setAmountExact(Decimals.plain(line.prorated().exact()))
          .setAmount(line.prorated().rounded().toPlainString());
    }
    return response.setTotal(policy.rounding().round(delta.total()).toPlainString()).build();
  }
}
