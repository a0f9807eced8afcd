package reckoner.catalog.template;

import reckoner.kit.pricing.PricingMethods;
import reckoner.proto.pricing.v1.ChargeRecurringRequest;
import reckoner.proto.pricing.v1.ChargeRecurringResponse;
import reckoner.proto.pricing.v1.ComputeDocumentRequest;
import reckoner.proto.pricing.v1.ComputeDocumentResponse;
import reckoner.proto.pricing.v1.DrawDownRequest;
import reckoner.proto.pricing.v1.DrawDownResponse;
import reckoner.proto.pricing.v1.EvaluateCommitmentsRequest;
import reckoner.proto.pricing.v1.EvaluateCommitmentsResponse;
import reckoner.proto.pricing.v1.MeasureUsageRequest;
import reckoner.proto.pricing.v1.MeasureUsageResponse;
import reckoner.proto.pricing.v1.PriceCommittedRequest;
import reckoner.proto.pricing.v1.PriceCommittedResponse;
import reckoner.proto.pricing.v1.PriceUsageRequest;
import reckoner.proto.pricing.v1.PriceUsageResponse;
import reckoner.proto.pricing.v1.RenewGrantsRequest;
import reckoner.proto.pricing.v1.RenewGrantsResponse;

/** What of {@code PricingService} an example needs: here, or at a running service. */
public interface Computations {
  PriceUsageResponse priceUsage(PriceUsageRequest request);

  MeasureUsageResponse measureUsage(MeasureUsageRequest request);

  ChargeRecurringResponse chargeRecurring(ChargeRecurringRequest request);

  EvaluateCommitmentsResponse evaluateCommitments(EvaluateCommitmentsRequest request);

  ComputeDocumentResponse computeDocument(ComputeDocumentRequest request);

  DrawDownResponse drawDown(DrawDownRequest request);

  RenewGrantsResponse renewGrants(RenewGrantsRequest request);

  PriceCommittedResponse priceCommitted(PriceCommittedRequest request);

  /** The functions that the service serves, without a service. */
  static Computations here() {
    return new Computations() {
      @Override
      public PriceUsageResponse priceUsage(PriceUsageRequest request) {
        return PricingMethods.priceUsage(request);
      }

      @Override
      public MeasureUsageResponse measureUsage(MeasureUsageRequest request) {
        return PricingMethods.measureUsage(request);
      }

      @Override
      public ChargeRecurringResponse chargeRecurring(ChargeRecurringRequest request) {
        return PricingMethods.chargeRecurring(request);
      }

      @Override
      public EvaluateCommitmentsResponse evaluateCommitments(EvaluateCommitmentsRequest request) {
        return PricingMethods.evaluateCommitments(request);
      }

      @Override
      public ComputeDocumentResponse computeDocument(ComputeDocumentRequest request) {
        return PricingMethods.computeDocument(request);
      }

      @Override
      public DrawDownResponse drawDown(DrawDownRequest request) {
        return PricingMethods.drawDown(request);
      }

      @Override
      public RenewGrantsResponse renewGrants(RenewGrantsRequest request) {
        return PricingMethods.renewGrants(request);
      }

      @Override
      public PriceCommittedResponse priceCommitted(PriceCommittedRequest request) {
        return PricingMethods.priceCommitted(request);
      }
    };
  }
}
