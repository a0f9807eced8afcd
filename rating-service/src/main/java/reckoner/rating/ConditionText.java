package reckoner.rating;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Objects;
import reckoner.pricing.RateCard;
import reckoner.pricing.RateCard.Place;
import reckoner.pricing.RateCondition;
import reckoner.pricing.TokenClass;

/** Says in words what a price holds for; empty where it always holds. */
final class ConditionText {
  private ConditionText() {}

  /** E.g. {@code from 2026-03-13, over 200000 input tokens}. */
  static String of(RateCard card, TokenClass tokenClass, Place place) {
    var words = new ArrayList<String>();
    var entry = card.entries().get(place.entry());
    switch (entry.condition()) {
      case RateCondition.Always() -> {}
      case RateCondition.FromStart(var start) -> words.add("from " + day(start));
      case RateCondition.Daily(var start, var end) -> words.add(start + "–" + end + " UTC");
    }
    var tiers = Objects.requireNonNull(entry.rates().get(tokenClass)).tiers();
    if (place.tier() > 0) {
      words.add("over %d input tokens".formatted(tiers.get(place.tier()).above()));
    } else if (tiers.size() > 1) {
      words.add("up to %d input tokens".formatted(tiers.get(1).above()));
    }
    return String.join(", ", words);
  }

  private static String day(Instant start) {
    return start.equals(start.truncatedTo(ChronoUnit.DAYS))
        ? start.atOffset(ZoneOffset.UTC).toLocalDate().toString()
        : start.toString();
  }
}
