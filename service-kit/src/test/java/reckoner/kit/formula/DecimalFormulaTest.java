package reckoner.kit.formula;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.pricing.Decimals;
import reckoner.pricing.model.PriceFault;

class DecimalFormulaTest {
  private static final BigDecimal HUGE = new BigDecimal("99999999999999999999999999.999999999999");
  private static final String TINY = "0.000000000000000001";
  private static final Map<String, BigDecimal> QUANTITIES =
      Map.of(
          "quantity",
          new BigDecimal("12.5"),
          "pages",
          new BigDecimal("7"),
          "none",
          BigDecimal.ZERO,
          "huge",
          HUGE,
          "wide",
          new BigDecimal("9".repeat(76) + "." + "9".repeat(114)),
          "fine",
          BigDecimal.TWO.movePointLeft(114));

  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      value = {
        "0 → 0",
        "0.1 + 0.2 → 0.3",
        "quantity * 0.01 + pages → 7.125",
        "-pages + 10 → 3",
        "2 - 3 - 4 → -5",
        "2 + 3 * 4 → 14",
        "(2 + 3) * 4 → 20",
        "8 / 4 / 2 → 1",
        "1 / 3 → 0.3333333333333333333333333333333333",
        "1 / 8 → 0.125",
        "(2 ^ 3) ^ 2 → 64",
        "pages ^ 0 → 1",
        "1.01 ^ 3 → 1.030301",
        "-2 ^ 2 → 4",
        "IF(quantity > 10, 0.5, 1) → 0.5",
        "IF(quantity > 12.5, 0.5, 1) → 1",
        "IF(quantity >= 12.50 && !(pages < 7 || none != 0), 1, 2) → 1",
        "IF(none == 0.000, 5, 1 / none) → 5",
        "MIN(quantity, pages, 9) → 7",
        "MAX(quantity, pages) → 12.5",
        "ABS(pages - quantity) → 5.5",
        "ROUND(2.5, 0) → 3",
        "ROUND(-2.5, 0) → -3",
        "ROUND(1.2345, 2) → 1.23",
        "CEILING(quantity) → 13",
        "FLOOR(quantity) → 12",
        "if(pages == 7, 1, 0) → 1",
        "1000000 * 1000000 → 1000000000000"
      })
  void aFormulaIsExact(String text, BigDecimal value) {
    var formula = DecimalFormula.of(text);
    assertEquals(Decimals.normalise(value), formula.evaluate(QUANTITIES), text);
    assertEquals(text, formula.text());
  }

  @Test
  void productsOfHugeQuantitiesAreExact() {
    assertEquals(
        HUGE.multiply(HUGE).add(HUGE), DecimalFormula.of("huge ^ 2 + huge").evaluate(QUANTITIES));
  }

  private static String message(Exception fault) {
    return String.valueOf(fault.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      value = {
        "'' → 1 to 1000 characters",
        "1 + → at character",
        "(1 → at character",
        "1 2 → at character",
        "quantity pages → at character",
        "quantity > 1 → gives a number",
        "IF(1, 2, 3) → needs a condition",
        "IF(1 > 0, 2 > 1, 3) → needs numbers",
        "IF(1 > 0, 2) → at character",
        "1 + (2 > 1) → needs numbers",
        "!quantity → needs a condition",
        "\"text\" → has no place",
        "0xff → is no decimal number",
        "1e9 → is no decimal number",
        "0.1234567890123456789 → at most 18",
        "a.b → at character",
        "a[1] → at character",
        "SQRT(4) → at character",
        "RANDOM() → at character",
        "1 % 2 → at character",
        "MIN() → at character",
        "PI → ''",
        "2 ^ 101 → whole number of 0 to 100",
        "2 ^ 0.5 → whole number",
        "2 ^ -1 → whole number",
        "2 ^ 3 ^ 2 → whole number",
        "2 ^ pages → whole number",
        "ROUND(1, 19) → whole number of 0 to 18",
        "((quantity ^ 50) ^ 50) → more than 10000 digits",
        "quantity ^ 53 → more than 10000 digits",
        "1 / (quantity ^ 16) → more than 10000 digits",
        "quantity ^ 30 + pages ^ 31 → one part too many",
        "IF(quantity ^ 52 > 1, 1, pages ^ 12) → one part too many",
        "MAX(1 / quantity ^ 13, 1) → one part too many",
        "quantity / (a / b) / (c / d) / e → one part too many"
      })
  void whatIsNoFormulaIsRefusedByName(String text, String why) {
    if (why.isEmpty()) {
      assertEquals(Set.of(text), DecimalFormula.of(text).names(), "no constants");
      return;
    }
    var fault = assertThrows(FormulaFault.class, () -> DecimalFormula.of(text), text);
    assertTrue(message(fault).contains(why), message(fault));
  }

  /** The last is far below: its quotient has 34 digits, the first of them at the 19th place. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "wide ^ 52",
        "1 / fine ^ 12",
        "wide ^ 30 + fine ^ 30",
        "fine ^ 7 / wide ^ 7 + 1",
        TINY + " / 3 + 1"
      })
  void whatIsAtTheBoundHasNoMoreDigitsThanTheCheckFound(String text) {
    var formula = DecimalFormula.of(text);
    assertTrue(formula.evaluate(QUANTITIES).precision() <= formula.digitsMax(), text);
  }

  @Test
  void lengthAndDepthAreBounded() {
    assertEquals(BigDecimal.ONE, DecimalFormula.of(" ".repeat(999) + "1").evaluate(Map.of()));
    assertThrows(FormulaFault.class, () -> DecimalFormula.of(" ".repeat(1_000) + "1"));
    assertEquals(
        new BigDecimal(FormulaCheck.DEPTH_MAX),
        DecimalFormula.of("1" + " + 1".repeat(FormulaCheck.DEPTH_MAX - 1)).evaluate(Map.of()));
    assertThrows(
        FormulaFault.class, () -> DecimalFormula.of("1" + " + 1".repeat(FormulaCheck.DEPTH_MAX)));
    assertEquals(
        BigDecimal.ONE,
        DecimalFormula.of("(".repeat(400) + "1" + ")".repeat(400)).evaluate(Map.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1 / none", "1 / (pages - 7)", "IF(none > 0, 1, 1 / none)"})
  void aDivisionByZeroIsNamed(String text) {
    var fault = assertThrows(PriceFault.class, () -> DecimalFormula.of(text).evaluate(QUANTITIES));
    assertEquals(PriceFault.Code.FORMULA_FAILED, fault.code());
    assertTrue(message(fault).contains("division by zero"), message(fault));
  }

  @Test
  void namesAreCaseSensitiveAndAllAreNeeded() {
    var formula = DecimalFormula.of("Pages + pages");
    assertEquals(Set.of("Pages", "pages"), formula.names());
    assertEquals(
        new BigDecimal("3"),
        formula.evaluate(Map.of("Pages", BigDecimal.ONE, "pages", BigDecimal.TWO)));
    var fault = assertThrows(PriceFault.class, () -> formula.evaluate(QUANTITIES));
    assertEquals(PriceFault.Code.QUANTITY_MISSING, fault.code());
    assertTrue(message(fault).contains("Pages"), message(fault));
  }

  @Test
  void threadsShareAFormula() throws Exception {
    var formula = DecimalFormula.of("a * a - b");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all =
          IntStream.range(0, 2_000)
              .mapToObj(i ->
                  threads.submit(() ->
                      formula.evaluate(
                          Map.of("a", BigDecimal.valueOf(i), "b", BigDecimal.valueOf(i)))))
              .toList();
      for (int i = 0; i < all.size(); i++) {
        assertEquals(BigDecimal.valueOf((long) i * i - i), all.get(i).get());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noValueHasMoreDigitsThanTheCheckFound(long seed) {
    var random = new SplittableRandom(seed);
    for (int i = 0; i < 5_000; i++) {
      var text = formula(random, random.nextInt(1, 5));
      try {
        var formula = DecimalFormula.of(text);
        long digits = formula.evaluate(QUANTITIES).precision();
        assertTrue(digits <= formula.digitsMax(), () -> "seed %d: %s".formatted(seed, text));
      } catch (FormulaFault | PriceFault named) {
        assertTrue(!message(named).isEmpty(), () -> "seed %d: %s".formatted(seed, text));
      }
    }
  }

  private static String formula(SplittableRandom random, int depth) {
    if (depth == 0) {
      var leaves = new String[] {"quantity", "huge", "wide", "fine", TINY, "3", "7", "1"};
      return leaves[random.nextInt(leaves.length)];
    }
    var left = formula(random, depth - 1);
    return switch (random.nextInt(8)) {
      case 0, 1 -> "(%s / %s)".formatted(left, formula(random, depth - 1));
      case 2 -> "(%s * %s)".formatted(left, formula(random, depth - 1));
      case 3 -> "(%s + %s)".formatted(left, formula(random, depth - 1));
      case 4 -> "(%s - %s)".formatted(left, formula(random, depth - 1));
      case 5 -> "(%s ^ %d)".formatted(left, random.nextInt(6));
      case 6 -> "ROUND(%s, %d)".formatted(left, random.nextInt(19));
      default -> "MAX(%s, %s)".formatted(left, formula(random, depth - 1));
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void anyTextIsAFormulaOrRefused(long seed) {
    var random = new SplittableRandom(seed);
    var parts =
        new String[] {
          "1",
          "0.5",
          "9".repeat(38),
          "quantity",
          "none",
          "huge",
          "+",
          "-",
          "*",
          "/",
          "^",
          "(",
          ")",
          ",",
          "IF(",
          "MIN(",
          "ROUND(",
          "<",
          "==",
          "&&",
          "!",
          "\"",
          "[",
          "{",
          ".",
          "\u0000",
          "é",
          " ",
          "100",
          "e5"
        };
    for (int i = 0; i < 4_000; i++) {
      var text = new StringBuilder();
      for (int part = random.nextInt(1, 12); part > 0; part--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      try {
        var formula = DecimalFormula.of(text.toString());
        var value = formula.evaluate(QUANTITIES);
        assertTrue(value.precision() <= formula.digitsMax(), () -> seed + ": " + text);
      } catch (FormulaFault | PriceFault named) {
        assertTrue(!message(named).isEmpty(), () -> seed + ": " + text);
      } catch (RuntimeException unexpected) {
        throw new AssertionError("seed %d: %s".formatted(seed, text), unexpected);
      }
    }
  }
}
