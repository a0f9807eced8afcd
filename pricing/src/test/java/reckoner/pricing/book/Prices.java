package reckoner.pricing.book;

import java.math.BigDecimal;
import java.util.Arrays;
import reckoner.pricing.Rate;
import reckoner.pricing.model.PerUnit;
import reckoner.pricing.model.Tier;
import reckoner.pricing.model.Tiers;

/** Prices out of short texts, for tables of tests. */
final class Prices {
  private Prices() {}

  /** A rate such as {@code 3} or {@code 10/1000}. */
  static Rate rate(String text) {
    var parts = text.split("/");
    return new Rate(new BigDecimal(parts[0]), parts.length == 1 ? 1 : Long.parseLong(parts[1]));
  }

  static PerUnit perUnit(String rate) {
    return new PerUnit(rate(rate));
  }

  /** Tiers such as {@code 5:7, *:10/1000+3}: upper bound, rate and flat fee. */
  static Tiers tiers(String text) {
    return Tiers.of(
        Arrays.stream(text.split(", "))
            .map(row -> {
              var bound = row.split(":");
              var price = bound[1].split("\\+");
              return new Tier(
                  bound[0].equals("*") ? null : new BigDecimal(bound[0]),
                  rate(price[0]),
                  price.length == 1 ? BigDecimal.ZERO : new BigDecimal(price[1]));
            })
            .toList());
  }
}
