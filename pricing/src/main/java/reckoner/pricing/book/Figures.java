package reckoner.pricing.book;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Decimals;

/** How numbers and times are written for people. Nothing is computed from what stands here. */
public final class Figures {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final int PERCENT_DIGITS = 1;

  private Figures() {}

  /** All digits, in groups of three: {@code 1,000,000}, {@code 0.0125}. */
  public static String count(BigDecimal value) {
    return amount(value, 0);
  }

  /** All digits and at least so many fractional ones: {@code 2.50}, {@code 1,000.00}. */
  public static String amount(BigDecimal value, int digits) {
    var normal = Decimals.normalise(value);
    var text = normal.setScale(Math.max(digits, normal.scale())).toPlainString();
    int point = text.indexOf('.') < 0 ? text.length() : text.indexOf('.');
    var grouped = new StringBuilder(text);
    for (int i = point - 3; i > (value.signum() < 0 ? 1 : 0); i -= 3) {
      grouped.insert(i, ',');
    }
    return grouped.toString().replace('-', '−');
  }

  /**
   * By how much a number changed, such as {@code −10.1 %}: one fractional digit, more where that
   * would show nothing. None where the first is 0.
   */
  public static Optional<String> percentChange(BigDecimal before, BigDecimal after) {
    if (before.signum() == 0) {
      return Optional.empty();
    }
    var exact = Decimals.divide(after.subtract(before).multiply(HUNDRED), before);
    var rounded = exact.setScale(PERCENT_DIGITS, RoundingMode.HALF_UP);
    var shown = rounded.signum() == 0 ? exact.round(new MathContext(1)) : rounded;
    return Optional.of((shown.signum() > 0 ? "+" : "") + count(shown) + " %");
  }

  /** A date where it is midnight of UTC, else the instant. */
  public static String time(Instant time) {
    var utc = time.atOffset(ZoneOffset.UTC);
    return utc.toLocalTime().equals(LocalTime.MIDNIGHT)
        ? utc.toLocalDate().toString()
        : time.toString();
  }

  /** A range of time, such as {@code from 2026-03-01 until 2026-06-01}; empty for all of it. */
  static String range(@Nullable Instant from, @Nullable Instant until) {
    var start = from == null ? "" : " from " + time(from);
    return start + (until == null ? "" : " until " + time(until));
  }
}
