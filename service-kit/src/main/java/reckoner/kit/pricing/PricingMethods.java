package reckoner.kit.pricing;

import java.math.BigDecimal;
import java.util.ArrayList;
import reckoner.kit.refusal.Refusal;
import reckoner.pricing.Allocation;
import reckoner.pricing.Decimals;
import reckoner.pricing.LaterLine;
import reckoner.pricing.model.PriceFault;
import reckoner.proto.pricing.v1.AllocateRequest;
import reckoner.proto.pricing.v1.AllocateResponse;
import reckoner.proto.pricing.v1.ChargeRecurringRequest;
import reckoner.proto.pricing.v1.ChargeRecurringResponse;
import reckoner.proto.pricing.v1.ComputeDocumentRequest;
import reckoner.proto.pricing.v1.ComputeDocumentResponse;
import reckoner.proto.pricing.v1.DrawDownRequest;
import reckoner.proto.pricing.v1.DrawDownResponse;
import reckoner.proto.pricing.v1.EvaluateCommitmentsRequest;
import reckoner.proto.pricing.v1.EvaluateCommitmentsResponse;
import reckoner.proto.pricing.v1.LookupPriceRequest;
import reckoner.proto.pricing.v1.LookupPriceResponse;
import reckoner.proto.pricing.v1.MeasureUsageRequest;
import reckoner.proto.pricing.v1.MeasureUsageResponse;
import reckoner.proto.pricing.v1.PreviewPeriodsRequest;
import reckoner.proto.pricing.v1.PreviewPeriodsResponse;
import reckoner.proto.pricing.v1.PriceCommittedRequest;
import reckoner.proto.pricing.v1.PriceCommittedResponse;
import reckoner.proto.pricing.v1.PriceOrderRequest;
import reckoner.proto.pricing.v1.PriceOrderResponse;
import reckoner.proto.pricing.v1.PriceUsageRequest;
import reckoner.proto.pricing.v1.PriceUsageResponse;
import reckoner.proto.pricing.v1.ProrateRequest;
import reckoner.proto.pricing.v1.ProrateResponse;
import reckoner.proto.pricing.v1.RenewGrantsRequest;
import reckoner.proto.pricing.v1.RenewGrantsResponse;

/** What {@code PricingService} computes, as functions of the request alone. */
public final class PricingMethods {
  private PricingMethods() {}

  public static PriceUsageResponse priceUsage(PriceUsageRequest request) {
    var faults = new Faults();
    var reader = new TermsReader(faults);
    if (request.hasPriceVersion()) {
      throw faults.refusal(
          "price_version", "stands in the catalog, and there is none here: state the terms");
    }
    var terms = reader.terms("terms", request.getTerms());
    var usage = reader.usage("usage", request.getUsageList());
    var rounding = reader.rounding("currency", request.getCurrency(), request.getRounding());
    var billed =
        request.getBilled().isEmpty()
            ? BigDecimal.ZERO
            : faults.signedAmount("billed", request.getBilled());
    faults.throwIfAny();
    try {
      var line = terms.charge(usage);
      var exact = line.priced().amountExact();
      return PriceUsageResponse.newBuilder()
          .setQuantity(Decimals.plain(line.quantity()))
          .setAllowance(Decimals.plain(line.allowance()))
          .setQuantityPriced(Decimals.plain(line.quantityPriced()))
          .setAmountExact(Decimals.plain(exact))
          .setAmount(LaterLine.of(exact, billed, rounding).amount().toPlainString())
          .addAllSteps(new StepWriter(faults).steps("usage", line.priced().steps()))
          .build();
    } catch (PriceFault fault) {
      throw Refusal.of(
              fault.code() == PriceFault.Code.UNPRICED
                  ? PricingReason.USAGE_UNPRICED
                  : PricingReason.PRICING_INVALID,
              fault.code() + ": " + fault.getMessage())
          .asException();
    }
  }

  public static PreviewPeriodsResponse previewPeriods(PreviewPeriodsRequest request) {
    return CalendarMethods.previewPeriods(request);
  }

  public static ProrateResponse prorate(ProrateRequest request) {
    return CalendarMethods.prorate(request);
  }

  public static ComputeDocumentResponse computeDocument(ComputeDocumentRequest request) {
    return DocumentMethods.compute(request);
  }

  public static DrawDownResponse drawDown(DrawDownRequest request) {
    return CreditMethods.drawDown(request);
  }

  public static RenewGrantsResponse renewGrants(RenewGrantsRequest request) {
    return RenewalMethods.renew(request);
  }

  public static EvaluateCommitmentsResponse evaluateCommitments(
      EvaluateCommitmentsRequest request) {
    return CommitmentMethods.evaluate(request);
  }

  public static PriceCommittedResponse priceCommitted(PriceCommittedRequest request) {
    return CommittedMethods.price(request);
  }

  public static MeasureUsageResponse measureUsage(MeasureUsageRequest request) {
    return MeterMethods.measure(request);
  }

  public static ChargeRecurringResponse chargeRecurring(ChargeRecurringRequest request) {
    return RecurringMethods.charge(request);
  }

  public static LookupPriceResponse lookupPrice(LookupPriceRequest request) {
    return LookupMethods.lookupPrice(request);
  }

  public static PriceOrderResponse priceOrder(PriceOrderRequest request) {
    return OrderMethods.price(request);
  }

  public static AllocateResponse allocate(AllocateRequest request) {
    var faults = new Faults();
    var amount = faults.signedAmount("amount", request.getAmount());
    var weights = new ArrayList<BigDecimal>();
    for (int i = 0; i < request.getWeightsCount(); i++) {
      weights.add(faults.quantity("weights[%d]".formatted(i), request.getWeights(i)));
    }
    if (weights.isEmpty()) {
      faults.add("weights", "are none: there is nothing to split over");
    }
    int digits =
        new TermsReader(faults)
            .currency("currency", request.getCurrency())
            .getDefaultFractionDigits();
    if (amount.scale() > digits) {
      faults.add(
          "amount", "has more than the %d fractional digits of its currency".formatted(digits));
    }
    var drift = PolicyReader.drift(request.getDrift());
    faults.throwIfAny();
    var response = AllocateResponse.newBuilder();
    Allocation.split(amount, weights, digits, drift)
        .forEach(part -> response.addParts(part.toPlainString()));
    return response.build();
  }
}
