package reckoner.standalone.calc;

import java.util.ArrayList;
import java.util.List;
import reckoner.proto.pricing.v1.EvaluateCommitmentsResponse;
import reckoner.proto.pricing.v1.PriceCommittedResponse;

/** Commitments for a person. */
final class CommitmentWords {
  private CommitmentWords() {}

  static List<String> of(EvaluateCommitmentsResponse evaluated) {
    var words = new ArrayList<String>();
    for (var outcome : evaluated.getOutcomesList()) {
      words.add(
          "%s: %s of %s counted, %s lacking, %s carried, true-up %s"
              .formatted(
                  outcome.getCommitment(),
                  outcome.getCounted(),
                  outcome.getCommitted(),
                  outcome.getLacking(),
                  outcome.getCarried(),
                  outcome.getTrueUp()));
    }
    words.add("to be paid for the spend: " + evaluated.getPayableTotal());
    return words;
  }

  static List<String> of(PriceCommittedResponse priced) {
    var words = new ArrayList<String>();
    for (var window : priced.getWindowsList()) {
      words.add(
          "%s: %s inside + %s true-up + %s overage = %s"
              .formatted(
                  window.getQuantity(),
                  window.getInside(),
                  window.getTrueUp(),
                  window.getOverage(),
                  window.getAmount()));
    }
    words.add("exactly %s, rounded %s".formatted(priced.getAmountExact(), priced.getAmount()));
    return words;
  }
}
