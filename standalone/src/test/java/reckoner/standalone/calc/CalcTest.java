package reckoner.standalone.calc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.grpc.MethodDescriptor;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reckoner.proto.pricing.v1.PricingServiceGrpc;

class CalcTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String METHODS =
      "PriceUsage, Allocate, PreviewPeriods, Prorate, ComputeDocument, DrawDown, RenewGrants,"
          + " EvaluateCommitments, PriceCommitted, MeasureUsage, ChargeRecurring, PriceOrder,"
          + " LookupPrice";
  private static final String UNIT =
      "{\"method\": \"PriceUsage\", \"request\": {\"terms\": {\"price\": {\"per_unit\": {\"rate\":"
          + " {\"amount\": %s}}}}, \"usage\": [{\"quantity\": 3}], \"currency\": \"USD\"}}";

  @Test
  void eachLineHasItsReplyInOrderAndABadLineEndsNothing() throws Exception {
    var replies =
        run(false, UNIT.formatted("1"), "", "not json", UNIT.formatted("\"2.005\""), "   ");
    assertEquals(3, replies.size());
    assertEquals("3.00", JSON.readTree(replies.get(0)).at("/reply/amount").asText());
    assertEquals("REQUEST_INVALID", JSON.readTree(replies.get(1)).at("/error/reason").asText());
    assertEquals("6.02", JSON.readTree(replies.get(2)).at("/reply/amount").asText());
  }

  /** More than any binary number holds. */
  @Test
  void digitsAreTakenAsTheyAreWritten() throws Exception {
    var exact =
        JSON.readTree(run(false, UNIT.formatted("0.123456789012345678")).getFirst())
            .at("/reply/amount_exact");
    assertEquals("0.370370367037037034", exact.asText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | \"method\" is \"\"; it is one of " + METHODS,
        "{\"method\": \"Guess\"} | \"method\" is \"Guess\"; it is one of " + METHODS,
        "{\"method\": \"Allocate\"} | \"request\" is an object",
        "{\"method\": \"Allocate\", \"request\": {\"wrong\": 1}} | Cannot find field: wrong in"
            + " message reckoner.pricing.v1.AllocateRequest"
      })
  void whatALineLacksIsNamed(String line, String message) throws Exception {
    var error = error(line);
    assertEquals("REQUEST_INVALID", error.path("reason").asText());
    assertEquals(message, error.path("message").asText());
  }

  @Test
  void hostileNumbersAreRefusedWithTheirFieldBeforeAnyArithmetic() throws Exception {
    for (var number :
        List.of(
            "1e999999999", "\"" + "9".repeat(1_000_000) + "\"", "0.1234567890123456789", "-1")) {
      var error = error(UNIT.formatted(number));
      assertEquals("PRICING_INVALID", error.path("reason").asText());
      assertEquals("terms.price.per_unit.rate.amount", error.at("/faults/0/field").asText());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "terms.price.per_unit.rate.per | {\"terms\": {\"price\": {\"per_unit\": {\"rate\":"
            + " {\"amount\": 1, \"per\": -1}}}}, \"currency\": \"USD\"}",
        "currency | {\"terms\": {\"price\": {\"flat\": {\"amount\": 1}}}, \"currency\": \"usd\"}",
        "rounding | {\"terms\": {\"price\": {\"flat\": {\"amount\": 1}}}, \"currency\": \"USD\","
            + " \"rounding\": 9}"
      })
  void whatBreaksABoundIsRefusedAsTheServiceRefusesIt(String field, String request)
      throws Exception {
    var error = error("{\"method\": \"PriceUsage\", \"request\": " + request + "}");
    assertEquals("REQUEST_INVALID", error.path("reason").asText());
    assertEquals(1, error.path("faults").size(), error.toString());
    assertEquals(field, error.at("/faults/0/field").asText());
  }

  @Test
  void theMethodsAreThoseOfTheService() {
    assertEquals(
        PricingServiceGrpc.getServiceDescriptor().getMethods().stream()
            .map(MethodDescriptor::getBareMethodName)
            .collect(Collectors.toSet()),
        Arrays.stream(CalcMethod.values()).map(CalcMethod::label).collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @EnumSource(CalcMethod.class)
  void theSampleOfEachMethodIsAnswered(CalcMethod method) throws Exception {
    assertTrue(JSON.readTree(run(false, method.sampleLine()).getFirst()).has("reply"));
  }

  @Test
  void anExplanationIsForAPerson() throws Exception {
    assertEquals(
        List.of(
            "tier 1: 5 × 7 = 35",
            "tier 2: 7 × 6.5 = 45.5",
            "exactly 80.5, rounded 80.50",
            "16.00 + 4.00",
            "REQUEST_INVALID: \"request\" is an object"),
        run(
            true,
            CalcMethod.PRICE_USAGE.sampleLine(),
            CalcMethod.ALLOCATE.sampleLine(),
            "{\"method\": \"Allocate\"}"));
  }

  @Test
  void whatAMethodComputesIsToldInSentences() throws Exception {
    assertEquals(
        List.of(
            "calls: exactly 300, 300.00",
            "  discount welcome: 300.00 − 45.00 = 255.00",
            "  credit gift: 255.00 − 150.00 = 105.00",
            "  tax vat on 105.00: 105.00 + 8.40 = 113.40",
            "  due 113.40",
            "fee: exactly 100, 100.00",
            "  discount welcome: 100.00 − 15.00 = 85.00",
            "  tax vat on 85.00: 85.00 + 6.80 = 91.80",
            "  due 91.80",
            "discount welcome, 15% of 400.00: 60.00",
            "minimum least of 200: 340.00 lacks 0.00",
            "credit gift of 150: pays 150.00, leaves 0",
            "tax vat, 8% of 190.00: exactly 15.2, 15.20",
            "400.00 − 60.00 discounts + 0.00 raised − 0.00 cut − 150.00 credits + 15.20 taxes ="
                + " 205.20",
            "205.20 − 30.00 balance = 175.20 due",
            "B pays 20 of c",
            "A pays 40 of c",
            "c: 60 paid, 0 left",
            "A holds 10 of 50",
            "B holds 0 of 20",
            "A: 50000 rolls over, 10000 lapses",
            "prepaid: 400 of 400 counted, 0 lacking, 0 carried, true-up 0.00",
            "postpaid: 100 of 400 counted, 300 lacking, 0 carried, true-up 300.00",
            "to be paid for the spend: 100",
            "15: 20 inside + 0 true-up + 15 overage = 35",
            "6: 12 inside + 8 true-up + 0 overage = 20",
            "10: 20 inside + 0 true-up + 0 overage = 20",
            "exactly 75, rounded 75.00",
            "11, of 2 buckets",
            "  7, chosen of 2",
            "  4, chosen of 1"),
        run(
            true,
            CalcMethod.COMPUTE_DOCUMENT.sampleLine(),
            CalcMethod.DRAW_DOWN.sampleLine(),
            CalcMethod.RENEW_GRANTS.sampleLine(),
            CalcMethod.EVALUATE_COMMITMENTS.sampleLine(),
            CalcMethod.PRICE_COMMITTED.sampleLine(),
            CalcMethod.MEASURE_USAGE.sampleLine()));
    assertEquals(
        List.of("together 461.29", "together 156.33"),
        run(true, CalcMethod.CHARGE_RECURRING.sampleLine(), CalcMethod.PRICE_ORDER.sampleLine())
            .stream()
            .filter(line -> line.startsWith("together"))
            .toList());
  }

  private static JsonNode error(String line) throws Exception {
    return JSON.readTree(run(false, line).getFirst()).path("error");
  }

  private static List<String> run(boolean explains, String... lines) throws Exception {
    var out = new ByteArrayOutputStream();
    try (var printed = new PrintStream(out, false, StandardCharsets.UTF_8)) {
      new Calc(explains)
          .run(new BufferedReader(new StringReader(String.join("\n", lines))), printed);
    }
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
