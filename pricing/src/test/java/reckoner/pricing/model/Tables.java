package reckoner.pricing.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rate;
import reckoner.pricing.model.ByDimension.Cell;

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

  static void prices(String id, Price price, List<Usage> usage, String amount) {
    assertEquals(amount, Decimals.plain(price.amount(usage, Trace.off())), id);
    var priced = price.explain(usage);
    assertEquals(amount, priced.amountExact().toPlainString(), id);
    assertEquals(priced.amountExact(), priced.recomputed(), id + ": " + priced.steps());
  }

  static void refused(PriceFault.Code code, Runnable attempt) {
    assertEquals(code, assertThrows(PriceFault.class, attempt::run).code());
  }

  static Usage with(String quantity, String name, String value) {
    return new Usage(decimal(quantity), Instant.EPOCH, Map.of(), Map.of(name, decimal(value)));
  }

  static Usage event(String quantity, String... dimensions) {
    return new Usage(decimal(quantity), Instant.EPOCH, values(dimensions), Map.of());
  }

  static Cell cell(String rate, String... values) {
    return new Cell(values(values), new PerUnit(rate(rate)));
  }

  private static Map<String, String> values(String... pairs) {
    return switch (pairs.length) {
      case 0 -> Map.of();
      case 2 -> Map.of(pairs[0], pairs[1]);
      default -> Map.of(pairs[0], pairs[1], pairs[2], pairs[3]);
    };
  }

  static void prices(String id, QuantityPrice price, String quantities, String amounts) {
    var expected = amounts.split(" ");
    int i = 0;
    for (var quantity : quantities.split(" ")) {
      var what = id + " at " + quantity;
      var amount = price.amount(decimal(quantity), Trace.off());
      assertEquals(expected[i++], Decimals.plain(amount), what);
      var priced = price.explain(decimal(quantity));
      assertEquals(Decimals.normalise(amount), priced.amountExact(), what);
      assertEquals(priced.amountExact(), priced.recomputed(), what);
    }
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
