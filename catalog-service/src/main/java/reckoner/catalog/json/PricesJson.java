package reckoner.catalog.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import reckoner.catalog.PriceList.Fault;
import reckoner.pricing.DecimalFault;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rate;
import reckoner.pricing.RateCard;
import reckoner.pricing.RateCondition;
import reckoner.pricing.SizeRates;
import reckoner.pricing.TokenClass;

/** Reads the prices of one model. */
final class PricesJson {
  private static final int YEAR_MIN = 1;
  private static final int YEAR_MAX = 9999;

  private final String place;
  private final List<Fault> faults;
  private final Consumer<String> inexpressible;
  private boolean conditionLost;

  PricesJson(String place, List<Fault> faults, Consumer<String> inexpressible) {
    this.place = place;
    this.faults = faults;
    this.inexpressible = inexpressible;
  }

  /**
   * The model's rate card; absent where it has no price, or where a condition cannot be expressed:
   * without it another entry would be charged than the list means.
   */
  Optional<RateCard> read(JsonNode prices) {
    var entries = new ArrayList<RateCard.Entry>();
    if (prices.isObject()) {
      entries.add(new RateCard.Entry(new RateCondition.Always(), rates(prices, "prices")));
    } else if (prices.isArray()) {
      for (int i = 0; i < prices.size(); i++) {
        readEntry(prices.get(i), "prices[" + i + "]", entries);
      }
    } else {
      fault("prices", "is neither an object nor a list");
    }
    var priced = entries.stream().anyMatch(entry -> !entry.rates().isEmpty());
    return priced && !conditionLost ? Optional.of(new RateCard(entries)) : Optional.empty();
  }

  private void readEntry(JsonNode entry, String at, List<RateCard.Entry> entries) {
    if (!entry.path("prices").isObject()) {
      fault(at + ".prices", "is not an object");
      return;
    }
    entry
        .fieldNames()
        .forEachRemaining(name -> {
          if (!name.equals("prices") && !name.equals("constraint")) {
            inexpressible.accept(name);
            conditionLost = true;
          }
        });
    var condition = condition(entry.path("constraint"), at + ".constraint");
    var rates = rates(entry.get("prices"), at);
    condition.ifPresent(known -> entries.add(new RateCard.Entry(known, rates)));
  }

  private Optional<RateCondition> condition(JsonNode constraint, String at) {
    if (constraint.isMissingNode() || constraint.isNull()) {
      return Optional.of(new RateCondition.Always());
    }
    try {
      if (constraint.size() == 1 && constraint.path("start_date").isTextual()) {
        var date = LocalDate.parse(constraint.get("start_date").textValue());
        if (date.getYear() < YEAR_MIN || date.getYear() > YEAR_MAX) {
          fault(at, "is not a date of the years 1 to 9999: " + constraint);
          return Optional.empty();
        }
        return Optional.of(
            new RateCondition.FromStart(date.atStartOfDay(ZoneOffset.UTC).toInstant()));
      }
      if (constraint.size() == 2
          && constraint.path("start_time").isTextual()
          && constraint.path("end_time").isTextual()) {
        var start = utcTime(constraint.get("start_time").textValue());
        var end = utcTime(constraint.get("end_time").textValue());
        if (isFinerThanASecond(start) || isFinerThanASecond(end)) {
          fault(at, "is a window finer than a second: " + constraint);
          return Optional.empty();
        }
        return Optional.of(new RateCondition.Daily(start, end));
      }
    } catch (DateTimeException broken) {
      fault(at, "is not a date or a time of day: " + constraint);
      return Optional.empty();
    } catch (IllegalArgumentException empty) {
      fault(at, "is a window without a length: " + constraint);
      return Optional.empty();
    }
    inexpressible.accept("constraint " + String.join(", ", names(constraint)));
    conditionLost = true;
    return Optional.empty();
  }

  private static boolean isFinerThanASecond(LocalTime time) {
    return !time.truncatedTo(ChronoUnit.SECONDS).equals(time);
  }

  private static LocalTime utcTime(String text) {
    var zoned = text.endsWith("Z") || text.indexOf('+') >= 0 || text.indexOf('-') >= 0;
    return zoned
        ? OffsetTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC).toLocalTime()
        : LocalTime.parse(text);
  }

  private Map<TokenClass, SizeRates> rates(JsonNode prices, String at) {
    var rates = new EnumMap<TokenClass, SizeRates>(TokenClass.class);
    for (var name : names(prices)) {
      var value = prices.get(name);
      var key = PriceKeys.of(name);
      if (value.isNull()) {
        continue; // the list states no price under this name
      }
      if (key.isEmpty()) {
        inexpressible.accept(name);
        continue;
      }
      sizeRates(value, at + "." + name, key.get().per())
          .ifPresent(read -> rates.put(key.get().tokenClass(), read));
    }
    return rates;
  }

  private Optional<SizeRates> sizeRates(JsonNode value, String at, long per) {
    if (!value.isObject()) {
      return amount(value, at).map(amount -> SizeRates.flat(new Rate(amount, per)));
    }
    for (var name : names(value)) {
      if (!name.equals("base") && !name.equals("tiers")) {
        fault(at + "." + name, "is not known in a tiered price");
      }
    }
    if (!value.path("tiers").isArray()) {
      fault(at + ".tiers", "is not a list");
      return Optional.empty();
    }
    var tiers = new ArrayList<SizeRates.SizeRate>();
    amount(value.path("base"), at + ".base")
        .ifPresent(amount -> tiers.add(new SizeRates.SizeRate(0, new Rate(amount, per))));
    var list = value.path("tiers");
    for (int i = 0; i < list.size(); i++) {
      tier(list.get(i), at + ".tiers[" + i + "]", per).ifPresent(tiers::add);
    }
    if (tiers.size() != list.size() + 1) {
      return Optional.empty();
    }
    try {
      return Optional.of(new SizeRates(tiers));
    } catch (IllegalArgumentException disorder) {
      fault(at + ".tiers", disorder.getMessage());
      return Optional.empty();
    }
  }

  private Optional<SizeRates.SizeRate> tier(JsonNode tier, String at, long per) {
    var start = tier.path("start");
    if (!start.isIntegralNumber() || !start.canConvertToLong() || start.longValue() < 1) {
      fault(at + ".start", "is not a whole number of tokens from 1 on: " + start);
      return Optional.empty();
    }
    return amount(tier.path("price"), at + ".price")
        .map(amount -> new SizeRates.SizeRate(start.longValue(), new Rate(amount, per)));
  }

  private Optional<BigDecimal> amount(JsonNode number, String at) {
    if (!number.isNumber()) {
      fault(at, number.isMissingNode() ? "is missing" : "is not a number: " + number);
      return Optional.empty();
    }
    try {
      return Optional.of(Decimals.amount(number.decimalValue().toString()));
    } catch (DecimalFault broken) {
      fault(at, broken.getMessage());
      return Optional.empty();
    }
  }

  private static List<String> names(JsonNode node) {
    var names = new ArrayList<String>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private void fault(String at, @org.jspecify.annotations.Nullable String message) {
    faults.add(new Fault(place + " " + at, String.valueOf(message)));
  }
}
