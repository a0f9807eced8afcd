package reckoner.rating.grpc;

import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import reckoner.kit.auth.Caller;
import reckoner.kit.pricing.LadderWriter;
import reckoner.kit.wire.Wire;
import reckoner.proto.rating.v1.EstimateServiceGrpc;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.PriceEventRequest;
import reckoner.proto.rating.v1.PriceEventResponse;
import reckoner.proto.rating.v1.PricedPart;
import reckoner.rating.PriceEvent;
import reckoner.rating.wire.UsageReader;

/** Serves what events would cost. */
@Singleton
class EstimateGrpc extends EstimateServiceGrpc.EstimateServiceImplBase {
  private final PriceEvent priceEvent;

  EstimateGrpc(PriceEvent priceEvent) {
    this.priceEvent = priceEvent;
  }

  @Override
  public void priceEvent(PriceEventRequest request, StreamObserver<PriceEventResponse> replies) {
    var event = UsageReader.asked(request.getEvent());
    replies.onNext(response(priceEvent.run(Caller.current().tenant(), event)));
    replies.onCompleted();
  }

  private static PriceEventResponse response(PriceEvent.Estimate estimate) {
    var response =
        PriceEventResponse.newBuilder()
            .setStatus(EventResult.Status.valueOf(estimate.outcome().state().name()))
            .setReason(estimate.outcome().reason())
            .setAmountExact(Wire.decimal(estimate.amountExact()));
    estimate
        .contract()
        .ifPresent(named -> response.setContract(named.contract()).setCurrency(named.currency()));
    estimate.parts().forEach(part -> response.addParts(part(part)));
    return response.build();
  }

  private static PricedPart part(PriceEvent.Part part) {
    var message =
        PricedPart.newBuilder()
            .setCharge(part.charge())
            .setPriceVersion(part.priceVersion())
            .setQuantity(Wire.decimal(part.quantity()))
            .setAmountExact(Wire.decimal(part.amountExact()));
    switch (part.of()) {
      case PriceEvent.OfModel model ->
          message
              .getModelBuilder()
              .setProvider(model.provider())
              .setModel(model.model())
              .setTokenClass(model.tokenClass())
              .setPrice(Wire.decimal(model.price().amount()))
              .setPer(model.price().per());
      case PriceEvent.OfMeter meter ->
          message
              .getMeteredBuilder()
              .setProduct(meter.product())
              .setMeter(meter.meter())
              .setRung(LadderWriter.rung(meter.rung()))
              .putAllDimensions(meter.dimensions());
    }
    return message.build();
  }
}
