package reckoner.pricing.book;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rate;
import reckoner.pricing.model.BurnTable;
import reckoner.pricing.model.ByDimension;
import reckoner.pricing.model.BySize;
import reckoner.pricing.model.ByTime;
import reckoner.pricing.model.Capacity;
import reckoner.pricing.model.ChargeTerms;
import reckoner.pricing.model.Composite;
import reckoner.pricing.model.CostPlus;
import reckoner.pricing.model.Dynamic;
import reckoner.pricing.model.Flat;
import reckoner.pricing.model.FormulaPrice;
import reckoner.pricing.model.Graduated;
import reckoner.pricing.model.Grouped;
import reckoner.pricing.model.Packaging;
import reckoner.pricing.model.PerUnit;
import reckoner.pricing.model.Percentage;
import reckoner.pricing.model.Price;
import reckoner.pricing.model.RiskAdjusted;
import reckoner.pricing.model.StairStep;
import reckoner.pricing.model.Tier;
import reckoner.pricing.model.Tiers;
import reckoner.pricing.model.UnitConversion;
import reckoner.pricing.model.Volume;

/**
 * Prices in words that a seller reads aloud.
 *
 * @param one what is counted, such as {@code resolution}
 * @param many more of them
 * @param digits fractional digits that an amount has at least: those of the currency
 */
public record PriceWords(String one, String many, int digits) {
  /** Most cells, windows or rows that are listed; how many more there are is said. */
  public static final int LISTED_MAX = 10;

  /** Where neither the unit nor the currency is known. */
  public static PriceWords units() {
    return new PriceWords("unit", "units", 2);
  }

  public String of(ChargeTerms terms) {
    var words = of(terms.price());
    if (terms.allowance().signum() > 0) {
      words = "%s; %s".formatted(allowance(terms), words);
    }
    return terms.conversion() == null ? words : conversion(terms.conversion()) + "; " + words;
  }

  public String of(Price price) {
    return switch (price) {
      case Flat p -> amount(p.amount()) + " flat";
      case PerUnit p -> rate(p.rate()) + packaging(p.packaging());
      case Graduated p -> graduated(p.tiers());
      case Volume p -> "all at the rate of the total: " + volume(p.tiers());
      case StairStep p -> bands(p.tiers());
      case Capacity p ->
          "%s for %s, used or not; beyond: %s"
              .formatted(counted(p.units()), amount(p.fee()), of(p.overage()));
      case Percentage p -> percentage(p);
      case ByDimension p ->
          listed(p.cells(), cell -> "%s: %s".formatted(cell(cell.values()), of(cell.price())));
      case BySize p ->
          listed(
              p.sizes(),
              size ->
                  size.above().signum() == 0
                      ? of(size.price())
                      : "%s %s %s: %s"
                          .formatted(
                              p.quantity(),
                              edge(p.edge()),
                              Figures.count(size.above()),
                              of(size.price())));
      case ByTime p ->
          "%s; otherwise %s"
              .formatted(
                  listed(
                      p.windows(),
                      window -> "%s: %s".formatted(window(window, p), of(window.price()))),
                  of(p.otherwise()));
      case Grouped p -> "%s anew: %s".formatted(scope(p.scope()), of(p.price()));
      case CostPlus p -> costPlus(p);
      case Dynamic p -> "each %s at the %s that it carries".formatted(one, p.price());
      case RiskAdjusted p ->
          "%s, multiplied by risk: %s".formatted(of(p.price()), listed(p.tables(), this::table));
      case Composite p -> "%s of %s".formatted(share(p.share()), String.join(", ", p.charges()));
      case FormulaPrice p -> "by the formula " + p.formula().text();
      case BurnTable p ->
          "credits by %s (%s); %s"
              .formatted(
                  p.dimension(),
                  listed(
                      List.copyOf(new TreeMap<>(p.credits()).entrySet()),
                      row -> row.getKey() + " " + Figures.count(row.getValue().of(BigDecimal.ONE))),
                  credits().of(p.price()));
    };
  }

