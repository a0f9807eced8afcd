package reckoner.standalone.calc;

import java.util.ArrayList;
import java.util.List;
import reckoner.proto.pricing.v1.DrawDownResponse;
import reckoner.proto.pricing.v1.RenewGrantsResponse;

/** Grants for a person. */
final class CreditWords {
  private CreditWords() {}

  static List<String> of(DrawDownResponse drawn) {
    var words = new ArrayList<String>();
    for (var entry : drawn.getSettledList()) {
      words.add(
          "%s pays %s of the debt for %s"
              .formatted(entry.getGrant(), entry.getAmount(), entry.getCharge()));
    }
    for (var entry : drawn.getReturnedList()) {
      words.add(
          "%s has %s of %s back".formatted(entry.getGrant(), entry.getAmount(), entry.getCharge()));
    }
    for (var entry : drawn.getEntriesList()) {
      words.add(
          "%s pays %s of %s".formatted(entry.getGrant(), entry.getAmount(), entry.getCharge()));
    }
    for (var outcome : drawn.getOutcomesList()) {
      words.add(
          "%s: %s paid, %s %s"
              .formatted(
                  outcome.getCharge(),
                  outcome.getDrawn(),
                  outcome.getUncovered(),
                  outcome.getBlocked() ? "blocked" : "left"));
    }
    for (var grant : drawn.getGrantsList()) {
      words.add(
          "%s holds %s of %s".formatted(grant.getId(), grant.getRemaining(), grant.getAmount()));
    }
    return words;
  }

  static List<String> of(RenewGrantsResponse renewed) {
    return renewed.getRenewalsList().stream()
        .map(renewal ->
            "%s: %s rolls over, %s lapses"
                .formatted(renewal.getGrant(), renewal.getRolled(), renewal.getLapsed()))
        .toList();
  }
}
