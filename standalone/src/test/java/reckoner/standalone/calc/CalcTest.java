package reckoner.standalone.calc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CalcTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
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
        "{} | \"method\" is \"\"; it is one of PriceUsage, Allocate, PreviewPeriods, Prorate",
        "{\"method\": \"Guess\"} | \"method\" is \"Guess\"; it is one of PriceUsage, Allocate,"
            + " PreviewPeriods, Prorate",
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
