package reckoner.kit.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.util.JsonFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.kit.refusal.Refused;
import reckoner.proto.pricing.v1.LookupPriceRequest;
import reckoner.proto.pricing.v1.LookupPriceResponse;

class LookupMethodsTest {
  private static final String LIST =
      """
      list: [
        {currency: USD, dimensions: [region], prices: [
          {product: seat, end_time: '2026-07-01T00:00:00Z', terms: {price: {flat: {amount: 29}}}},
          {product: seat, dimensions: {region: eu}, terms: {price: {flat: {amount: 25}}}}]},
        {currency: USD, prices: [
          {product: seat, start_time: '2026-08-01T00:00:00Z', terms: {price: {flat: {amount: 31}}}}]}]
      """;

  private static final String AGREED =
      """
      contract_multipliers: [{multiplier: 0.9}, {product: seat, multiplier: 0.8,
        end_time: '2026-06-01T00:00:00Z'}],
      """;

  @ParameterizedTest
  @CsvSource({
    "2026-06-30, us, LIST 29 in 0",
    "2026-06-30, eu, LIST 25 in 0",
    "2026-07-01, eu, LIST 25 in 0",
    "2026-07-01, us, none",
    "2026-08-01, us, LIST 31 in 1"
  })
  void thePinnedVersionAnswersAndALaterOneAdds(String day, String region, String price)
      throws Exception {
    assertEquals(price, told(lookup("", LIST, day, region)));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-05-31, CONTRACT_MULTIPLIER 29 in 0 × 0.8",
    "2026-06-01, CONTRACT_MULTIPLIER 29 in 0 × 0.9",
    "2026-07-01, none"
  })
  void aMultiplierMultipliesTheListAndNothingElse(String day, String price) throws Exception {
    assertEquals(price, told(lookup(AGREED, LIST, day, "us")));
  }

  @Test
  void everyRungSaysWhy() throws Exception {
    var answer =
        lookup(
            "commitment_prices: [{product: seat, start_time: '2027-01-01T00:00:00Z', terms: {price:"
                + " {flat: {amount: 1}}}}], contract_prices: [{product: seat, terms: {price: {flat:"
                + " {amount: 20}}}}], customer_book: [{currency: EUR, prices: [{product: seat,"
                + " terms: {price: {flat: {amount: 9}}}}]}],",
            LIST,
            "2026-06-30",
            "us");
    assertEquals("CONTRACT_OVERWRITE 20 in 0", told(answer));
    assertEquals(
        List.of(
            "COMMITMENT_OVERWRITE NOT_YET_IN_FORCE",
            "COMMITMENT_MULTIPLIER NOTHING_THERE",
            "CONTRACT_OVERWRITE APPLIES",
            "CONTRACT_MULTIPLIER NOTHING_THERE",
            "CUSTOMER_BOOK OTHER_CURRENCY",
            "SEGMENT_BOOK NOTHING_THERE",
            "LIST A_HIGHER_RUNG_APPLIES"),
        answer.getRungsList().stream()
            .map(rung -> rung.getRung() + " " + rung.getReason())
            .toList());
    assertFalse(answer.getRungsList().stream().anyMatch(rung -> rung.getWords().isEmpty()));
  }

  @Test
  void everyFaultIsToldWithItsField() {
    var refused =
        assertThrows(
            Refused.class,
            () ->
                lookup(
                    "contract_prices: [{product: seat, terms: {price: {flat: {amount: x}}}}],"
                        + " contract_multipliers: [{multiplier: 0.1234567}],",
                    "list: [{currency: USD, prices: [{product: seat, dimensions: {region: eu},"
                        + " terms: {price: {flat: {amount: 1}}}}]}, {currency: EUR}]",
                    "2026-06-30",
                    "us"));
    assertEquals(
        List.of(
            "contract_prices[0].terms.price.flat.amount",
            "contract_multipliers[0].multiplier",
            "list[0].prices[0].dimensions",
            "list[1].currency"),
        refused.refusal().faults().stream().map(fault -> fault.field()).toList());
  }

  private static LookupPriceResponse lookup(String agreed, String books, String day, String region)
      throws Exception {
    var request = LookupPriceRequest.newBuilder();
    JsonFormat.parser()
        .merge(
            "{%s product: seat, dimensions: {region: %s}, event_time: '%sT00:00:00Z', currency: USD, %s}"
                .formatted(agreed, region, day, books),
            request);
    return PricingMethods.lookupPrice(request.build());
  }

  private static String told(LookupPriceResponse answer) {
    if (!answer.hasFound()) {
      return "none";
    }
    var found = answer.getFound();
    return "%s %s in %d%s"
        .formatted(
            found.getRung(),
            found.getEntry().getTerms().getPrice().getFlat().getAmount(),
            found.getVersion(),
            found.getMultiplier().isEmpty() ? "" : " × " + found.getMultiplier());
  }
}
