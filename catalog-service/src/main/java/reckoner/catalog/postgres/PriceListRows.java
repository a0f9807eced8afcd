package reckoner.catalog.postgres;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reckoner.catalog.MatchClause;
import reckoner.catalog.PriceList;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rate;
import reckoner.pricing.RateCard;
import reckoner.pricing.RateCondition;
import reckoner.pricing.SizeRates;
import reckoner.pricing.TokenClass;

/** A price list as rows of its tables, and back; numbers travel as texts. */
final class PriceListRows {
  record ModelRow(String provider, String model, int ordinal, @JsonRawValue String match_clause) {}

  record EntryRow(
      String provider,
      String model,
      int entry,
      @Nullable String start_time,
      @Nullable String window_start,
      @Nullable String window_end) {}

  record RateRow(
      String provider,
      String model,
      int entry,
      String token_class,
      long above,
      String amount,
      long per) {}

  record PriceRow(String provider, String model, String multiplier) {}

  private final List<ModelRow> models = new ArrayList<>();
  private final List<EntryRow> entries = new ArrayList<>();
  private final List<RateRow> rates = new ArrayList<>();

  private PriceListRows() {}

  static PriceListRows of(PriceList list) {
    var rows = new PriceListRows();
    for (var model : list.models()) {
      rows.models.add(
          new ModelRow(model.provider(), model.id(), rows.models.size(), model.matchJson()));
      model.rates().ifPresent(card -> rows.addCard(model, card));
    }
    return rows;
  }

  static List<PriceRow> prices(PriceList list, BigDecimal multiplier) {
    return list.pricedModels().stream()
        .map(model -> new PriceRow(model.provider(), model.id(), Decimals.plain(multiplier)))
        .toList();
  }

  List<ModelRow> models() {
    return models;
  }

  List<EntryRow> entries() {
    return entries;
  }

  List<RateRow> rates() {
    return rates;
  }

  private void addCard(PriceList.Model model, RateCard card) {
    for (int i = 0; i < card.entries().size(); i++) {
      var entry = card.entries().get(i);
      entries.add(
          switch (entry.condition()) {
            case RateCondition.Always() -> row(model, i, null, null, null);
            case RateCondition.FromStart(var start) -> row(model, i, start, null, null);
            case RateCondition.Daily(var start, var end) -> row(model, i, null, start, end);
          });
      for (var classRates : entry.rates().entrySet()) {
        for (var tier : classRates.getValue().tiers()) {
          rates.add(
              new RateRow(
                  model.provider(),
                  model.id(),
                  i,
                  classRates.getKey().wireName(),
                  tier.above(),
                  Decimals.plain(tier.rate().amount()),
                  tier.rate().per()));
        }
      }
    }
  }

  private static EntryRow row(
      PriceList.Model model,
      int entry,
      @Nullable Instant start,
      @Nullable LocalTime windowStart,
      @Nullable LocalTime windowEnd) {
    return new EntryRow(
        model.provider(),
        model.id(),
        entry,
        start == null ? null : start.toString(),
        windowStart == null ? null : windowStart.toString(),
        windowEnd == null ? null : windowEnd.toString());
  }

  /** The price list whose rows these are, by model, entry, class and tier. */
  static PriceList list(List<Rows.ListedRate> rows, Function<String, MatchClause> clause) {
    var byModel = new TreeMap<Integer, List<Rows.ListedRate>>();
    rows.forEach(row -> byModel.computeIfAbsent(row.ordinal(), key -> new ArrayList<>()).add(row));
    var providers = rows.stream().map(Rows.ListedRate::provider).distinct().count();
    return new PriceList(
        Math.toIntExact(providers),
        byModel.values().stream().map(model -> model(model, clause)).toList());
  }

  private static PriceList.Model model(
      List<Rows.ListedRate> rows, Function<String, MatchClause> clause) {
    var first = rows.getFirst();
    var rates = rows.stream().flatMap(PriceListRows::rate).toList();
    return new PriceList.Model(
        first.provider(),
        first.model(),
        first.matchClause(),
        clause.apply(first.matchClause()),
        rates.isEmpty() ? Optional.empty() : Optional.of(card(rates)));
  }

  private static Stream<Rows.EntryRate> rate(Rows.ListedRate row) {
    var entry = row.entry();
    return entry == null
        ? Stream.empty()
        : Stream.of(
            new Rows.EntryRate(
                entry,
                row.startTime(),
                row.windowStart(),
                row.windowEnd(),
                row.tokenClass(),
                row.aboveInputTokens(),
                row.amount(),
                row.per()));
  }

  /** The rate card whose rows these are, by entry, class and tier. */
  static RateCard card(List<Rows.EntryRate> rows) {
    var byEntry = new TreeMap<Integer, List<Rows.EntryRate>>();
    rows.forEach(row -> byEntry.computeIfAbsent(row.entry(), key -> new ArrayList<>()).add(row));
    return new RateCard(byEntry.values().stream().map(PriceListRows::entry).toList());
  }

  private static RateCard.Entry entry(List<Rows.EntryRate> rows) {
    var tiers = new EnumMap<TokenClass, List<SizeRates.SizeRate>>(TokenClass.class);
    for (var row : rows) {
      var name = row.tokenClass();
      if (name == null) {
        continue;
      }
      var tokenClass = TokenClass.ofWireName(name).orElseThrow();
      tiers
          .computeIfAbsent(tokenClass, key -> new ArrayList<>())
          .add(
              new SizeRates.SizeRate(
                  requireNonNull(row.aboveInputTokens()),
                  new Rate(requireNonNull(row.amount()), requireNonNull(row.per()))));
    }
    var rates = new EnumMap<TokenClass, SizeRates>(TokenClass.class);
    tiers.forEach((tokenClass, list) -> rates.put(tokenClass, new SizeRates(list)));
    return new RateCard.Entry(condition(rows.getFirst()), rates);
  }

  private static RateCondition condition(Rows.EntryRate row) {
    var start = row.startTime();
    if (start != null) {
      return new RateCondition.FromStart(start);
    }
    var windowStart = row.windowStart();
    return windowStart == null
        ? new RateCondition.Always()
        : new RateCondition.Daily(windowStart, requireNonNull(row.windowEnd()));
  }
}
