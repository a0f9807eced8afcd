package reckoner.rating.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HexFormat;
import reckoner.kit.wire.CanonicalForm;
import reckoner.kit.wire.Wire;
import reckoner.pricing.UsageLine;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.DueCharge;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.PriceStep;
import reckoner.proto.rating.v1.UnpricedUsage;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.proto.rating.v1.UsageException;
import reckoner.proto.rating.v1.UsageSummary;
import reckoner.rating.ClosePeriod;
import reckoner.rating.PeriodCharges;
import reckoner.rating.UsageReport;

/** Rating's types as protos. */
final class RatingMessages {
  private RatingMessages() {}

  static ClosedPeriod closed(PeriodCharges charges) {
    var due =
        ClosedPeriod.newBuilder()
            .addAllCharges(charges.charges().stream().map(RatingMessages::charge).toList());
    var receipt = HexFormat.of().formatHex(CanonicalForm.hash(due.build()));
    return header(due, charges).setState(ClosedPeriod.State.CLOSED).setReceiptHash(receipt).build();
  }

  static ClosedPeriod blocked(ClosePeriod.Blocked close) {
    var blocked =
        header(ClosedPeriod.newBuilder(), close.period())
            .setState(ClosedPeriod.State.BLOCKED)
            .setUnpricedEvents(close.unpricedEvents());
    close
        .unpriced()
        .forEach(usage ->
            blocked.addUnpriced(
                UnpricedUsage.newBuilder()
                    .setProvider(usage.provider())
                    .setModel(usage.model())
                    .setReason(usage.reason().name())
                    .setEvents(usage.events())));
    return blocked.build();
  }

  private static ClosedPeriod.Builder header(ClosedPeriod.Builder message, PeriodCharges period) {
    return message
        .setContract(period.contract())
        .setCustomer(period.customer())
        .setCurrency(period.currency())
        .setPeriod(Wire.interval(period.period().start(), period.period().end()))
        .setCutoffTime(Wire.timestamp(period.cutoffTime()))
        .setUsagePosition(period.usagePosition())
        .setCatalogPosition(period.catalogPosition())
        .setLatePricePosition(period.latePricePosition());
  }

  private static DueCharge charge(PeriodCharges.DueCharge charge) {
    var line = charge.line();
    var message =
        DueCharge.newBuilder()
            .setCharge(charge.charge())
            .setDisplayName(charge.displayName())
            .setPart(charge.part())
            .setQuantity(Wire.decimal(line.quantity()))
            .setAllowance(Wire.decimal(line.allowance()))
            .setQuantityPriced(Wire.decimal(line.quantityPriced()))
            .setAmountExact(Wire.decimal(line.amountExact()))
            .setAmount(Wire.decimal(line.amount()))
            .setCostExact(Wire.decimal(line.costExact()));
    charge
        .model()
        .ifPresent(model ->
            message
                .setProvider(model.provider())
                .setModel(model.model())
                .setTokenClass(model.tokenClass().wireName())
                .setPriceVersion(model.priceVersion()));
    line.steps().forEach(step -> message.addSteps(step(step)));
    return message.build();
  }

  private static PriceStep step(UsageLine.Step step) {
    return PriceStep.newBuilder()
        .setCondition(step.condition())
        .setQuantity(Wire.decimal(step.quantity()))
        .setAllowance(Wire.decimal(step.allowance()))
        .setQuantityPriced(Wire.decimal(step.quantityPriced()))
        .setPrice(Wire.decimal(step.price().amount()))
        .setPer(step.price().per())
        .setAmountExact(Wire.decimal(step.amountExact()))
        .setCost(Wire.decimal(step.cost().amount()))
        .build();
  }

  static UsageException exception(UsageReport.UsageException exception) {
    return UsageException.newBuilder()
        .setStatus(EventResult.Status.valueOf(exception.status().name()))
        .setEvent(parse(exception))
        .setReason(exception.reason())
        .setField(exception.field())
        .setMessage(exception.message())
        .build();
  }

  private static UsageEvent parse(UsageReport.UsageException exception) {
    try {
      return UsageEvent.parseFrom(exception.body());
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("a kept event is broken", broken);
    }
  }

  static UsageSummary summary(UsageReport.Summary summary) {
    return UsageSummary.newBuilder()
        .setRated(summary.rated())
        .setWaiting(summary.waiting())
        .setUnpriced(summary.unpriced())
        .setLate(summary.late())
        .setRejected(summary.rejected())
        .setConflicts(summary.conflicts())
        .build();
  }
}
