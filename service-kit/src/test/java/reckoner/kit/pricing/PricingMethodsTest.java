package reckoner.kit.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.kit.net.Channels;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.refusal.Refused;
import reckoner.proto.pricing.v1.AllocateRequest;
import reckoner.proto.pricing.v1.ComputeDocumentRequest;
import reckoner.proto.pricing.v1.PriceUsageRequest;
import reckoner.proto.pricing.v1.PriceUsageResponse;

/** Requests as people write them; the arithmetic itself is the kernel's and tested there. */
class PricingMethodsTest {
  private static final String PRICE = "{terms: {price: %s}, currency: USD, usage: [%s]}";

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{flat: {amount: 29}}; ; 29.00",
        "{per_unit: {rate: {amount: 2.50, per: 1000000}}}; {quantity: 1500000}; 3.75",
        "{per_unit: {rate: {amount: 5, per: 100}, packaging: {size: 100}}}; {quantity: 101}; 10.00",
        "{per_unit: {rate: {amount: 5, per: 100}, packaging: {size: 100, rounding: DOWN}}};"
            + " {quantity: 199}; 5.00",
        "{graduated: {tiers: [{up_to: 5, rate: {amount: 7}}, {from: 5, up_to: 10, rate: {amount:"
            + " 6.50}}, {rate: {amount: 6}}]}}; {quantity: 20}, {quantity: 5}; 157.50",
        "{volume: {tiers: [{up_to: 5, rate: {amount: 7}}, {rate: {amount: 6}}], edge:"
            + " UPPER_EXCLUSIVE}}; {quantity: 5}; 30.00",
        "{volume: {tiers: [{up_to: 5, rate: {amount: 7}, flat: 10}, {rate: {amount: 6}}], zero:"
            + " FIRST_FLAT}}; ; 10.00",
        "{stair_step: {tiers: [{up_to: 10, flat: 5}, {flat: 20}]}}; {quantity: 11}; 20.00",
        "{capacity: {units: 500, fee: 20, overage: {per_unit: {rate: {amount: 0.10}}}}}; {quantity:"
            + " 501}; 20.10",
        "{percentage: {share: {amount: 2.9, per: 100}, fixed: 0.30, minimum: 0.50, maximum: 20,"
            + " free_count: 1}}; {quantity: 9}, {quantity: 1}, {quantity: 100}; 3.70",
        "{by_dimension: {dimensions: [type], cells: [{values: {type: gpu}, price: {flat: {amount:"
            + " 3}}}, {price: {flat: {amount: 1}}}]}}; {quantity: 1, dimensions: {type: gpu}};"
            + " 3.00",
        "{by_size: {quantity: input, sizes: [{price: {per_unit: {rate: {amount: 3, per:"
            + " 1000000}}}}, {above: 200000, price: {per_unit: {rate: {amount: 6, per:"
            + " 1000000}}}}]}}; {quantity: 1000000, quantities: {input: 1000000}}; 6.00",
        "{by_time: {zone: `Europe/Berlin`, windows: [{days: [MONDAY], start: {hours: 8}, end:"
            + " {hours: 18}, price: {flat: {amount: 2}}}], otherwise: {flat: {amount: 1}}}};"
            + " {quantity: 1, time: `2026-03-02T07:00:00Z`}; 2.00",
        "{grouped: {each_record: true, price: {per_unit: {rate: {amount: 1}, packaging: {size:"
            + " 10}}}}}; {quantity: 1}, {quantity: 1}; 20.00",
        "{cost_plus: {cost: cost, multiplier: 1.2, floor: {amount: 1}, cap: {amount: 9}}};"
            + " {quantity: 1, quantities: {cost: 5}}, {quantity: 1, quantities: {cost: 0.1}}; 7.00",
        "{dynamic: {price: price}}; {quantity: 2, quantities: {price: 1.25}}; 2.50",
        "{risk_adjusted: {price: {per_unit: {rate: {amount: 1}}}, tables: [{by_value: {dimension:"
            + " review, multipliers: {expert: 2.5}}}, {by_band: {quantity: confidence, bands:"
            + " [{up_to: 0.9, multiplier: 1.2}, {multiplier: 1}]}}]}}; {quantity: 10, dimensions:"
            + " {review: expert}, quantities: {confidence: 0.5}}; 30.00",
        "{composite: {share: {amount: 20, per: 100}, charges: [seats]}}; {quantities: {seats:"
            + " 100.01}}; 20.00",
        "{burn_table: {dimension: kind, credits: {image: {amount: 10}}, price: {per_unit: {rate:"
            + " {amount: 20, per: 1000}}}}}; {quantity: 25, dimensions: {kind: image}}; 5.00",
        "{formula: {expression: `0.01 * pages + IF(quantity > 10, 0.5, 1)`}}; {quantity: 11,"
            + " quantities: {pages: 250}}; 3.00"
      })
  void everyModelIsPricedAsItIsWritten(String price, String usage, String amount) throws Exception {
    var written = PRICE.formatted(price, usage == null ? "" : usage).replace('`', '"');
    assertEquals(amount, priced(written).getAmount(), written);
  }

  @Test
  void theExplanationAddsUpAndIsReadable() throws Exception {
    var line =
        priced(
            "{terms: {conversion: {factor: {amount: 1, per: 60}, rounding: UP}, allowance: 1,"
                + " price: {per_unit: {rate: {amount: 10}}}}, currency: USD, usage: [{quantity:"
                + " 150}]}");
    assertEquals("3", line.getQuantity());
    assertEquals("1", line.getAllowance());
    assertEquals("2", line.getQuantityPriced());
    assertEquals("20", line.getAmountExact());
    assertEquals(
        List.of("150 converted to 3", "1 of 3 free, 2 priced", "2 × 10 = 20"),
        line.getStepsList().stream().map(step -> step.getWords()).toList());
    assertEquals(
        List.of("0", "0", "20"), line.getStepsList().stream().map(step -> step.getPart()).toList());
    assertEquals("10", line.getSteps(2).getUnits().getRate().getAmount());
  }

  /** A formula of 1,000 characters has the longest steps. */
  @Test
  void anExplanationHasNoMoreBytesThanAMessage() throws Exception {
    var formula = "{formula: {expression: `%s`}}".formatted(" ".repeat(999) + "1");
    var one = PRICE.formatted(formula, "%s").replace('`', '"');
    int bytes = priced(one.formatted("{}")).getSteps(0).getSerializedSize();
    int most = Channels.MESSAGE_BYTES_MAX / bytes;
    var all = String.join(",", Collections.nCopies(most, "{}"));
    assertEquals(most, priced(one.formatted(all)).getStepsCount());
    assertEquals(
        List.of("usage leads to an explanation of more than 16777216 bytes; price less at a time"),
        faults(refused(one.formatted(all + ",{}"))));
    var line = "{key: %s, priced: {terms: {price: %s}, usage: [%s]}}";
    var document =
        "{currency: USD, lines: [%s, %s]}"
            .formatted(line.formatted("a", formula, all), line.formatted("b", formula, "{}"));
    assertEquals(
        List.of(
            "lines[1].priced.usage leads to an explanation of more than 16777216 bytes; price less"
                + " at a time"),
        Ask.faults(() ->
            PricingMethods.computeDocument(
                Ask.into(ComputeDocumentRequest.newBuilder(), document).build())));
  }

  @ParameterizedTest
  @CsvSource({
    "USD,HALF_UP,0.125,,0.13",
    "USD,HALF_EVEN,0.125,,0.12",
    "JPY,HALF_UP,0.5,,1",
    "USD,HALF_UP,10.005,10.00,0.01",
    "USD,HALF_UP,9.99,10.00,-0.01",
    "USD,HALF_UP,1,-2,3.00"
  })
  void theLineIsRoundedOnceAndALaterOneIsTheRest(
      String currency, String rounding, String amount, String billed, String line)
      throws Exception {
    var written =
        "{terms: {price: {flat: {amount: %s}}}, currency: %s, rounding: %s, billed: \"%s\"}"
            .formatted(amount, currency, rounding, billed == null ? "" : billed);
    assertEquals(line, priced(written).getAmount());
  }

  @Test
  void allFaultsAreToldAtOnceEachWithItsField() {
    var refusal =
        refused(
            "{terms: {allowance: -1, price: {graduated: {tiers: [{up_to: 5, rate: {amount:"
                + " 1e999999999}}, {from: 6, up_to: 10, rate: {amount: 0.1234567890123456789}},"
                + " {rate: {amount: x}}], packaging: {size: 0}}}}, currency: XXX, usage:"
                + " [{quantity: \"-5\"}]}");
    assertEquals(PricingReason.PRICING_INVALID, refusal.reason());
    assertEquals(
        List.of(
            "terms.price.graduated.tiers[0].rate.amount EXPONENT_TOO_LARGE",
            "terms.price.graduated.tiers[1].rate.amount TOO_MANY_FRACTION_DIGITS",
            "terms.price.graduated.tiers[2].rate.amount NOT_A_NUMBER",
            "terms.price.graduated.packaging SIZE_NOT_POSITIVE",
            "terms.price.graduated TIERS_GAP",
            "terms.allowance NEGATIVE",
            "usage[0].quantity NEGATIVE",
            "currency has no minor unit"),
        faults(refusal));
  }

  private static List<String> faults(Refusal refusal) {
    return refusal.faults().stream()
        .map(fault -> fault.field() + " " + fault.message().split(":")[0])
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{}; terms.price names no model",
        "{capacity: {units: 1, fee: 1, overage: {dynamic: {price: p}}}};"
            + " terms.price.capacity.overage is a price of single events, and a price of a total is"
            + " needed",
        "{grouped: {price: {flat: {amount: 1}}}}; terms.price.grouped names no scope",
        "{by_time: {zone: \"Mars/Phobos\", otherwise: {flat: {amount: 1}}}};"
            + " terms.price.by_time.zone is no IANA zone: Mars/Phobos"
      })
  void whatAPriceLacksIsNamed(String price, String message) {
    assertEquals(message, refused(PRICE.formatted(price, "")).message());
  }

  @ParameterizedTest
  @CsvSource({"hours: 25", "hours: -1", "'hours: 24, minutes: 1'", "'hours: 23, minutes: 60'"})
  void aTimeThatNoDayHasIsNamed(String time) {
    for (var field : List.of("start", "end")) {
      assertEquals(
          "terms.price.by_time.windows[0].%s is no time of a day, 00:00 to 24:00".formatted(field),
          refused(
                  PRICE.formatted(
                      "{by_time: {windows: [{%s: {%s}, price: {flat: {amount: 2}}}], otherwise: {flat: {amount: 1}}}}"
                          .formatted(field, time),
                      ""))
              .message());
    }
  }

  @Test
  void hour24EndsADay() throws Exception {
    var price =
        "{by_time: {windows: [{start: {hours: 22}, end: {hours: 24}, price: {per_unit: {rate:"
            + " {amount: 2}}}}], otherwise: {per_unit: {rate: {amount: 1}}}}}";
    var late = "{quantity: 1, time: \"2026-03-02T23:59:59Z\"}";
    var next = "{quantity: 1, time: \"2026-03-03T00:00:00Z\"}";
    assertEquals("2.00", priced(PRICE.formatted(price, late)).getAmount());
    assertEquals("1.00", priced(PRICE.formatted(price, next)).getAmount());
  }

  @Test
  void aPriceIsNotNestedWithoutEnd() {
    var price = "{flat: {amount: 1}}";
    for (int i = 0; i < 9; i++) {
      price = "{grouped: {each_record: true, price: %s}}".formatted(price);
    }
    var refusal = refused(PRICE.formatted(price, ""));
    assertEquals(1, refusal.faults().size());
    assertEquals("is nested deeper than 8", refusal.faults().getFirst().message());
  }

  @Test
  void whatNoCellCoversIsUnpricedAndNeverFree() {
    var refusal =
        refused(
            PRICE.formatted(
                "{by_dimension: {dimensions: [type], cells: [{values: {type: gpu}, price: {flat:"
                    + " {amount: 3}}}]}}",
                "{quantity: 1}"));
    assertEquals(PricingReason.USAGE_UNPRICED, refusal.reason());
  }

  @ParameterizedTest
  @CsvSource({
    "20,100 25,USD,LARGEST_REMAINDER,16.00 4.00",
    "5,10 20,USD,LAST_PART,1.66 3.34",
    "-10,1 1 1,USD,LARGEST_REMAINDER,-3.34 -3.33 -3.33",
    "10,1 1 1,JPY,LARGEST_REMAINDER,4 3 3"
  })
  void anAmountIsSplit(String amount, String weights, String currency, String drift, String parts)
      throws Exception {
    var request = AllocateRequest.newBuilder();
    JsonFormat.parser()
        .merge(
            "{amount: \"%s\", weights: [%s], currency: %s, drift: %s}"
                .formatted(amount, weights.replace(' ', ','), currency, drift),
            request);
    assertEquals(
        List.of(parts.split(" ")), PricingMethods.allocate(request.build()).getPartsList());
  }

  @Test
  void whatCannotBeSplitIsRefused() {
    var request = AllocateRequest.newBuilder().setAmount("0.001").setCurrency("USD").build();
    var refusal = assertThrows(Refused.class, () -> PricingMethods.allocate(request)).refusal();
    assertEquals(
        List.of("weights", "amount"), refusal.faults().stream().map(Refusal.Fault::field).toList());
  }

  private static PriceUsageResponse priced(String json) throws InvalidProtocolBufferException {
    var request = PriceUsageRequest.newBuilder();
    JsonFormat.parser().merge(json, request);
    return PricingMethods.priceUsage(request.build());
  }

  private static Refusal refused(String json) {
    return assertThrows(Refused.class, () -> priced(json)).refusal();
  }
}
