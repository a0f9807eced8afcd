package reckoner.kit.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.proto.pricing.v1.ComputeDocumentRequest;
import reckoner.proto.pricing.v1.ComputeDocumentResponse;

/** Documents as people write them; the arithmetic itself is the kernel's and tested there. */
class DocumentMethodsTest {
  private static final String FULL =
      """
      {currency: USD, balance: 30, taxes: [{id: vat, percent: 8}], lines: [
        {key: calls, product_group: api, contract: c1, taxes: [vat], priced: {terms: {price:
          {graduated: {tiers: [{up_to: 10000, rate: {amount: 0.01}}, {rate: {amount: 0.005}}]}}},
          usage: [{quantity: 50000}]}},
        {key: fee, kind: SUBSCRIPTION, contract: c1, amount: 100, taxes: [vat]}],
       discounts: [{id: off, percent: 15}],
       bounds: [{id: least, minimum: 200}, {id: most, scope: {charge: calls}, maximum: 250}],
       credits: [{id: gift, amount: 150.005, lines: [calls, fee]}]}
      """;

  @Test
  void everyStepIsThereInWordsAndNumbers() {
    var document = document(FULL);
    var calls = document.getLines(0);
    assertEquals("300", calls.getAmountExact());
    assertEquals(
        List.of("tier 1: 10000 × 0.01 = 100", "tier 2: 40000 × 0.005 = 200"),
        calls.getPriceStepsList().stream().map(step -> step.getWords()).toList());
    assertEquals(
        List.of(
            "discount off: 300.00 − 45.00 = 255.00",
            "maximum most: 255.00 − 5.00 = 250.00",
            "credit gift: 250.00 − 150.00 = 100.00",
            "tax vat on 100.00: 100.00 + 8.00 = 108.00"),
        calls.getStepsList().stream().map(step -> step.getWords()).toList());
    assertEquals("8.00", calls.getTaxes());
    assertEquals("108.00", calls.getTotal());
    assertEquals("8", calls.getSteps(3).getTaxed().getExact());
    assertEquals(
        List.of(
            "discount off, 15% of 400.00: 60.00",
            "maximum most of 250: 255.00 exceeds it by 5.00",
            "minimum least of 200: 335.00 lacks 0.00",
            "credit gift of 150.005: pays 150.00, leaves 0.005",
            "tax vat, 8% of 185.00: exactly 14.8, 14.80"),
        document.getStepsList().stream().map(step -> step.getWords()).toList());
    assertEquals("199.80", document.getTotals().getTotal());
    assertEquals("169.80", document.getTotals().getDue());
  }

  @Test
  void allFaultsAreToldAtOnceEachWithItsField() {
    assertEquals(
        List.of(
            "taxes[1].id stands twice",
            "lines[0].amount EXPONENT_TOO_LARGE",
            "lines[1].key stands twice",
            "lines[1].taxes[0] is no tax of the request",
            "lines[1].priced.terms.price names no model",
            "lines[1].priced.usage[0].quantity NEGATIVE",
            "lines[2] names neither an amount nor a price",
            "currency has no minor unit",
            "policies.minimums a minimum after credits needs credits before tax, for its shortfall"
                + " is taxed",
            "discounts[0].percent a discount is 0 to 100 percent",
            "discounts[1].id stands twice",
            "discounts[1].scope says not of what",
            "discounts[1] names neither an amount nor a percent",
            "bounds[0].id stands twice",
            "bounds[0].minimum has no line in its scope that counts to it",
            "bounds[0] a minimum is not above its maximum",
            "bounds[1].part.end is not after bounds[1].part.start",
            "bounds[1].part.whole_end is not after bounds[1].part.whole_start",
            "bounds[2].scope has a bound already",
            "credits[0].lines[0] is no line or bound of the request",
            "taxes[1].percent is 0 to 1000",
            "taxes[2].inclusive stands after a tax that is not",
            "balance NEGATIVE"),
        Ask.faults(() ->
            document(
                """
                {currency: XXX, balance: -1, policies: {minimums: MINIMUMS_AFTER_CREDITS,
                   credits: CREDITS_AFTER_TAX},
                 lines: [{key: a, amount: 1e999999999},
                   {key: a, taxes: [none], priced: {usage: [{quantity: `-1`}]}}, {key: b}],
                 taxes: [{id: t, percent: 1}, {id: t, percent: 1001},
                   {id: u, percent: 1, inclusive: true}],
                 discounts: [{id: d, percent: 101}, {id: d, scope: {}}],
                 bounds: [{id: a, scope: {charge: none}, minimum: 2, maximum: 1},
                   {id: x, maximum: 3, part: {start: `2026-02-01`, end: `2026-02-01`}},
                   {id: y, maximum: 4}],
                 credits: [{id: c, amount: 1, lines: [none]}]}
                """)));
  }

