package reckoner.workflows.grpc;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import reckoner.kit.wire.Wire;
import reckoner.proto.rating.v1.Allowance;
import reckoner.proto.rating.v1.Charge;
import reckoner.proto.rating.v1.Contract;
import reckoner.proto.rating.v1.ModelUsageTerms;
import reckoner.proto.rating.v1.RecurringTerms;
import reckoner.workflows.QuoteLine;

/** A contract's terms as rating takes them, by value. */
final class RatingTerms {
  /** Left out, so that an activation that an older version began is repeated as it was. */
  private static final Duration RATINGS_GRACE_UNSAID = Duration.ofHours(24);

  private RatingTerms() {}

  static Contract write(reckoner.workflows.Contract contract, List<QuoteLine> lines) {
    var wire =
        Contract.newBuilder()
            .setContract(contract.contract())
            .setCustomer(contract.customer())
            .setZone(contract.zone())
            .setCurrency(contract.currency())
            .setActivateTime(
                Wire.timestamp(
                    Objects.requireNonNull(
                        contract.activateTime(), "registered after its activation began")));
    if (!contract.usageGrace().equals(RATINGS_GRACE_UNSAID)) {
      wire.setUsageGrace(Wire.duration(contract.usageGrace()));
    }
    contract
        .periods()
        .forEach(period -> wire.addPeriods(Wire.interval(period.start(), period.end())));
    lines.forEach(line -> wire.addCharges(charge(line)));
    return wire.build();
  }

  private static Charge charge(QuoteLine line) {
    var wire = Charge.newBuilder().setCharge(line.charge()).setDisplayName(line.displayName());
    return switch (line.terms()) {
      case QuoteLine.MonthlyFee(var amount) ->
          wire.setRecurring(RecurringTerms.newBuilder().setAmount(Wire.decimal(amount))).build();
      case QuoteLine.ModelUsage usage -> wire.setModelUsage(modelUsage(usage)).build();
    };
  }

  private static ModelUsageTerms modelUsage(QuoteLine.ModelUsage usage) {
    var wire =
        ModelUsageTerms.newBuilder()
            .setPriceBook(usage.priceBook())
            .setPriceBookVersion(usage.version());
    usage
        .freeUnits()
        .forEach(free ->
            wire.addAllowances(
                Allowance.newBuilder()
                    .setTokenClass(free.tokenClass())
                    .setQuantity(Wire.decimal(free.quantity()))));
    return wire.build();
  }
}
