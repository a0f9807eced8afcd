package reckoner.standalone.templates;

import io.grpc.Channel;
import reckoner.catalog.template.Computations;
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
import reckoner.proto.pricing.v1.PricingServiceGrpc;
import reckoner.proto.pricing.v1.PricingServiceGrpc.PricingServiceBlockingStub;
import reckoner.proto.pricing.v1.RenewGrantsRequest;
import reckoner.proto.pricing.v1.RenewGrantsResponse;

/** The computations of a running rating service. */
final class ServedComputations implements Computations {
  private final PricingServiceBlockingStub pricing;

  ServedComputations(Channel channel) {
    this.pricing = PricingServiceGrpc.newBlockingStub(channel);
  }

  @Override
  public PriceUsageResponse priceUsage(PriceUsageRequest request) {
    return pricing.priceUsage(request);
  }

  @Override
  public MeasureUsageResponse measureUsage(MeasureUsageRequest request) {
    return pricing.measureUsage(request);
  }

  @Override
  public ChargeRecurringResponse chargeRecurring(ChargeRecurringRequest request) {
    return pricing.chargeRecurring(request);
  }

  @Override
  public EvaluateCommitmentsResponse evaluateCommitments(EvaluateCommitmentsRequest request) {
    return pricing.evaluateCommitments(request);
  }

  @Override
  public ComputeDocumentResponse computeDocument(ComputeDocumentRequest request) {
    return pricing.computeDocument(request);
  }

  @Override
  public DrawDownResponse drawDown(DrawDownRequest request) {
    return pricing.drawDown(request);
  }

  @Override
  public RenewGrantsResponse renewGrants(RenewGrantsRequest request) {
    return pricing.renewGrants(request);
  }

  @Override
  public PriceCommittedResponse priceCommitted(PriceCommittedRequest request) {
    return pricing.priceCommitted(request);
  }
}
