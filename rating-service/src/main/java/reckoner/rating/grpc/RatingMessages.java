package reckoner.rating.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.util.HexFormat;
import reckoner.kit.pricing.StepWriter;
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
import reckoner.rating.ContractStore.Close;
import reckoner.rating.PeriodCharges;
import reckoner.rating.UsageReport;

/** Rating's types as protos. */
final class RatingMessages {
  /** Of a closed period beside its charges, more or less. */
  private static final int OTHER_BYTES = 512;

  private RatingMessages() {}

  /** Written in three parts: the charges, which are most of it, once for their receipt too. */
  static Close close(PeriodCharges charges) {
    var due = due(charges).build().toByteArray();
    var receipt = receipt(due);
    var before = header(ClosedPeriod.newBuilder(), charges).setState(ClosedPeriod.State.CLOSED);
    var after =
        ClosedPeriod.newBuilder()
            .setReceiptHash(receipt)
            .setLatePricePosition(charges.latePricePosition());
    var reply = new ByteArrayOutputStream(due.length + OTHER_BYTES);
    reply.writeBytes(before.build().toByteArray());
    reply.writeBytes(due);
    reply.writeBytes(after.build().toByteArray());
    return new Close(charges, receipt, reply.toByteArray());
  }

  static ClosedPeriod blocked(PeriodCharges charges) {
    var blocked =
        header(ClosedPeriod.newBuilder(), charges)
            .setState(ClosedPeriod.State.BLOCKED)
            .setLatePricePosition(charges.latePricePosition());
    return unpriced(blocked, charges).build();
  }

  static ClosedPeriod queried(PeriodCharges charges) {
    var due = due(charges);
    var receipt = receipt(due.build().toByteArray());
    var queried =
        header(due, charges)
            .setState(ClosedPeriod.State.QUERIED)
            .setReceiptHash(receipt)
            .setLatePricePosition(charges.latePricePosition());
    return unpriced(queried, charges).build();
  }

  private static ClosedPeriod.Builder due(PeriodCharges charges) {
    return ClosedPeriod.newBuilder()
        .addAllCharges(charges.charges().stream().map(RatingMessages::charge).toList());
  }

  private static String receipt(byte[] due) {
    return HexFormat.of().formatHex(CanonicalForm.hash(ClosedPeriod.getDescriptor(), due));
  }

  private static ClosedPeriod.Builder unpriced(
      ClosedPeriod.Builder message, PeriodCharges charges) {
    return message
        .addAllUnpriced(charges.unpriced().stream().map(RatingMessages::unpriced).toList())
        .setUnpricedEvents(charges.unpricedEvents());
  }

  static UnpricedUsage unpriced(PeriodCharges.UnpricedUsage usage) {
    return UnpricedUsage.newBuilder()
        .setProvider(usage.provider())
        .setModel(usage.model())
        .setEventType(usage.eventType())
        .setReason(usage.reason().name())
        .setEvents(usage.events())
        .build();
  }

  private static ClosedPeriod.Builder header(ClosedPeriod.Builder message, PeriodCharges period) {
    return message
        .setContract(period.contract())
        .setCustomer(period.customer())
        .setCurrency(period.currency())
        .setPeriod(Wire.interval(period.period().start(), period.period().end()))
        .setCutoffTime(Wire.timestamp(period.known().time()))
        .setUsagePosition(period.known().usagePosition())
        .setCatalogPosition(period.known().catalogPosition());
  }

  static DueCharge charge(PeriodCharges.DueCharge charge) {
    var message =
        DueCharge.newBuilder()
            .setCharge(charge.charge())
            .setDisplayName(charge.displayName())
            .setPart(charge.part());
    switch (charge.line()) {
      case PeriodCharges.FixedLine(var line) -> fill(message, line);
      case PeriodCharges.ModelLine(var model, var line) ->
          fill(message, line)
              .setProvider(model.provider())
              .setModel(model.model())
              .setTokenClass(model.tokenClass().wireName())
              .setPriceVersion(model.priceVersion());
      case PeriodCharges.MeteredLine line -> fill(message, line);
    }
    return message.build();
  }

  private static DueCharge.Builder fill(DueCharge.Builder message, UsageLine line) {
    line.steps().forEach(step -> message.addSteps(step(step)));
    return message
        .setQuantity(Wire.decimal(line.quantity()))
        .setAllowance(Wire.decimal(line.allowance()))
        .setQuantityPriced(Wire.decimal(line.quantityPriced()))
        .setAmountExact(Wire.decimal(line.amountExact()))
        .setAmount(Wire.decimal(line.amount()))
        .setCostExact(Wire.decimal(line.costExact()));
  }

  private static void fill(DueCharge.Builder message, PeriodCharges.MeteredLine line) {
    var charged = line.charged();
    message
        .setProduct(line.product())
        .setMeter(line.meter())
        .putAllDimensions(line.dimensions())
        .setPriceVersion(line.priceVersion())
        .setEvents(line.events())
        .setQuantity(Wire.decimal(charged.quantity()))
        .setAllowance(Wire.decimal(charged.allowance()))
        .setQuantityPriced(Wire.decimal(charged.quantityPriced()))
        .setAmountExact(Wire.decimal(charged.priced().amountExact()))
        .setAmount(Wire.decimal(line.amount()))
        .setCostExact(Wire.decimal(BigDecimal.ZERO));
    charged.priced().steps().forEach(step -> message.addPriceSteps(StepWriter.step(step)));
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
        .setOrigin(exception.origin())
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
        .setUncounted(summary.uncounted())
        .setRejected(summary.rejected())
        .setConflicts(summary.conflicts())
        .setReplayed(summary.replayed())
        .setAmended(summary.amended())
        .setVoided(summary.voided())
        .build();
  }
}
