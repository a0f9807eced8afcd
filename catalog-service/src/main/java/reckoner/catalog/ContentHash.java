package reckoner.catalog;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import reckoner.pricing.Decimals;
import reckoner.pricing.RateCondition;

/**
 * SHA-256 of what a version says, without its number and dates, so that two installations give the
 * same content the same name (RULES G5). Each part is written with its length before it.
 */
final class ContentHash {
  private final StringBuilder text = new StringBuilder();

  private ContentHash(String form) {
    part(form);
  }

  /** Identity of a cost book version: every model in order, with its match clause and rates. */
  static String ofCosts(String currency, PriceList list) {
    var hash = new ContentHash("cost-book/1").part(currency);
    for (var model : list.models()) {
      hash.part("model").part(model.provider()).part(model.id()).part(model.matchJson());
      model
          .rates()
          .ifPresent(card ->
              card.entries()
                  .forEach(entry -> {
                    hash.part("entry").part(condition(entry.condition()));
                    new TreeMap<>(entry.rates())
                        .forEach((tokenClass, rates) -> {
                          hash.part(tokenClass.wireName());
                          rates
                              .tiers()
                              .forEach(tier ->
                                  hash.part(Long.toString(tier.above()))
                                      .part(Decimals.plain(tier.rate().amount()))
                                      .part(Long.toString(tier.rate().per())));
                        });
                  }));
    }
    return hash.hex();
  }

  /** Identity of a price book version: the formula of every model. */
  static String ofPrices(String currency, String costBook, BigDecimal multiplier, PriceList list) {
    var hash = new ContentHash("price-book/1").part(currency).part(costBook);
    for (var model : list.pricedModels()) {
      hash.part(model.provider()).part(model.id()).part(Decimals.plain(multiplier));
    }
    return hash.hex();
  }

  private static String condition(RateCondition condition) {
    return switch (condition) {
      case RateCondition.Always() -> "always";
      case RateCondition.FromStart(var start) -> "from " + start;
      case RateCondition.Daily(var start, var end) -> "daily " + start + " " + end;
    };
  }

  private ContentHash part(String value) {
    text.append(value.length()).append(':').append(value);
    return this;
  }

  private String hex() {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