  /** The same for credits, into which units are turned. */
  PriceWords credits() {
    return new PriceWords("credit", "credits", digits);
  }

  /** {@code 0.99 per resolution}, {@code 2.50 per 1,000 resolutions}. */
  String rate(Rate rate) {
    return amount(rate.amount()) + " per " + per(rate);
  }

  String per(Rate rate) {
    return rate.per() == 1 ? one : counted(BigDecimal.valueOf(rate.per()));
  }

  String amount(BigDecimal amount) {
    return Figures.amount(amount, digits);
  }

  String counted(BigDecimal quantity) {
    return "%s %s"
        .formatted(Figures.count(quantity), quantity.compareTo(BigDecimal.ONE) == 0 ? one : many);
  }

  /** The rate of a tier and its flat fee; the unit where it is not one. */
  String tier(Tier tier) {
    var rate = tier.rate();
    var flat = tier.flat().signum() == 0 ? "" : " + %s flat".formatted(amount(tier.flat()));
    return (rate.per() == 1 ? amount(rate.amount()) : rate(rate)) + flat;
  }

  private String graduated(Tiers tiers) {
    if (tiers.tiers().size() == 1) {
      var tier = tiers.tiers().getFirst();
      var flat = tier.flat().signum() == 0 ? "" : " + %s flat".formatted(amount(tier.flat()));
      return rate(tier.rate()) + flat + policies(tiers, "tier");
    }
    var words = new ArrayList<String>();
    for (var tier : tiers.tiers()) {
      var upTo = tier.upTo();
      words.add(
          upTo == null
              ? "then " + tier(tier)
              : "%s %s at %s"
                  .formatted(words.isEmpty() ? "first" : "to", Figures.count(upTo), tier(tier)));
    }
    return String.join(", ", words) + policies(tiers, "tier");
  }

  private String volume(Tiers tiers) {
    return tiers.tiers().stream()
            .map(tier -> {
              var upTo = tier.upTo();
              return (upTo == null ? "any" : "to " + Figures.count(upTo)) + " at " + tier(tier);
            })
            .collect(Collectors.joining(", "))
        + policies(tiers, "tier");
  }

  private String bands(Tiers tiers) {
    return tiers.tiers().stream()
            .map(tier -> {
              var upTo = tier.upTo();
              return "%s %s in all"
                  .formatted(
                      upTo == null ? "beyond" : "to " + Figures.count(upTo), amount(tier.flat()));
            })
            .collect(Collectors.joining(", "))
        + policies(tiers, "tier");
  }

  /**
   * The policies that are not the default, each with a comma before it.
   *
   * @param each what one row of the table is called
   */
  static String policies(Tiers tiers, String each) {
    return (tiers.edge() == Tiers.Edge.UPPER_EXCLUSIVE
            ? ", a bound is in the %s it begins".formatted(each)
            : "")
        + (tiers.zero() == Tiers.Zero.FIRST_FLAT ? ", the first flat fee even for nothing" : "")
        + packaging(tiers.packaging());
  }

  static String packaging(@Nullable Packaging packaging) {
    if (packaging == null) {
      return "";
    }
    return ", in packages of %s, rounded %s%s"
        .formatted(
            Figures.count(packaging.size()),
            switch (packaging.rounding()) {
              case UP_ON_TOTAL -> "up";
              case UP_PER_TIER -> "up in each tier";
              case DOWN -> "down";
            },
            packaging.minimum() == 0 ? "" : ", at least " + packaging.minimum());
  }

  private String percentage(Percentage price) {
    var words = new ArrayList<String>();
    var fixed = price.fixed().signum() == 0 ? "" : " + " + amount(price.fixed());
    words.add(share(price.share()) + fixed + " for each");
    if (price.minimum() != null) {
      words.add("at least " + amount(price.minimum()));
    }
    if (price.maximum() != null) {
      words.add("at most " + amount(price.maximum()));
    }
    if (price.freeCount() != null) {
      words.add("the first %s free".formatted(counted(BigDecimal.valueOf(price.freeCount()))));
    }
    if (price.freeValue() != null) {
      words.add("the first %s of value free".formatted(amount(price.freeValue())));
    }
    return String.join(", ", words);
  }

