package reckoner.rating;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import reckoner.pricing.Decimals;
import reckoner.pricing.RateCard;
import reckoner.pricing.RateCard.AllowanceRank;
import reckoner.pricing.RateCard.Place;
import reckoner.pricing.TokenClass;
import reckoner.pricing.UsageLine;
import reckoner.pricing.UsageLine.Band;
import reckoner.rating.PeriodCharges.DueCharge;
import reckoner.rating.PeriodCharges.PricedModel;
import reckoner.rating.PeriodCharges.UnpricedUsage;

/** Sums the usage of a period by line and price, and turns the sums into due charges. */
final class UsageTotals {
  /** How many kinds of unpriced usage a blocked close names. */
  static final int UNPRICED_NAMED_MAX = 100;

  private static final int PART_LENGTH = 32;
  private static final Comparator<PricedModel> LINE_ORDER =
      Comparator.comparing(PricedModel::provider)
          .thenComparing(PricedModel::model)
          .thenComparing(PricedModel::tokenClass)
          .thenComparing(PricedModel::priceVersion);

  private final TreeMap<PricedModel, Sums> lines = new TreeMap<>(LINE_ORDER);
  private final Map<UnpricedKey, Long> unpriced = new HashMap<>();

  private long latePricePosition;

  private record UnpricedKey(
      String provider, String model, String eventType, RatingReason reason) {}

  /** The quantities of a line, by the catalog's state and the place in its rate card. */
  private static final class Sums {
    private final BigDecimal multiplier;
    // by identity: comparing rate cards for each event would cost more than rating it
    private final IdentityHashMap<RateCard, Map<Place, BigDecimal>> atCutoff =
        new IdentityHashMap<>();
    private final IdentityHashMap<RateCard, Map<Place, BigDecimal>> later = new IdentityHashMap<>();

    Sums(BigDecimal multiplier) {
      this.multiplier = multiplier;
    }
  }

  /**
   * Adds units of a model.
   *
   * @param later whether a price added after the cut-off had to be used (RULES D5)
   */
  void add(Share.OfModel share, BigDecimal quantity, boolean later) {
    var rates = share.rates();
    var part = share.component();
    var sums = lines.computeIfAbsent(line(share), key -> new Sums(rates.multiplier()));
    (later ? sums.later : sums.atCutoff)
        .computeIfAbsent(rates.card(), key -> new HashMap<>())
        .merge(part.place(), quantity, BigDecimal::add);
  }

  static PricedModel line(Share.OfModel share) {
    return new PricedModel(
        share.provider(),
        share.rates().model(),
        share.component().tokenClass(),
        share.rates().priceVersion());
  }

  /** Notes that a price known only at a later position of the catalog had to be used (RULES D5). */
  void pricedLater(long position) {
    latePricePosition = Math.max(latePricePosition, position);
  }

  /** The last position at which prices were found that were missing at the cut-off; 0 for none. */
  long latePricePosition() {
    return latePricePosition;
  }

  void addUnpriced(UsageEvent event, RatingReason reason) {
    var model = event.modelUse().map(UsageEvent.ModelUse::model).orElse("");
    unpriced.merge(
        new UnpricedKey(provider(event), model, event.eventType(), reason), 1L, Long::sum);
  }

  private static String provider(UsageEvent event) {
    return event.modelUse().map(UsageEvent.ModelUse::provider).orElse("");
  }

  /** Number of events without a price. */
  long unpricedEvents() {
    return unpriced.values().stream().mapToLong(Long::longValue).sum();
  }

  /** What they are of; bounded, because sources invent models. */
  List<UnpricedUsage> unpriced() {
    return unpriced.entrySet().stream()
        .map(entry ->
            new UnpricedUsage(
                entry.getKey().provider(),
                entry.getKey().model(),
                entry.getKey().eventType(),
                entry.getKey().reason(),
                entry.getValue()))
        .sorted(
            Comparator.comparing(UnpricedUsage::provider)
                .thenComparing(UnpricedUsage::model)
                .thenComparing(UnpricedUsage::eventType)
                .thenComparing(UnpricedUsage::reason))
        .limit(UNPRICED_NAMED_MAX)
        .toList();
  }

  /** The due charges of model usage, in the order of the document. */
  List<DueCharge> charges(
      ContractTerms.Charge charge,
      ContractTerms.ModelUsage terms,
      Instant periodStart,
      Currency currency) {
    var left = new HashMap<List<Object>, BigDecimal>();
    var charges = new ArrayList<DueCharge>();
    lines.forEach((model, sums) -> {
      // free units are those of a model and class, whatever price version its usage falls under
      var pool = List.<Object>of(model.provider(), model.model(), model.tokenClass());
      var free =
          left.getOrDefault(
              pool, terms.allowances().getOrDefault(model.tokenClass(), BigDecimal.ZERO));
      var line =
          UsageLine.compute(bands(model.tokenClass(), sums), free, sums.multiplier, currency);
      left.put(pool, free.subtract(line.allowance()));
      charges.add(
          new DueCharge(
              charge.charge(),
              charge.displayName(),
              part(charge.charge(), Optional.of(model), periodStart),
              new PeriodCharges.ModelLine(model, line)));
    });
    return charges;
  }

  /**
   * One band for each price, in the order in which free units are used. Reported ids of one model
   * have equal cards, whose quantities belong together.
   */
  private static List<Band> bands(TokenClass tokenClass, Sums sums) {
    var ranked =
        new TreeMap<Ranked, BigDecimal>(
            Comparator.comparing(Ranked::rank).thenComparing(Ranked::later));
    sums.atCutoff.forEach((card, places) -> rank(card, false, places, ranked));
    sums.later.forEach(
        (card, places) -> rank(card, !sums.atCutoff.containsKey(card), places, ranked));
    return ranked.entrySet().stream()
        .map(entry -> {
          var place = entry.getKey();
          return new Band(
              ConditionText.of(place.card(), tokenClass, place.place()),
              place.card().rate(tokenClass, place.place()),
              Decimals.normalise(entry.getValue()));
        })
        .toList();
  }

  /** A place of a card, and whether the card was published after the cut-off. */
  private record Ranked(AllowanceRank rank, boolean later, RateCard card, Place place) {}

  private static void rank(
      RateCard card, boolean later, Map<Place, BigDecimal> places, Map<Ranked, BigDecimal> ranked) {
    places.forEach((place, quantity) ->
        ranked.merge(
            new Ranked(card.allowanceRank(place), later, card, place), quantity, BigDecimal::add));
  }

  /** Hash of a line's identity (RULES E1): it is the same on every installation. */
  static String part(String charge, Optional<PricedModel> model, Instant periodStart) {
    var identity = new ArrayList<>(List.of(charge, periodStart.toString()));
    model.ifPresent(of ->
        identity.addAll(
            List.of(of.provider(), of.model(), of.tokenClass().wireName(), of.priceVersion())));
    var text = new StringBuilder("part/1");
    identity.forEach(word -> text.append(word.length()).append(':').append(word));
    return HexFormat.of().formatHex(Sha256.of(text.toString())).substring(0, PART_LENGTH);
  }
}