  @Test
  void aLineThatNoPriceCoversIsNamed() {
    var refusal =
        Ask.refused(() ->
            document(
                """
                {currency: USD, lines: [{key: a, amount: 1}, {key: b, priced: {terms: {price:
                  {by_dimension: {dimensions: [type], cells: [{values: {type: gpu}, price:
                  {flat: {amount: 1}}}]}}}, usage: [{quantity: 1}]}}]}
                """));
    assertEquals(PricingReason.USAGE_UNPRICED, refusal.reason());
    assertEquals("lines[1].priced", refusal.faults().getFirst().field());
  }

  @Test
  void aQuantityThatAPriceNeedsAndUsageLacksIsAFault() {
    assertEquals(
        List.of("lines[0].priced QUANTITY_MISSING"),
        Ask.faults(() ->
            document(
                """
                {currency: USD, lines: [{key: a, priced: {terms: {price: {dynamic: {price:
                  rate}}}, usage: [{quantity: 1}]}}]}
                """)));
  }

  /** Whatever the choices: totals are sums of lines, and a line is its amount and its steps. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void totalsAreSumsUnderAllPolicies(long seed) {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 100; round++) {
      var request = random(random);
      var told = "seed " + seed + ": " + request;
      var document = PricingMethods.computeDocument(request);
      var total = BigDecimal.ZERO;
      var amounts = BigDecimal.ZERO;
      for (var line : document.getLinesList()) {
        var due = new BigDecimal(line.getAmount());
        amounts = amounts.add(due);
        for (var step : line.getStepsList()) {
          assertEquals(0, due.compareTo(new BigDecimal(step.getBefore())), told);
          due = due.add(new BigDecimal(step.getEffect()));
        }
        assertEquals(0, due.compareTo(new BigDecimal(line.getTotal())), told);
        total = total.add(due);
      }
      var totals = document.getTotals();
      assertEquals(0, amounts.compareTo(new BigDecimal(totals.getAmounts())), told);
      assertEquals(0, total.compareTo(new BigDecimal(totals.getTotal())), told);
      assertEquals(
          0,
          total
              .subtract(new BigDecimal(totals.getBalanceUsed()))
              .compareTo(new BigDecimal(totals.getDue())),
          told);
    }
  }

  private static ComputeDocumentRequest random(SplittableRandom random) {
    var request = ComputeDocumentRequest.newBuilder().setCurrency("USD").setBalance("1.50");
    request.addTaxesBuilder().setId("in").setPercent("7").setInclusive(true);
    request.addTaxesBuilder().setId("on").setPercent("8.25").setCompound(random.nextBoolean());
    for (int i = random.nextInt(1, 9); i > 0; i--) {
      var line =
          request
              .addLinesBuilder()
              .setKey("line" + i)
              .setCharge("charge" + i % 3)
              .setAmount(BigDecimal.valueOf(random.nextLong(-10_000, 100_000), 3).toString());
      line.addTaxes("on");
      if (random.nextBoolean()) {
        line.addTaxes("in");
      }
    }
    request.addDiscountsBuilder().setId("p").setPercent("12.5");
    request.addDiscountsBuilder().setId("a").setAmount("3.335");
    request.addBoundsBuilder().setId("all").setMinimum("50").setMaximum("90");
    request.addCreditsBuilder().setId("c").setAmount("20.005");
    var policies = request.getPoliciesBuilder();
    policies
        .setRoundingValue(random.nextInt(3))
        .setRoundingPlaceValue(random.nextInt(3))
        .setDriftValue(random.nextInt(3))
        .setDiscountsValue(random.nextInt(3))
        .setShortfallValue(random.nextInt(4))
        .setTaxesValue(random.nextInt(3))
        .setMinimumsValue(random.nextInt(3));
    policies.setCreditsValue(policies.getMinimumsValue() == 2 ? 1 : random.nextInt(4));
    return request.build();
  }

  private static ComputeDocumentResponse document(String json) {
    return PricingMethods.computeDocument(
        Ask.into(ComputeDocumentRequest.newBuilder(), json).build());
  }
}
