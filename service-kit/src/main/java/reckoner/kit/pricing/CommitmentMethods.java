package reckoner.kit.pricing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rounding;
import reckoner.pricing.commitment.Commitment;
import reckoner.pricing.commitment.CountedSpend;
import reckoner.pricing.commitment.Spend;
import reckoner.pricing.commitment.TrueUp;
import reckoner.pricing.commitment.Waterfall;
import reckoner.pricing.credit.Rollover;
import reckoner.proto.pricing.v1.EvaluateCommitmentsRequest;
import reckoner.proto.pricing.v1.EvaluateCommitmentsResponse;

/** Spend and what was committed. */
final class CommitmentMethods {
  private final Faults faults = new Faults();
  private final PolicyReader policies = new PolicyReader(faults);
  private final EvaluateCommitmentsRequest request;

  /** What goes over of what is lacking, by commitment; none where nothing does. */
  private final Map<String, Rollover> rollovers = new HashMap<>();

  private final Set<String> last = new HashSet<>();

  private CommitmentMethods(EvaluateCommitmentsRequest request) {
    this.request = request;
  }

  static EvaluateCommitmentsResponse evaluate(EvaluateCommitmentsRequest request) {
    return new CommitmentMethods(request).evaluate();
  }

  private EvaluateCommitmentsResponse evaluate() {
    var rounding =
        new TermsReader(faults).rounding("currency", request.getCurrency(), request.getRounding());
    var spends = spends();
    var commitments = commitments(spends, rounding);
    faults.throwIfAny();
    var counted = CountedSpend.of(spends, commitments);
    var response = EvaluateCommitmentsResponse.newBuilder();
    for (var waterfall : List.of(counted.prepaid(), counted.postpaid(), counted.minimum())) {
      waterfall.outcomes().forEach(outcome -> response.addOutcomes(outcome(outcome, rounding)));
      waterfall
          .parts()
          .forEach(part ->
              response
                  .addPartsBuilder()
                  .setCommitment(part.commitment())
                  .setCharge(part.charge())
                  .setAmount(Decimals.plain(part.amount())));
    }
    for (var spend : counted.prepaid().overflow()) {
      response
          .addPayableBuilder()
          .setCharge(spend.charge())
          .setProduct(spend.product())
          .setAmount(Decimals.plain(spend.amount()));
    }
    return response.setPayableTotal(Decimals.plain(counted.prepaid().overflowTotal())).build();
  }

  private List<Spend> spends() {
    var spends = new ArrayList<Spend>(request.getSpendsCount());
    for (int i = 0; i < request.getSpendsCount(); i++) {
      var wire = request.getSpends(i);
      spends.add(
          new Spend(
              wire.getCharge(),
              wire.getProduct(),
              faults.amount("spends[%d].amount".formatted(i), wire.getAmount())));
    }
    return spends;
  }

  private List<Commitment> commitments(List<Spend> spends, Rounding rounding) {
    var ids = new Once(faults);
    // one set that commitments share, and do not copy
    var all = spends.stream().map(Spend::charge).collect(Collectors.toUnmodifiableSet());
    var commitments = new ArrayList<Commitment>();
    for (int i = 0; i < request.getCommitmentsCount(); i++) {
      var wire = request.getCommitments(i);
      var field = "commitments[%d]".formatted(i);
      ids.add(field + ".id", wire.getId());
      terms(field, wire);
      // where nothing was spent, all charges are none; the kernel wants a name
      var charges =
          wire.getChargesCount() > 0
              ? new HashSet<>(wire.getChargesList())
              : all.isEmpty() ? Set.of("") : all;
      committed(field, wire, rounding)
          .map(amount ->
              new Commitment(
                  wire.getId(), kind(wire.getKind()), wire.getPriority(), amount, charges))
          .ifPresent(commitments::add);
    }
    return commitments;
  }

  private void terms(String field, EvaluateCommitmentsRequest.Commitment wire) {
    if (wire.getLastPeriod()) {
      last.add(wire.getId());
    }
    if (!wire.hasRollover()) {
      return;
    }
    if (kind(wire.getKind()) == Commitment.Kind.PREPAID) {
      faults.add(field + ".rollover", "is of a prepaid commitment, which lacks nothing");
    }
    policies
        .rollover(field + ".rollover", wire.getRollover())
        .ifPresent(rollover -> rollovers.put(wire.getId(), rollover));
  }

  private Optional<BigDecimal> committed(
      String field, EvaluateCommitmentsRequest.Commitment wire, Rounding rounding) {
    var amount = faults.amount(field + ".amount", wire.getAmount());
    return wire.hasPart()
        ? policies
            .period(field + ".part", wire.getPart())
            .map(part -> PolicyReader.prorated(amount, part, wire.getPart(), rounding))
        : Optional.of(amount);
  }

  private static Commitment.Kind kind(EvaluateCommitmentsRequest.Kind wire) {
    return switch (wire) {
      case KIND_UNSPECIFIED, MINIMUM -> Commitment.Kind.MINIMUM;
      case PREPAID -> Commitment.Kind.PREPAID;
      case POSTPAID -> Commitment.Kind.POSTPAID;
      case UNRECOGNIZED -> throw Faults.unchecked("kind");
    };
  }

  private EvaluateCommitmentsResponse.Outcome outcome(
      Waterfall.Outcome outcome, Rounding rounding) {
    var commitment = outcome.commitment();
    var wire =
        EvaluateCommitmentsResponse.Outcome.newBuilder()
            .setCommitment(commitment.id())
            .setKind(kind(commitment.kind()))
            .setCommitted(Decimals.plain(commitment.amount()))
            .setCounted(Decimals.plain(outcome.counted()))
            .setLacking(Decimals.plain(outcome.shortfall()))
            .setLargestProduct(outcome.largestProduct().orElse(""));
    var trueUp =
        switch (commitment.kind()) {
          // what is lacking was paid before and is still there
          case PREPAID -> TrueUp.of(BigDecimal.ZERO, BigDecimal.ZERO, rounding);
          case POSTPAID, MINIMUM ->
              TrueUp.of(
                  commitment.amount(),
                  outcome.counted(),
                  rounding,
                  Optional.ofNullable(rollovers.get(commitment.id())),
                  last.contains(commitment.id()));
        };
    return wire.setCarried(Decimals.plain(trueUp.carried()))
        .setTrueUpExact(Decimals.plain(trueUp.amountExact()))
        .setTrueUp(trueUp.amount().toPlainString())
        .build();
  }

  private static EvaluateCommitmentsRequest.Kind kind(Commitment.Kind kind) {
    return switch (kind) {
      case MINIMUM -> EvaluateCommitmentsRequest.Kind.MINIMUM;
      case PREPAID -> EvaluateCommitmentsRequest.Kind.PREPAID;
      case POSTPAID -> EvaluateCommitmentsRequest.Kind.POSTPAID;
    };
  }
}
