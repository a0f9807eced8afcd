package reckoner.pricing;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Reading decimals at the door and the one division of the kernel (RULES A1–A4, A7). */
public final class Decimals {
  /** Longest text that is looked at; longer ones are refused before any arithmetic (RULES A7). */
  public static final int TEXT_LENGTH_MAX = 80;

  public static final int AMOUNT_FRACTION_DIGITS_MAX = 18;
  public static final int QUANTITY_DIGITS_MAX = 38;
  public static final int QUANTITY_FRACTION_DIGITS_MAX = 12;
  public static final int MULTIPLIER_FRACTION_DIGITS_MAX = 6;

  private static final int INTEGER_DIGITS_MAX = 38;
  private static final int EXPONENT_DIGITS_MAX = 3;
  private static final MathContext DIVISION = new MathContext(34, RoundingMode.HALF_EVEN);

  private Decimals() {}

  /** A stated amount or cost: 0 or more, at most 18 fractional digits (RULES A2). */
  public static BigDecimal amount(String text) {
    return bounded(
        text, INTEGER_DIGITS_MAX + AMOUNT_FRACTION_DIGITS_MAX, AMOUNT_FRACTION_DIGITS_MAX);
  }

  /** A quantity: 0 or more, at most 38 digits, 12 of them fractional (RULES A3). */
  public static BigDecimal quantity(String text) {
    return bounded(text, QUANTITY_DIGITS_MAX, QUANTITY_FRACTION_DIGITS_MAX);
  }

  /** A multiplier: 0 or more, at most 6 fractional digits (RULES A2). */
  public static BigDecimal multiplier(String text) {
    return bounded(text, QUANTITY_DIGITS_MAX, MULTIPLIER_FRACTION_DIGITS_MAX);
  }

  /** The same number without trailing zeros and without an exponent; zero is {@code 0}. */
  public static BigDecimal normalise(BigDecimal value) {
    if (value.scale() == 0) {
      return value;
    }
    var stripped = value.stripTrailingZeros();
    return stripped.setScale(Math.max(0, stripped.scale()));
  }

  /** Normalised digits, e.g. {@code 1.5}, {@code 1000000}. */
  public static String plain(BigDecimal value) {
    return normalise(value).toPlainString();
  }

  /** Divides exactly where the quotient comes out, else at 34 significant digits (RULES A4). */
  public static BigDecimal divide(BigDecimal dividend, BigDecimal divisor) {
    try {
      return normalise(dividend.divide(divisor));
    } catch (ArithmeticException endless) {
      return normalise(dividend.divide(divisor, DIVISION));
    }
  }

  private static BigDecimal bounded(String text, int digitsMax, int fractionDigitsMax) {
    var value = parse(text);
    if (value.signum() < 0) {
      throw new DecimalFault("NEGATIVE", "is negative: " + shown(text));
    }
    if (value.scale() > fractionDigitsMax) {
      throw new DecimalFault(
          "TOO_MANY_FRACTION_DIGITS",
          "has %d fractional digits, at most %d are accepted: %s"
              .formatted(value.scale(), fractionDigitsMax, shown(text)));
    }
    if (value.precision() > digitsMax || value.precision() - value.scale() > INTEGER_DIGITS_MAX) {
      throw new DecimalFault(
          "TOO_MANY_DIGITS", "has more than %d digits: %s".formatted(digitsMax, shown(text)));
    }
    return value;
  }

  private static BigDecimal parse(String text) {
    if (text.isEmpty() || text.length() > TEXT_LENGTH_MAX) {
      throw new DecimalFault(
          "NOT_A_NUMBER",
          "is not a number of 1 to %d characters: %s".formatted(TEXT_LENGTH_MAX, shown(text)));
    }
    int exponent = Math.max(text.indexOf('e'), text.indexOf('E'));
    if (exponent >= 0 && text.length() - exponent - 1 > EXPONENT_DIGITS_MAX) {
      throw new DecimalFault("EXPONENT_TOO_LARGE", "has too large an exponent: " + shown(text));
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && ".eE+-".indexOf(c) < 0) {
        throw new DecimalFault("NOT_A_NUMBER", "is not a number: " + shown(text));
      }
    }
    try {
      return normalise(new BigDecimal(text));
    } catch (NumberFormatException notANumber) {
      throw new DecimalFault("NOT_A_NUMBER", "is not a number: " + shown(text));
    }
  }

  private static String shown(String text) {
    return text.length() <= 40 ? "\"" + text + "\"" : "\"" + text.substring(0, 40) + "…\"";
  }
}
