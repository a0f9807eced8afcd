package reckoner.rating.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import reckoner.pricing.Decimals;
import reckoner.pricing.TokenClass;

/** Reported quantities as a JSON object of texts by token class. */
final class QuantitiesJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private QuantitiesJson() {}

  static String write(Map<TokenClass, BigDecimal> quantities) {
    var texts = new TreeMap<String, String>();
    quantities.forEach(
        (tokenClass, quantity) -> texts.put(tokenClass.wireName(), Decimals.plain(quantity)));
    try {
      return JSON.writeValueAsString(texts);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a map of texts is JSON", impossible);
    }
  }

  static Map<TokenClass, BigDecimal> read(String text) {
    try {
      var quantities = new EnumMap<TokenClass, BigDecimal>(TokenClass.class);
      JSON.readTree(text)
          .properties()
          .forEach(entry ->
              quantities.put(
                  TokenClass.ofWireName(entry.getKey()).orElseThrow(),
                  new BigDecimal(entry.getValue().textValue())));
      return quantities;
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException("stored quantities are broken: " + text, broken);
    }
  }
}
