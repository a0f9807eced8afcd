package reckoner.rating.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.type.Interval;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import reckoner.kit.wire.CanonicalForm;
import reckoner.kit.wire.Wire;
import reckoner.pricing.Decimals;
import reckoner.pricing.Period;
import reckoner.proto.rating.v1.AmountThreshold;
import reckoner.proto.rating.v1.ChargeSpend;
import reckoner.proto.rating.v1.CommitmentThreshold;
import reckoner.proto.rating.v1.QuantityThreshold;
import reckoner.proto.rating.v1.SpendChanged;
import reckoner.proto.rating.v1.SubscribeResponse;
import reckoner.proto.rating.v1.ThresholdReached;
import reckoner.rating.SpendNews;
import reckoner.rating.SpendSnapshot;
import reckoner.rating.Threshold;
import reckoner.rating.Threshold.OfAmount;
import reckoner.rating.Threshold.OfCommitment;
import reckoner.rating.Threshold.OfQuantity;

/** Thresholds, spend and news of it as messages, in which they are sent and stored. */
public final class SpendForm {
  private SpendForm() {}

  public static reckoner.proto.rating.v1.Threshold message(Threshold threshold) {
    var message =
        reckoner.proto.rating.v1.Threshold.newBuilder().setThreshold(threshold.threshold());
    switch (threshold.limit()) {
      case OfAmount(var charge, var amount) ->
          message.setAmount(
              AmountThreshold.newBuilder()
                  .setCharge(charge.orElse(""))
                  .setAmount(Wire.decimal(amount)));
      case OfQuantity(var charge, var tokenClass, var quantity) ->
          message.setQuantity(
              QuantityThreshold.newBuilder()
                  .setCharge(charge)
                  .setTokenClass(tokenClass)
                  .setQuantity(Wire.decimal(quantity)));
      case OfCommitment commitment -> {
        var stated =
            CommitmentThreshold.newBuilder()
                .setAmount(Wire.decimal(commitment.amount()))
                .setPercent(Wire.decimal(commitment.percent()))
                .addAllCharges(commitment.charges().stream().sorted().toList());
        commitment.term().ifPresent(term -> stated.setTerm(interval(term)));
        message.setCommitment(stated);
      }
    }
    return message.build();
  }

  /** A threshold whose numbers were checked; throws a DecimalFault where they were not. */
  public static Threshold threshold(reckoner.proto.rating.v1.Threshold message) {
    return new Threshold(
        message.getThreshold(),
        switch (message.getKindCase()) {
          case AMOUNT ->
              new OfAmount(
                  Optional.of(message.getAmount().getCharge()).filter(name -> !name.isEmpty()),
                  amount(message.getAmount().getAmount()));
          case QUANTITY ->
              new OfQuantity(
                  message.getQuantity().getCharge(),
                  message.getQuantity().getTokenClass(),
                  Decimals.quantity(message.getQuantity().getQuantity().getValue()));
          case COMMITMENT -> commitment(message.getCommitment());
          case KIND_NOT_SET -> throw new IllegalArgumentException("the bounds require a kind");
        });
  }

  private static OfCommitment commitment(CommitmentThreshold message) {
    return new OfCommitment(
        amount(message.getAmount()),
        amount(message.getPercent()),
        new HashSet<>(message.getChargesList()),
        message.hasTerm() ? Optional.of(period(message.getTerm())) : Optional.empty());
  }

  private static BigDecimal amount(com.google.type.Decimal decimal) {
    return Decimals.amount(decimal.getValue());
  }

  private static Interval interval(Period period) {
    return Wire.interval(period.start(), period.end());
  }

  private static Period period(Interval interval) {
    return new Period(Wire.instant(interval.getStartTime()), Wire.instant(interval.getEndTime()));
  }

  public static Threshold storedThreshold(byte[] terms) {
    try {
      return threshold(reckoner.proto.rating.v1.Threshold.parseFrom(terms));
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("a stored threshold is broken", broken);
    }
  }

  public static reckoner.proto.rating.v1.SpendSnapshot message(SpendSnapshot spend) {
    var message =
        reckoner.proto.rating.v1.SpendSnapshot.newBuilder()
            .setContract(spend.contract())
            .setCustomer(spend.customer())
            .setCurrency(spend.currency())
            .setPeriod(interval(spend.period()))
            .setUsagePosition(spend.usagePosition())
            .setAmount(Wire.decimal(spend.amount()))
            .setUnpricedEvents(spend.unpricedEvents());
    spend
        .charges()
        .forEach(charge -> {
          var part =
              ChargeSpend.newBuilder()
                  .setCharge(charge.charge())
                  .setAmount(Wire.decimal(charge.amount()));
          charge
              .quantities()
              .forEach((units, number) -> part.putQuantities(units, Wire.decimal(number)));
          message.addCharges(part);
        });
    return message.build();
  }

  public static SpendSnapshot storedSpend(byte[] body) {
    try {
      var message = reckoner.proto.rating.v1.SpendSnapshot.parseFrom(body);
      return new SpendSnapshot(
          message.getContract(),
          message.getCustomer(),
          message.getCurrency(),
          period(message.getPeriod()),
          message.getUsagePosition(),
          message.getChargesList().stream().map(SpendForm::charge).toList(),
          message.getUnpricedEvents());
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("stored spend is broken", broken);
    }
  }

  private static SpendSnapshot.OfCharge charge(ChargeSpend message) {
    return new SpendSnapshot.OfCharge(
        message.getCharge(),
        new BigDecimal(message.getAmount().getValue()),
        message.getQuantitiesMap().entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, entry -> new BigDecimal(entry.getValue().getValue()))));
  }

  /** Tells whether spend is the same, wherever the ledger stands. */
  public static byte[] hash(SpendSnapshot spend) {
    return CanonicalForm.hash(message(spend).toBuilder().clearUsagePosition().build());
  }

  /** News as they are sent, without their sequence. */
  public static SubscribeResponse message(SpendNews news) {
    return switch (news) {
      case SpendNews.Reached reached ->
          SubscribeResponse.newBuilder()
              .setThresholdReached(
                  ThresholdReached.newBuilder()
                      .setContract(reached.at().contract())
                      .setCustomer(reached.at().customer())
                      .setCurrency(reached.at().currency())
                      .setThreshold(message(reached.threshold()))
                      .setSpan(interval(reached.span()))
                      .setReached(Wire.decimal(reached.counted()))
                      .setTime(Wire.timestamp(reached.time()))
                      .setUsagePosition(reached.at().usagePosition()))
              .build();
      case SpendNews.Changed changed ->
          SubscribeResponse.newBuilder()
              .setSpendChanged(
                  SpendChanged.newBuilder()
                      .setSpend(message(changed.spend()))
                      .setTime(Wire.timestamp(changed.time())))
              .build();
    };
  }
}
