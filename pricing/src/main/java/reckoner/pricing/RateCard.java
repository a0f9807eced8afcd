package reckoner.pricing;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What one model costs: entries in the list's order. At an instant the last entry whose condition
 * holds is in force, or the first when none holds.
 */
public record RateCard(List<Entry> entries) {
  /** The rates of the classes that have a price of their own, while the condition holds. */
  public record Entry(RateCondition condition, Map<TokenClass, SizeRates> rates) {
    public Entry {
      rates = Map.copyOf(rates);
    }
  }

  public RateCard {
    entries = List.copyOf(entries);
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("a rate card has an entry");
    }
  }

  /** Where a quantity was priced: entry and tier of this card. */
  public record Place(int entry, int tier) {}

  /** A part of an event under one rate. */
  public record Component(TokenClass tokenClass, BigDecimal quantity, Place place) {}

  /** What rating one event gives. */
  public sealed interface Rating {}

  /** Every unit of the event has a rate. */
  public record Priced(List<Component> components) implements Rating {}

  /** A class of the event has neither a price nor a parent with one (RULES D5, D6). */
  public record NoClassPrice(TokenClass tokenClass) implements Rating {}

  public Rate rate(TokenClass tokenClass, Place place) {
    var rates = entries.get(place.entry()).rates().get(tokenClass);
    if (rates == null) {
      throw new IllegalArgumentException(tokenClass + " has no rate at " + place);
    }
    return rates.tiers().get(place.tier()).rate();
  }

  /** Rates one event from its disjoint quantities. Classes of quantity 0 are left out. */
  public Rating rate(Instant eventTime, Map<TokenClass, BigDecimal> quantities) {
    int entryIndex = inForceAt(eventTime);
    var rates = entries.get(entryIndex).rates();
    var inputTokens = BigDecimal.ZERO;
    var folded = new EnumMap<TokenClass, BigDecimal>(TokenClass.class);
    for (var quantity : quantities.entrySet()) {
      if (quantity.getKey().isInput()) {
        inputTokens = inputTokens.add(quantity.getValue());
      }
      if (quantity.getValue().signum() == 0) {
        continue;
      }
      var tokenClass = quantity.getKey();
      while (!rates.containsKey(tokenClass)) {
        if (tokenClass.parent().isEmpty()) {
          return new NoClassPrice(quantity.getKey());
        }
        tokenClass = tokenClass.parent().get();
      }
      folded.merge(tokenClass, quantity.getValue(), BigDecimal::add);
    }
    if (rates.isEmpty()) {
      return new NoClassPrice(TokenClass.INPUT);
    }
    if (rates.containsKey(TokenClass.REQUEST)) {
      folded.putIfAbsent(TokenClass.REQUEST, BigDecimal.ONE);
    }
    var size = inputTokens;
    return new Priced(
        folded.entrySet().stream()
            .map(part ->
                new Component(
                    part.getKey(),
                    part.getValue(),
                    new Place(entryIndex, tierFor(rates, part.getKey(), size))))
            .toList());
  }

  private static int tierFor(
      Map<TokenClass, SizeRates> rates, TokenClass tokenClass, BigDecimal inputTokens) {
    var sizeRates = rates.get(tokenClass);
    return sizeRates == null ? 0 : sizeRates.tierFor(inputTokens);
  }

  private int inForceAt(Instant time) {
    int entry = entries.size() - 1;
    while (entry > 0 && !entries.get(entry).condition().holdsAt(time)) {
      entry--;
    }
    return entry;
  }

  /**
   * Where a place stands in the order in which an allowance is used: entry start, daily window,
   * size tier, each ascending (RULES E2). What always holds comes first.
   *
   * @param windowNano start of the window since midnight, -1 for none
   */
  public record AllowanceRank(Instant start, long windowNano, int entry, int tier)
      implements Comparable<AllowanceRank> {
    private static final Comparator<AllowanceRank> ORDER =
        Comparator.comparing(AllowanceRank::start)
            .thenComparingLong(AllowanceRank::windowNano)
            .thenComparingInt(AllowanceRank::entry) // equal only where the conditions are
            .thenComparingInt(AllowanceRank::tier);

    @Override
    public int compareTo(AllowanceRank other) {
      return ORDER.compare(this, other);
    }
  }

  /** The rank of one of this card's places; comparable with ranks of other cards. */
  public AllowanceRank allowanceRank(Place place) {
    var condition = entries.get(place.entry()).condition();
    return new AllowanceRank(
        condition instanceof RateCondition.FromStart from ? from.start() : Instant.MIN,
        condition instanceof RateCondition.Daily daily ? daily.start().toNanoOfDay() : -1,
        place.entry(),
        place.tier());
  }
}
