package reckoner.kit.pricing;

import java.math.BigDecimal;
import java.util.ArrayList;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rate;
import reckoner.pricing.commitment.CommittedPrice;
import reckoner.pricing.commitment.WindowCommitment;
import reckoner.proto.pricing.v1.PriceCommittedRequest;
import reckoner.proto.pricing.v1.PriceCommittedResponse;

/** Quantities inside and past a commitment. */
final class CommittedMethods {
  private CommittedMethods() {}

  static PriceCommittedResponse price(PriceCommittedRequest request) {
    var faults = new Faults();
    var rounding =
        new TermsReader(faults).rounding("currency", request.getCurrency(), request.getRounding());
    var rates = new TiersReader(faults);
    var inside = rates.rate("price", request.getPrice());
    var outside =
        switch (request.getOverageCase()) {
          case OVERAGE_PRICE -> rates.rate("overage_price", request.getOveragePrice());
          case OVERAGE_MULTIPLIER ->
              inside.times(faults.multiplier("overage_multiplier", request.getOverageMultiplier()));
          case OVERAGE_NOT_SET -> inside;
        };
    var committed = committed(faults, request, inside);
    var quantities = new ArrayList<BigDecimal>(request.getQuantitiesCount());
    for (int i = 0; i < request.getQuantitiesCount(); i++) {
      quantities.add(faults.quantity("quantities[%d]".formatted(i), request.getQuantities(i)));
    }
    faults.throwIfAny();
    var billed =
        new WindowCommitment(committed, new CommittedPrice(inside, outside), request.getTrueUp())
            .bill(quantities);
    var response = PriceCommittedResponse.newBuilder();
    for (var window : billed.windows()) {
      response
          .addWindowsBuilder()
          .setQuantity(Decimals.plain(window.quantity()))
          .setInside(Decimals.plain(window.inside()))
          .setTrueUp(Decimals.plain(window.trueUp()))
          .setOverage(Decimals.plain(window.overage()))
          .setAmount(Decimals.plain(window.amount()))
          .setLeft(Decimals.plain(committed.subtract(window.inside())));
    }
    return response
        .setAmountExact(Decimals.plain(billed.amountExact()))
        .setAmount(rounding.round(billed.amountExact()).toPlainString())
        .build();
  }

  private static BigDecimal committed(Faults faults, PriceCommittedRequest request, Rate inside) {
    return switch (request.getCommittedCase()) {
      case AMOUNT -> faults.amount("amount", request.getAmount());
      case QUANTITY -> inside.of(faults.quantity("quantity", request.getQuantity()));
      case COMMITTED_NOT_SET -> {
        faults.add("amount", "is left out, and quantity too");
        yield BigDecimal.ZERO;
      }
    };
  }
}
