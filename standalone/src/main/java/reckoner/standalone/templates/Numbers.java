package reckoner.standalone.templates;

import java.math.BigDecimal;
import java.util.Locale;

/** Numbers for a person: thousands apart, digits as they are. */
final class Numbers {
  private Numbers() {}

  static String units(long units) {
    return String.format(Locale.ROOT, "%,d", units);
  }

  static String of(BigDecimal number) {
    return String.format(Locale.ROOT, "%,." + Math.max(0, number.scale()) + "f", number);
  }

  static String of(String decimal) {
    return decimal.isEmpty() ? "" : of(new BigDecimal(decimal));
  }
}
