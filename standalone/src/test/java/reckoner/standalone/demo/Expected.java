package reckoner.standalone.demo;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a list and rows of usage come to, computed a second time from the list's JSON in few lines
 * and sharing no code with the services: event by event, then free input units in the order of
 * start, window and tier.
 */
final class Expected {
  private static final BigDecimal FREE = new BigDecimal("100000");

  /** A line's quantity before allowance, exact and rounded amount. */
  record Line(BigDecimal quantity, BigDecimal exact, BigDecimal rounded) {}

  /** Customer, model and token class of a line. */
  record Key(String customer, String provider, String model, String tokenClass) {}

  /** Start of the entry, start of its window, input size above which it holds, and price. */
  private record Place(String start, String window, long tier, BigDecimal price)
      implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byStart = start.compareTo(other.start);
      int byWindow = window.compareTo(other.window);
      return byStart != 0 ? byStart : byWindow != 0 ? byWindow : Long.compare(tier, other.tier);
    }
  }

  private final JsonNode list;
  private final Map<Key, TreeMap<Place, BigDecimal>> quantities = new HashMap<>();

  Expected(byte[] priceList) throws IOException {
    list =
        JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .readTree(priceList);
  }

  /** Adds a row whose model is an exact id of the list. */
  void add(
      String customer,
      String provider,
      String model,
      Instant time,
      long context,
      long read,
      long write,
      long output) {
    var entry = entryAt(find(find(list, provider).get("models"), model).get("prices"), time);
    var prices = entry.has("prices") ? entry.get("prices") : entry;
    var hasRead = prices.has("cache_read_mtok");
    var hasWrite = prices.has("cache_write_mtok");
    var counts =
        Map.of(
            "input",
            context - (hasRead ? read : 0) - (hasWrite ? write : 0),
            "cache_read",
            hasRead ? read : 0,
            "cache_write",
            hasWrite ? write : 0,
            "output",
            output,
            "request",
            prices.has("requests_kcount") ? 1L : 0L);
    counts.forEach((tokenClass, count) -> {
      if (count > 0) {
        var place =
            tokenClass.equals("request")
                ? new Place(
                    "", "", 0, prices.get("requests_kcount").decimalValue().movePointRight(3))
                : place(entry, prices.get(tokenClass + "_mtok"), context);
        quantities
            .computeIfAbsent(new Key(customer, provider, model, tokenClass), key -> new TreeMap<>())
            .merge(place, BigDecimal.valueOf(count), BigDecimal::add);
      }
    });
  }

  Map<Key, Line> lines() {
    var lines = new HashMap<Key, Line>();
    quantities.forEach((key, places) -> {
      var free = key.tokenClass().equals("input") ? FREE : BigDecimal.ZERO;
      var total = BigDecimal.ZERO;
      var exact = BigDecimal.ZERO;
      for (var place : places.entrySet()) {
        var used = free.min(place.getValue());
        free = free.subtract(used);
        total = total.add(place.getValue());
        exact =
            exact.add(
                place
                    .getValue()
                    .subtract(used)
                    .multiply(place.getKey().price())
                    .multiply(new BigDecimal("1.2")));
      }
      exact = exact.movePointLeft(6);
      lines.put(key, new Line(total, exact, exact.setScale(2, RoundingMode.HALF_UP)));
    });
    return lines;
  }

  private static Place place(JsonNode entry, JsonNode price, long context) {
    var constraint = entry.path("constraint");
    long above = 0;
    var amount = price.isObject() ? price.get("base") : price;
    for (var tier : price.path("tiers")) {
      if (context > tier.get("start").longValue()) {
        above = tier.get("start").longValue();
        amount = tier.get("price");
      }
    }
    return new Place(
        constraint.path("start_date").asText(),
        constraint.path("start_time").asText(),
        above,
        amount.decimalValue());
  }

  private static JsonNode entryAt(JsonNode prices, Instant time) {
    if (!prices.isArray()) {
      return prices;
    }
    var found = prices.get(0);
    for (var entry : prices) {
      if (holds(entry.path("constraint"), time)) {
        found = entry;
      }
    }
    return found;
  }

  private static boolean holds(JsonNode constraint, Instant time) {
    var utc = time.atOffset(ZoneOffset.UTC);
    if (constraint.has("start_date")) {
      return !utc.toLocalDate().isBefore(LocalDate.parse(constraint.get("start_date").asText()));
    }
    if (!constraint.has("start_time")) {
      return true;
    }
    var start = LocalTime.parse(constraint.get("start_time").asText().replace("Z", ""));
    var end = LocalTime.parse(constraint.get("end_time").asText().replace("Z", ""));
    var clock = utc.toLocalTime();
    var afterStart = !clock.isBefore(start);
    var beforeEnd = clock.isBefore(end);
    return start.isBefore(end) ? afterStart && beforeEnd : afterStart || beforeEnd;
  }

  private static JsonNode find(JsonNode nodes, String id) {
    for (var node : nodes) {
      if (node.get("id").asText().equals(id)) {
        return node;
      }
    }
    throw new IllegalArgumentException("the list has no " + id);
  }

  /** Models of a list that have what a test needs. */
  record Models(String cached, String tiered, String windowed, String dated, String longContext) {
    static Models ofSample() {
      return new Models(
          "aurora/aurora-large",
          "aurora/aurora-large",
          "aurora/aurora-night",
          "aurora/aurora-small",
          "aurora/aurora-large");
    }

    static Models ofPublicList() {
      return new Models(
          "anthropic/claude-sonnet-4-5",
          "google/gemini-2.5-pro",
          "deepseek/deepseek-chat",
          "anthropic/claude-opus-4-6",
          "openai/gpt-5.6-sol");
    }
  }
}
