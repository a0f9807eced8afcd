package reckoner.pricing.book;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
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
import reckoner.pricing.model.PerUnit;
import reckoner.pricing.model.Percentage;
import reckoner.pricing.model.Price;
import reckoner.pricing.model.RiskAdjusted;
import reckoner.pricing.model.StairStep;
import reckoner.pricing.model.Tier;
import reckoner.pricing.model.Tiers;
import reckoner.pricing.model.Volume;

/**
 * Terms taken apart into named facts, so that two of them can be compared fact by fact. What has no
 * parts worth naming is one fact: its words.
 */
final class PriceFacts {
  /**
   * One fact.
   *
   * @param words as it stands in a sentence
   * @param unit what follows the words, empty for none; equal units compare
   * @param number what a percentage is of; null for what is no number
   */
  record Fact(String words, String unit, @Nullable BigDecimal number) {}

  private final Map<String, Fact> facts;
  private final PriceWords words;

  private PriceFacts(Map<String, Fact> facts, PriceWords words) {
    this.facts = facts;
    this.words = words;
  }

  /** Facts by their labels, in the order in which they are told. */
  static Map<String, Fact> of(ChargeTerms terms, PriceWords words) {
    var facts = new PriceFacts(new LinkedHashMap<>(), words);
    if (terms.conversion() != null) {
      facts.text("conversion", PriceWords.conversion(terms.conversion()));
    }
    if (terms.allowance().signum() > 0) {
      facts.count("allowance", terms.allowance());
      facts.text(
          "free units",
          switch (terms.remainder()) {
            case FROM_FIRST_TIER -> "before the tiers";
            case AFTER_ALLOWANCE -> "in the first tiers";
          });
    }
    facts.add("", terms.price());
    return facts.facts;
  }

  private void add(String in, Price price) {
    switch (price) {
      case Flat p -> amount(in + "fee", p.amount());
      case PerUnit p -> {
        rate(in, p.rate());
        if (p.packaging() != null) {
          text(in + "packages", PriceWords.packaging(p.packaging()).substring(2));
        }
      }
      case Graduated p -> tiers(in + "graduated, ", "tier", p.tiers(), this::rateAndFlat);
      case Volume p -> tiers(in + "volume, ", "tier", p.tiers(), this::rateAndFlat);
      case StairStep p -> tiers(in + "stair-step, ", "tier", p.tiers(), this::flat);
      case Capacity p -> {
        count(in + "capacity", p.units());
        amount(in + "capacity fee", p.fee());
        add(in + "beyond it, ", p.overage());
      }
      case Percentage p -> percentage(in, p);
      case ByDimension p -> {
        text(in + "dimensions", String.join(", ", p.dimensions()));
        p.cells().forEach(cell -> add(in + PriceWords.cell(cell.values()) + ": ", cell.price()));
      }
      case BySize p ->
          p.sizes()
              .forEach(size ->
                  add(
                      size.above().signum() == 0
                          ? in
                          : "%s%s %s %s: "
                              .formatted(
                                  in,
                                  p.quantity(),
                                  PriceWords.edge(p.edge()),
                                  Figures.count(size.above())),
                      size.price()));
      case ByTime p -> {
        p.windows()
            .forEach(window -> add(in + PriceWords.window(window, p) + ": ", window.price()));
        add(in + "otherwise ", p.otherwise());
      }
      case Grouped p -> {
        text(in + "counted anew", PriceWords.scope(p.scope()));
        add(in, p.price());
      }
      case CostPlus p -> {
        number(in + "multiplier of " + p.cost(), Figures.count(p.multiplier()), p.multiplier());
        if (p.floor() != null) {
          rate(in + "floor", p.floor());
        }
        if (p.cap() != null) {
          rate(in + "cap", p.cap());
        }
      }
      case RiskAdjusted p -> {
        p.tables().forEach(table -> table(in, table));
        add(in, p.price());
      }
      case BurnTable p -> {
        new TreeMap<>(p.credits())
            .forEach((value, rate) ->
                rate(
                    in + p.dimension() + " " + value + " in credits",
                    Figures.count(rate.amount()),
                    rate));
        new PriceFacts(facts, words.credits()).add(in + "credits, ", p.price());
      }
      case Composite p -> {
        var share = p.share().of(BigDecimal.valueOf(100));
        number(in + "share", PriceWords.share(p.share()), share);
        text(in + "share of", String.join(", ", p.charges()));
      }
      case Dynamic p -> text(in + "carried by the event", p.price());
      case FormulaPrice p -> text(in + "formula", p.formula().text());
    }
  }

