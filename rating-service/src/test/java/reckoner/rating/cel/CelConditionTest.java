package reckoner.rating.cel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cel.common.CelValidationException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.kit.testing.Seed;
import reckoner.rating.Nesting;
import reckoner.rating.UsageEvent;

class CelConditionTest {
  private static UsageEvent event(String type, Map<String, String> dimensions) {
    return new UsageEvent(
        new UsageEvent.Key("s", "e"),
        Instant.EPOCH,
        "c",
        type,
        dimensions,
        Optional.of(new BigDecimal("1.5")),
        Map.of("pages", BigDecimal.TEN),
        Optional.empty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          event_type == "x" ; true
          event_type != "x" ; false
          event_type == "x" && dimensions.region == "eu" ; true
          event_type == "y" || dimensions.region == "eu" ; true
          dimensions.nothing == "eu" ; false
          dimensions.nothing != "eu" ; false
          dimensions.nothing == "eu" || event_type == "x" ; true
          quantities.pages > 9.0 ; true
          quantities[""] > 1.4 ; true
          has(dimensions.nothing) ; false
          dimensions.region in ["eu", "us"] ; true
          dimensions.region.startsWith("e") ; true
          size(dimensions) == 1 ; true
          """)
  void aConditionHoldsOrNot(String text, boolean expected) {
    assertEquals(expected, CelCondition.of(text).holds(event("x", Map.of("region", "eu"))));
  }

  @Test
  void anEmptyOneHoldsAlwaysAndABrokenOneIsRefused() {
    assertTrue(CelCondition.of("").holds(event("x", Map.of())));
    for (var broken : new String[] {"event_type ==", "event_type", "nothing == 1", "1 + 'a'"}) {
      assertThrows(IllegalArgumentException.class, () -> CelCondition.of(broken), broken);
    }
  }

  @Test
  void aRequestToAModelHasItsModelAsADimension() {
    var use = new UsageEvent.ModelUse("openai", "gpt", Nesting.DISJOINT, Map.of());
    var event =
        new UsageEvent(
            new UsageEvent.Key("s", "e"),
            Instant.EPOCH,
            "c",
            "",
            Map.of("model", "stated"),
            Optional.empty(),
            Map.of(),
            Optional.of(use));
    var fast =
        CelCondition.of("dimensions.provider == \"openai\" && dimensions.model == \"stated\"");
    assertTrue(fast.holds(event));
    assertTrue(CelCondition.of("dimensions.provider.startsWith(\"open\")").holds(event));
  }

  @Test
  void whatIsComparedFastMeansWhatTheLibrarySays() throws CelValidationException {
    long seed = Seed.of(CelConditionTest.class);
    var random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      var text = random(random, 3);
      var fast = CelCondition.of(text);
      assertFalse(fast instanceof CelCondition, text);
      var library = assertInstanceOf(CelCondition.class, CelCondition.evaluated(text));
      var dimensions = new HashMap<String, String>();
      for (var name : new String[] {"a", "b"}) {
        if (random.nextBoolean()) {
          dimensions.put(name, random.nextBoolean() ? "x" : "y");
        }
      }
      var event = event(random.nextBoolean() ? "x" : "y", dimensions);
      assertEquals(
          library.holds(event), fast.holds(event), () -> "seed " + seed + ": " + text + event);
    }
  }

  private static String random(Random random, int depth) {
    if (depth == 0 || random.nextInt(3) == 0) {
      var operands = new String[] {"event_type", "dimensions.a", "dimensions.b", "\"x\"", "\"y\""};
      return operands[random.nextInt(operands.length)]
          + (random.nextBoolean() ? " == " : " != ")
          + operands[random.nextInt(operands.length)];
    }
    return "(%s) %s (%s)"
        .formatted(
            random(random, depth - 1),
            random.nextBoolean() ? "&&" : "||",
            random(random, depth - 1));
  }
}
