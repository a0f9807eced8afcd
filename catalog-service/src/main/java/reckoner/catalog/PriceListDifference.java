package reckoner.catalog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Rate;
import reckoner.pricing.RateCard;
import reckoner.pricing.RateCondition;
import reckoner.pricing.SizeRates;
import reckoner.pricing.TokenClass;

/**
 * What is different between two versions of a price list, in words that a buyer of models
 * understands. Entries are compared under their conditions: an entry that starts on a date of its
 * own is compared with what was in force then.
 *
 * @param first at most {@link #LISTED_MAX} of them, by provider, model, entry, token class and tier
 * @param more how many more there are
 */
public record PriceListDifference(List<Difference> first, int more) {
  /** Most differences that are listed; the rest is counted. */
  public static final int LISTED_MAX = 1_000;

  /** One difference of a model. */
  public record Difference(String provider, String model, ModelChange change) {
    /** In words; the provider is told apart, because buyers name models. */
    public String words() {
      return "%s %s".formatted(model, change.words());
    }
  }

  public PriceListDifference {
    first = List.copyOf(first);
  }

  public boolean isEmpty() {
    return first.isEmpty();
  }

  public static PriceListDifference between(PriceList before, PriceList after) {
    var old = byName(before);
    var fresh = byName(after);
    var names = new TreeSet<>(old.keySet());
    names.addAll(fresh.keySet());
    var collected = new Collected();
    for (var name : names) {
      var was = old.get(name);
      var is = fresh.get(name);
      if (is == null) {
        collected.add(name, new ModelChange.ModelLeft());
      } else if (was == null) {
        collected.add(name, new ModelChange.ModelNew(is.rates().isPresent()));
      }
      if (was != null && is != null) {
        cards(name, was, is, collected);
      }
    }
    return new PriceListDifference(collected.first, collected.count - collected.first.size());
  }

  private record Name(String provider, String model) implements Comparable<Name> {
    @Override
    public int compareTo(Name other) {
      int order = provider.compareTo(other.provider);
      return order == 0 ? model.compareTo(other.model) : order;
    }
  }

  private static final class Collected {
    private final List<Difference> first = new ArrayList<>();
    private int count;

    void add(Name name, ModelChange change) {
      if (count++ < LISTED_MAX) {
        first.add(new Difference(name.provider(), name.model(), change));
      }
    }
  }

  private static Map<Name, PriceList.Model> byName(PriceList list) {
    var byName = new TreeMap<Name, PriceList.Model>();
    list.models().forEach(model -> byName.put(new Name(model.provider(), model.id()), model));
    return byName;
  }

  private static void cards(
      Name name, PriceList.Model was, PriceList.Model is, Collected collected) {
    if (was.rates().isEmpty() || is.rates().isEmpty()) {
      if (was.rates().isPresent()) {
        collected.add(name, new ModelChange.PricesLeft());
      } else if (is.rates().isPresent()) {
        collected.add(name, new ModelChange.PricesNew());
      }
      return;
    }
    var old = byCondition(was.rates().get());
    var fresh = byCondition(is.rates().get());
    for (var entry : fresh.entrySet()) {
      var condition = entry.getKey();
      var before = old.get(condition);
      rates(
          name,
          condition,
          before == null ? inForce(was.rates().get(), condition) : before,
          entry.getValue(),
          collected);
    }
    for (var condition : old.keySet()) {
      if (!fresh.containsKey(condition)) {
        collected.add(name, new ModelChange.ConditionLeft(condition));
      }
    }
  }

  /** Of entries under one condition the last counts, as it does when usage is rated. */
  private static Map<RateCondition, Map<TokenClass, SizeRates>> byCondition(RateCard card) {
    var byCondition = new LinkedHashMap<RateCondition, Map<TokenClass, SizeRates>>();
    card.entries().forEach(entry -> byCondition.put(entry.condition(), entry.rates()));
    return byCondition;
  }

  /**
   * What a list without an entry of this condition said: what held at its start; for a window, what
   * holds in the end.
   */
  private static Map<TokenClass, SizeRates> inForce(RateCard card, RateCondition condition) {
    var at =
        switch (condition) {
          case RateCondition.Always _ -> Instant.MIN;
          case RateCondition.FromStart from -> from.start();
          case RateCondition.Daily _ -> Instant.MAX;
        };
    var found = card.entries().getFirst().rates();
    for (var entry : card.entries()) {
      var holds =
          switch (entry.condition()) {
            case RateCondition.Always _ -> true;
            case RateCondition.FromStart from -> !from.start().isAfter(at);
            case RateCondition.Daily _ -> false;
          };
      found = holds ? entry.rates() : found;
    }
    return found;
  }

  private static void rates(
      Name name,
      RateCondition condition,
      Map<TokenClass, SizeRates> old,
      Map<TokenClass, SizeRates> fresh,
      Collected collected) {
    for (var tokenClass : TokenClass.values()) {
      var was = tiers(old.get(tokenClass));
      var is = tiers(fresh.get(tokenClass));
      var sizes = new TreeSet<>(was.keySet());
      sizes.addAll(is.keySet());
      for (long above : sizes) {
        var before = was.get(above);
        var after = is.get(above);
        if (before == null ? after != null : !before.equals(after)) {
          collected.add(
              name, new ModelChange.RateChanged(tokenClass, above, before, after, condition));
        }
      }
    }
  }

  private static Map<Long, Rate> tiers(@Nullable SizeRates rates) {
    var tiers = new TreeMap<Long, Rate>();
    if (rates != null) {
      rates.tiers().forEach(tier -> tiers.put(tier.above(), tier.rate()));
    }
    return tiers;
  }
}