  private void table(String in, RiskAdjusted.Table table) {
    var name = in + "risk by " + table.name() + " ";
    switch (table) {
      case RiskAdjusted.ByValue by ->
          new TreeMap<>(by.multipliers())
              .forEach((value, multiplier) -> multiplier(name + value, multiplier));
      case RiskAdjusted.ByBand by ->
          tiers(
              name,
              "band",
              by.bands(),
              (label, band) -> multiplier(label, RiskAdjusted.ByBand.multiplier(band)));
    }
  }

  private void percentage(String in, Percentage price) {
    var share = price.share().of(BigDecimal.valueOf(100));
    number(in + "share", PriceWords.share(price.share()), share);
    if (price.fixed().signum() != 0) {
      amount(in + "fixed part", price.fixed());
    }
    if (price.minimum() != null) {
      amount(in + "minimum", price.minimum());
    }
    if (price.maximum() != null) {
      amount(in + "maximum", price.maximum());
    }
    if (price.freeCount() != null) {
      count(in + "free count", BigDecimal.valueOf(price.freeCount()));
    }
    if (price.freeValue() != null) {
      amount(in + "free value", price.freeValue());
    }
  }

  /**
   * Facts of a table.
   *
   * @param each what one row is called
   * @param price facts of a row beside its bound, by its label
   */
  private void tiers(String in, String each, Tiers tiers, BiConsumer<String, Tier> price) {
    int number = 0;
    for (var tier : tiers.tiers()) {
      var name = "%s%s %d".formatted(in, each, ++number);
      var upTo = tier.upTo();
      if (upTo != null) {
        count(name + " ends at", upTo);
      }
      price.accept(name, tier);
    }
    var policies = PriceWords.policies(tiers, each);
    if (!policies.isEmpty()) {
      text("%s%ss".formatted(in, each), policies.substring(2));
    }
  }

  private void rateAndFlat(String label, Tier tier) {
    rate(label, tier.rate());
    if (tier.flat().signum() != 0) {
      flat(label, tier);
    }
  }

  private void flat(String label, Tier tier) {
    amount(label + " flat", tier.flat());
  }

  private void rate(String label, Rate rate) {
    rate(label, words.amount(rate.amount()), rate);
  }

  private void rate(String label, String shown, Rate rate) {
    put(label, new Fact(shown, " per " + words.per(rate), rate.amount()));
  }

  private void multiplier(String label, BigDecimal multiplier) {
    number(label, "× " + Figures.count(multiplier), multiplier);
  }

  private void amount(String label, BigDecimal amount) {
    number(label, words.amount(amount), amount);
  }

  private void count(String label, BigDecimal count) {
    number(label, Figures.count(count), count);
  }

  private void number(String label, String shown, BigDecimal number) {
    put(label, new Fact(shown, "", number));
  }

  private void text(String label, String shown) {
    put(label, new Fact(shown, "", null));
  }

  private void put(String label, Fact fact) {
    var first = label.strip().replaceAll("[,:]$", "");
    var name = first;
    for (int i = 2; facts.containsKey(name); i++) {
      name = "%s (%d)".formatted(first, i);
    }
    facts.put(name, fact);
  }
}
