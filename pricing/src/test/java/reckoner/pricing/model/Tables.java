package reckoner.pricing.model;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Rate;

/** Prices and usage out of short texts, for tables of tests. */
final class Tables {
  private Tables() {}

  /**
   * Tiers such as {@code 5:7, 10:6.50+3, *:10/1000}: upper bound, rate and, where given, the units
   * it is for and the flat fee.
   */
  static Tiers tiers(String text) {
    return Tiers.of(rows(text));
  }

  static Tiers tiers(String text, @Nullable Packaging packaging) {
    return new Tiers(rows(text), Tiers.Edge.UPPER_INCLUSIVE, Tiers.Zero.NOTHING, packaging);
  }

  static Tiers firstFlatAtZero(String text) {
    return new Tiers(rows(text), Tiers.Edge.UPPER_INCLUSIVE, Tiers.Zero.FIRST_FLAT, null);
  }

  static Tiers exclusive(String text) {
    return new Tiers(rows(text), Tiers.Edge.UPPER_EXCLUSIVE, Tiers.Zero.NOTHING, null);
  }

  static List<Tier> rows(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).map(Tables::row).toList();
  }

  /** A rate such as {@code 3} or {@code 10/1000}. */
  static Rate rate(String text) {
    var parts = text.split("/");
    return new Rate(decimal(parts[0]), parts.length == 1 ? 1 : Long.parseLong(parts[1]));
  }

  static Rate percent(String text) {
    return new Rate(decimal(text), 100);
  }

  static BigDecimal decimal(String text) {
    return new BigDecimal(text);
  }

  static List<Usage> usage(String quantities) {
    return Arrays.stream(quantities.split(" ")).map(q -> Usage.of(decimal(q))).toList();
  }

  private static Tier row(String text) {
    var bound = text.split(":");
    var price = bound[1].split("\\+");
    return new Tier(
        bound[0].equals("*") ? null : decimal(bound[0]),
        rate(price[0]),
        price.length == 1 ? BigDecimal.ZERO : decimal(price[1]));
  }
}
