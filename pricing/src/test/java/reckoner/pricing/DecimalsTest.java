package reckoner.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecimalsTest {
  @ParameterizedTest
  @CsvSource({
    "0,0",
    "1.50,1.5",
    "1e-18,0.000000000000000001",
    "0.1000000000000000000000,0.1",
    "1.25E-2,0.0125",
    "1e3,1000",
    "1e003,1000"
  })
  void amountsAreNormalised(String text, String plain) {
    assertEquals(plain, Decimals.amount(text).toPlainString());
  }

  @ParameterizedTest
  @CsvSource({
    "-1,NEGATIVE",
    "0.0000000000000000001,TOO_MANY_FRACTION_DIGITS",
    "1e-19,TOO_MANY_FRACTION_DIGITS",
    "1e99999999,EXPONENT_TOO_LARGE",
    "1e999,TOO_MANY_DIGITS",
    "1e0003,EXPONENT_TOO_LARGE",
    "e9999,EXPONENT_TOO_LARGE",
    // digits that are not of ASCII
    "\u0661\u0662,NOT_A_NUMBER",
    "NaN,NOT_A_NUMBER",
    "0x10,NOT_A_NUMBER",
    "1.2.3,NOT_A_NUMBER",
    "'',NOT_A_NUMBER",
    "' 1',NOT_A_NUMBER"
  })
  @Tag("F36")
  void hostileNumbersAreRefusedByName(String text, String code) {
    assertEquals(code, assertThrows(DecimalFault.class, () -> Decimals.amount(text)).code());
  }

  @Test
  void aTextIsReadToItsBoundAndRefusedBeyond() {
    var zeros = "0".repeat(Decimals.TEXT_LENGTH_MAX - 1);
    assertEquals("7", Decimals.amount(zeros + "7").toPlainString());
    assertThrows(DecimalFault.class, () -> Decimals.amount(zeros + "07"));
  }

  @Test
  void aRefusalShowsAtMost40CharactersOfTheText() {
    var forty = "x".repeat(40);
    assertEquals("is not a number: \"" + forty + "\"", refusal(forty));
    assertEquals("is not a number: \"" + forty + "…\"", refusal(forty + "y"));
  }

  private static String refusal(String text) {
    return String.valueOf(
        assertThrows(DecimalFault.class, () -> Decimals.amount(text)).getMessage());
  }

  @Test
  @Tag("F36")
  void aMillionDigitsAreRefusedUnread() {
    var fault = assertThrows(DecimalFault.class, () -> Decimals.quantity("9".repeat(1_000_000)));
    assertEquals("NOT_A_NUMBER", fault.code());
  }

  @ParameterizedTest
  @CsvSource({
    "99999999999999999999999999.999999999999,true",
    "99999999999999999999999999999999999999,true",
    "999999999999999999999999999999999999999,false",
    "0.0000000000001,false"
  })
  void quantitiesHave38DigitsOfWhich12Fractional(String text, boolean accepted) {
    if (accepted) {
      assertEquals(text, Decimals.quantity(text).toPlainString());
    } else {
      assertThrows(DecimalFault.class, () -> Decimals.quantity(text));
    }
  }

  @Test
  void aMultiplierHasAtMost6FractionDigits() {
    assertEquals("1.200001", Decimals.multiplier("1.200001").toPlainString());
    assertEquals(
        "TOO_MANY_FRACTION_DIGITS",
        assertThrows(DecimalFault.class, () -> Decimals.multiplier("1.2000001")).code());
  }
}