  private String costPlus(CostPlus price) {
    return "%s × %s%s%s"
        .formatted(
            price.cost(),
            Figures.count(price.multiplier()),
            price.floor() == null ? "" : ", at least " + rate(price.floor()),
            price.cap() == null ? "" : ", at most " + rate(price.cap()));
  }

  private String table(RiskAdjusted.Table table) {
    return switch (table) {
      case RiskAdjusted.ByValue by ->
          "%s (%s)"
              .formatted(
                  by.dimension(),
                  listed(
                      List.copyOf(new TreeMap<>(by.multipliers()).entrySet()),
                      row -> "%s × %s".formatted(row.getKey(), Figures.count(row.getValue()))));
      case RiskAdjusted.ByBand by ->
          "%s (%s%s)"
              .formatted(
                  by.quantity(),
                  listed(
                      by.bands().tiers(),
                      band -> {
                        var upTo = band.upTo();
                        return "%s × %s"
                            .formatted(
                                upTo == null ? "beyond" : "to " + Figures.count(upTo),
                                Figures.count(RiskAdjusted.ByBand.multiplier(band)));
                      }),
                  policies(by.bands(), "band"));
    };
  }

  static String share(Rate share) {
    return Figures.count(share.of(BigDecimal.valueOf(100))) + " %";
  }

  static String scope(Grouped.Scope scope) {
    return switch (scope) {
      case Grouped.Scope.EachRecord() -> "for each event";
      case Grouped.Scope.EachHour(var zone) -> "for each hour in " + zone;
      case Grouped.Scope.EachDay(var zone) -> "for each day in " + zone;
      case Grouped.Scope.EachValue(var dimension) -> "for each " + dimension;
    };
  }

  static String cell(Map<String, String> values) {
    return values.isEmpty()
        ? "any other"
        : new TreeMap<>(values)
            .entrySet().stream()
                .map(value -> value.getKey() + " " + value.getValue())
                .collect(Collectors.joining(", "));
  }

  static String window(ByTime.Window window, ByTime price) {
    var days =
        window.days().size() == 7
            ? ""
            : window.days().stream()
                    .sorted()
                    .map(day ->
                        day.name().substring(0, 1)
                            + day.name().substring(1, 3).toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(" "))
                + " ";
    return "%s%s to %s %s".formatted(days, window.start(), window.end(), price.zone());
  }

  static String edge(Tiers.Edge edge) {
    return switch (edge) {
      case UPPER_INCLUSIVE -> "above";
      case UPPER_EXCLUSIVE -> "from";
    };
  }

  String allowance(ChargeTerms terms) {
    return "the first %s free%s"
        .formatted(
            counted(terms.allowance()),
            switch (terms.remainder()) {
              case FROM_FIRST_TIER -> "";
              case AFTER_ALLOWANCE -> " and in the first tiers";
            });
  }

  static String conversion(UnitConversion conversion) {
    var rate = conversion.factor();
    var per = rate.per() == 1 ? "" : " ÷ " + Figures.count(BigDecimal.valueOf(rate.per()));
    var rounding =
        switch (conversion.rounding()) {
          case NONE -> "";
          case UP -> ", rounded up to %d digits".formatted(conversion.digits());
          case DOWN -> ", rounded down to %d digits".formatted(conversion.digits());
          case HALF_UP -> ", rounded to %d digits".formatted(conversion.digits());
        };
    var place = conversion.place() == UnitConversion.Place.EACH_EVENT ? ", each event" : "";
    return "measured × %s%s%s%s".formatted(Decimals.plain(rate.amount()), per, rounding, place);
  }

  static <T> String listed(List<T> rows, Function<T, String> words) {
    var more = rows.size() - LISTED_MAX;
    return rows.stream().limit(LISTED_MAX).map(words).collect(Collectors.joining("; "))
        + (more > 0 ? "; and %d more".formatted(more) : "");
  }
}
