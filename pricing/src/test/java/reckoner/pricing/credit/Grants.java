package reckoner.pricing.credit;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rate;

/**
 * Grants written as text, e.g. {@code "A 50 priority=1 expiry=2026-09-01 promo, B 20"}; each was
 * made after the one before it.
 */
final class Grants {
  static final Instant NOW = day("2026-06-15");

  private Grants() {}

  static List<Grant> of(String text) {
    var grants = new ArrayList<Grant>();
    for (var one : text.isEmpty() ? new String[0] : text.split(", ")) {
      grants.add(grant(one, grants.size()));
    }
    return grants;
  }

  private static Grant grant(String text, int created) {
    var words = text.split(" ");
    int priority = 0;
    var type = Grant.Type.PREPAID;
    var kind = Grant.Kind.PAID;
    var cost = "1";
    var effective = day("2026-01-01");
    var expiry = Optional.<Instant>empty();
    var products = new HashSet<String>();
    var dimensions = new HashMap<String, String>();
    var original = words[1];
    for (var word : List.of(words).subList(2, words.length)) {
      var parts = word.split("=");
      switch (parts[0]) {
        case "priority" -> priority = Integer.parseInt(parts[1]);
        case "expiry" -> expiry = Optional.of(day(parts[1]));
        case "from" -> effective = day(parts[1]);
        case "cost" -> cost = parts[1];
        case "type" -> type = Grant.Type.valueOf(parts[1]);
        case "promo" -> kind = Grant.Kind.PROMOTIONAL;
        case "product" -> products.add(parts[1]);
        case "of" -> original = parts[1];
        default -> dimensions.put(parts[0], parts[1]);
      }
    }
    return new Grant(
        words[0],
        priority,
        type,
        kind,
        new Rate(new BigDecimal(cost), 1),
        created,
        effective,
        expiry,
        new Eligibility(products, dimensions),
        new BigDecimal(original),
        new BigDecimal(words[1]));
  }

  static Charge charge(String id, String amount) {
    return charge(id, amount, "usage", NOW);
  }

  static Charge charge(String id, String amount, String product, Instant time) {
    return new Charge(id, product, Map.of(), time, new BigDecimal(amount));
  }

  static Wallet withFloor(List<Grant> grants, String floor) {
    return new Wallet(
        grants, new Overdraft("overdraft", new BigDecimal(floor), List.of()), BigDecimal.ZERO);
  }

  /** The entries as text, e.g. {@code "B 20, A 40"}. */
  static String shown(List<Entry> entries) {
    return entries.stream()
        .map(entry -> entry.grant() + " " + Decimals.plain(entry.amount()))
        .collect(Collectors.joining(", "));
  }

  static List<GrantOrder> order(String names) {
    return Arrays.stream(names.split(" ")).map(GrantOrder::valueOf).toList();
  }

  static Instant day(String date) {
    return LocalDate.parse(date).atStartOfDay().toInstant(ZoneOffset.UTC);
  }
}
