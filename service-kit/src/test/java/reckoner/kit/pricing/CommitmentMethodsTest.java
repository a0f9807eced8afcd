package reckoner.kit.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.proto.pricing.v1.EvaluateCommitmentsRequest;
import reckoner.proto.pricing.v1.EvaluateCommitmentsResponse;
import reckoner.proto.pricing.v1.PriceCommittedRequest;
import reckoner.proto.pricing.v1.PriceCommittedResponse;

/** Commitments as people write them; the arithmetic itself is the kernel's and tested there. */
class CommitmentMethodsTest {
  @Test
  void whatAPrepaidCommitmentPaidDoesNotCountToAPostpaidOneAndAMinimumSeesAll() {
    var evaluated =
        evaluate(
            """
            {currency: USD, spends: [{charge: tokens, product: ai, amount: 300}, {charge: seats,
             product: app, amount: 200}], commitments: [
              {id: least, amount: 600.005},
              {id: post, kind: POSTPAID, amount: 400, charges: [seats]},
              {id: pre2, kind: PREPAID, priority: 2, amount: 100},
              {id: pre1, kind: PREPAID, priority: 1, amount: 250, charges: [tokens]}]}
            """);
    assertEquals(
        """
        pre1 250 0 0.00 ai
        pre2 100 0 0.00 ai
        post 150 250 250.00 app
        least 500 100.005 100.01 ai\
        """,
        evaluated.getOutcomesList().stream()
            .map(outcome ->
                String.join(
                    " ",
                    outcome.getCommitment(),
                    outcome.getCounted(),
                    outcome.getLacking(),
                    outcome.getTrueUp(),
                    outcome.getLargestProduct()))
            .collect(Collectors.joining("\n")));
    assertEquals("150", evaluated.getPayableTotal());
    assertEquals(
        List.of("0", "150"),
        evaluated.getPayableList().stream().map(spend -> spend.getAmount()).toList());
    assertEquals("pre1 tokens 250", part(evaluated, 0));
    assertEquals("pre2 tokens 50", part(evaluated, 1));
    assertEquals("pre2 seats 50", part(evaluated, 2));
  }

  private static String part(EvaluateCommitmentsResponse evaluated, int index) {
    var part = evaluated.getParts(index);
    return part.getCommitment() + " " + part.getCharge() + " " + part.getAmount();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "amount: 100 | 100 0 100 100.00",
        "amount: 100, kind: PREPAID | 100 0 0 0.00",
        "amount: 0 | 0 0 0 0.00",
        "amount: 100, part: {start: `2026-04-01`, end: `2026-04-16`, whole_end: `2026-05-01`}"
            + " | 50 0 50 50.00",
        "amount: 100, part: {start: `2026-04-01`, end: `2026-04-16`, whole_end: `2026-05-01`,"
            + " basis: NO_PRORATION} | 100 0 100 100.00",
        "amount: 100, part: {start: `2026-04-01`, end: `2026-05-01`} | 100 0 100 100.00",
        "amount: 100, rollover: {share: 0.3} | 100 30 70 70.00",
        "amount: 100, rollover: {share: 1, cap: 20} | 100 20 80 80.00",
        "amount: 100, rollover: {base: UNUSED, share: 0.5}, last_period: true | 100 0 100 100.00",
      })
  void whatIsLackingIsProratedCarriedOrCharged(String commitment, String told) {
    var outcome =
        evaluate("{currency: USD, commitments: [{id: c, %s}]}".formatted(commitment))
            .getOutcomes(0);
    assertEquals(
        told,
        String.join(
            " ",
            outcome.getCommitted(),
            outcome.getCarried(),
            outcome.getTrueUpExact(),
            outcome.getTrueUp()));
  }

  @Test
  void allFaultsOfCommitmentsAreToldAtOnce() {
    assertEquals(
        List.of(
            "currency has no minor unit",
            "spends[0].amount NEGATIVE",
            "commitments[0].rollover is of a prepaid commitment, which lacks nothing",
            "commitments[0].rollover.share NOT_A_NUMBER",
            "commitments[0].amount TOO_MANY_FRACTION_DIGITS",
            "commitments[1].id stands twice",
            "commitments[1].rollover.share a share is 0 to 1",
            "commitments[1].amount NOT_A_NUMBER",
            "commitments[1].part.start is no date such as 2026-03-31",
            "commitments[1].part.zone is no IANA zone"),
        Ask.faults(() ->
            evaluate(
                """
                {currency: XXX, spends: [{charge: c, amount: -1}], commitments: [
                 {id: a, kind: PREPAID, amount: 0.0000000000000000001, rollover: {}},
                 {id: a, rollover: {share: 2}, part: {start: `2026-02-30`, end: `2026-04-01`,
                  zone: Nowhere}}]}
                """)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "quantity: 10 | 20 0 10 30.00",
        "amount: 20 | 20 0 10 30.00",
        "amount: 20, true_up: true | 20 0 10 30.00",
        "amount: 40, true_up: true | 30 10 0 40.00",
        "amount: 40 | 30 0 0 30.00",
        "amount: 20, overage_multiplier: 1.5 | 20 0 15 35.00",
        "amount: 20, overage_price: {amount: 1, per: 2} | 20 0 2.5 22.50",
        "amount: 0 | 0 0 30 30.00",
      })
  void aWindowIsPricedInsideAndPastItsCommitment(String terms, String told) {
    var priced =
        price("{price: {amount: 2}, quantities: [15], currency: USD, %s}".formatted(terms));
    var window = priced.getWindows(0);
    assertEquals(
        told,
        String.join(
            " ", window.getInside(), window.getTrueUp(), window.getOverage(), priced.getAmount()));
  }

  @Test
  void allFaultsOfACommittedPriceAreToldAtOnce() {
    assertEquals(
        List.of(
            "currency is not an ISO 4217 currency",
            "price.amount NEGATIVE",
            "overage_multiplier TOO_MANY_FRACTION_DIGITS",
            "amount is left out, and quantity too",
            "quantities[1] NEGATIVE"),
        Ask.faults(() ->
            price(
                """
                {price: {amount: -2}, overage_multiplier: 1.0000001, quantities: [1, -1],
                 currency: ABC}
                """)));
  }

  private static EvaluateCommitmentsResponse evaluate(String json) {
    return PricingMethods.evaluateCommitments(
        Ask.into(EvaluateCommitmentsRequest.newBuilder(), json).build());
  }

  private static PriceCommittedResponse price(String json) {
    return PricingMethods.priceCommitted(
        Ask.into(PriceCommittedRequest.newBuilder(), json).build());
  }
}
