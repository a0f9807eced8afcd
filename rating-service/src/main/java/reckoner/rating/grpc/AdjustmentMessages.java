package reckoner.rating.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HexFormat;
import reckoner.kit.wire.CanonicalForm;
import reckoner.kit.wire.Wire;
import reckoner.proto.rating.v1.AdjustmentLine;
import reckoner.proto.rating.v1.DueCharge;
import reckoner.proto.rating.v1.PeriodAdjustment;
import reckoner.rating.Adjustment;
import reckoner.rating.PeriodCharges;

/** Adjustments as protos. */
final class AdjustmentMessages {
  private AdjustmentMessages() {}

  static PeriodAdjustment adjusted(Adjustment adjustment) {
    var due = PeriodAdjustment.newBuilder();
    adjustment.lines().forEach(line -> due.addLines(line(line)));
    var receipt = HexFormat.of().formatHex(CanonicalForm.hash(due.build()));
    return header(due, adjustment.charges())
        .setState(PeriodAdjustment.State.ADJUSTED)
        .setNumber(adjustment.number())
        .setReceiptHash(receipt)
        .build();
  }

  static PeriodAdjustment blocked(PeriodCharges charges) {
    return header(PeriodAdjustment.newBuilder(), charges)
        .setState(PeriodAdjustment.State.BLOCKED)
        .addAllUnpriced(charges.unpriced().stream().map(RatingMessages::unpriced).toList())
        .setUnpricedEvents(charges.unpricedEvents())
        .build();
  }

  static PeriodAdjustment parse(byte[] reply) {
    try {
      return PeriodAdjustment.parseFrom(reply);
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("a stored adjustment is broken", broken);
    }
  }

  private static PeriodAdjustment.Builder header(
      PeriodAdjustment.Builder message, PeriodCharges charges) {
    return message
        .setContract(charges.contract())
        .setCustomer(charges.customer())
        .setCurrency(charges.currency())
        .setPeriod(Wire.interval(charges.period().start(), charges.period().end()))
        .setCutoffTime(Wire.timestamp(charges.known().time()))
        .setUsagePosition(charges.known().usagePosition())
        .setCatalogPosition(charges.known().catalogPosition())
        .setLatePricePosition(charges.latePricePosition());
  }

  private static AdjustmentLine line(Adjustment.Line line) {
    var cumulative = RatingMessages.charge(line.cumulative());
    var message =
        AdjustmentLine.newBuilder()
            .setKind(AdjustmentLine.Kind.valueOf(line.kind().name()))
            .setCumulative(cumulative)
            .setDue(due(cumulative, line));
    line.reasons()
        .forEach((reason, events) ->
            message.addReasons(
                AdjustmentLine.Reason.newBuilder()
                    .setCause(AdjustmentLine.Cause.valueOf(reason.name()))
                    .setEvents(events)));
    return message.build();
  }

  private static DueCharge due(DueCharge cumulative, Adjustment.Line line) {
    var amounts = line.amounts();
    return cumulative.toBuilder()
        .clearSteps()
        .clearPriceSteps()
        .setRevision(line.revision())
        .setQuantity(Wire.decimal(amounts.quantity()))
        .setAllowance(Wire.decimal(amounts.allowance()))
        .setQuantityPriced(Wire.decimal(amounts.quantityPriced()))
        .setAmountExact(Wire.decimal(amounts.amountExact()))
        .setAmount(Wire.decimal(amounts.amount()))
        .setCostExact(Wire.decimal(amounts.costExact()))
        .setEvents(amounts.events())
        .build();
  }
}
