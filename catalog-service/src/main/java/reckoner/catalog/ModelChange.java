package reckoner.catalog;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Rate;
import reckoner.pricing.RateCondition;
import reckoner.pricing.TokenClass;
import reckoner.pricing.book.Figures;

/** What changed about one model of a price list; the words follow the model's name. */
public sealed interface ModelChange {
  /** The model was not in the list before. */
  record ModelNew(boolean isPriced) implements ModelChange {}

  /** The model is no longer in the list. */
  record ModelLeft() implements ModelChange {}

  /** The model has prices for the first time. */
  record PricesNew() implements ModelChange {}

  /** The model is still in the list, without prices: its usage becomes unpriced (RULES D6). */
  record PricesLeft() implements ModelChange {}

  /** Prices under a condition are gone; what else holds then is in force. */
  record ConditionLeft(RateCondition condition) implements ModelChange {}

  /**
   * A rate is another one, new or gone.
   *
   * @param above input tokens beyond which the rate holds, 0 for the base rate
   * @param before null where the class or tier had none
   * @param after null where it has none now
   */
  record RateChanged(
      TokenClass tokenClass,
      long above,
      @Nullable Rate before,
      @Nullable Rate after,
      RateCondition condition)
      implements ModelChange {}

  /** In words, such as {@code input 2.50 → 2.00 per 1,000,000 from 1 March 2026}. */
  default String words() {
    return switch (this) {
      case ModelNew c -> c.isPriced ? "is new" : "is new, without prices";
      case ModelLeft _ -> "left the list";
      case PricesNew _ -> "has prices now";
      case PricesLeft _ -> "has no prices any more";
      case ConditionLeft c -> "has no prices of their own%s any more".formatted(when(c.condition));
      case RateChanged c -> "%s %s%s".formatted(subject(c), rates(c), when(c.condition));
    };
  }

  private static String subject(RateChanged change) {
    var name = change.tokenClass.wireName().replace('_', ' ');
    return change.above == 0
        ? name
        : "%s above %s input tokens"
            .formatted(name, Figures.count(BigDecimal.valueOf(change.above)));
  }

  private static String rates(RateChanged change) {
    var before = change.before;
    var after = change.after;
    if (before == null || after == null) {
      return before == null
          ? (after == null ? "" : "is new, " + rate(after))
          : rate(before) + " is no more";
    }
    return before.per() == after.per()
        ? "%s → %s".formatted(Figures.amount(before.amount(), 2), rate(after))
        : "%s → %s".formatted(rate(before), rate(after));
  }

  private static String rate(Rate rate) {
    return "%s per %s"
        .formatted(Figures.amount(rate.amount(), 2), Figures.count(BigDecimal.valueOf(rate.per())));
  }

  private static String when(RateCondition condition) {
    return switch (condition) {
      case RateCondition.Always _ -> "";
      case RateCondition.FromStart from -> " from " + date(from.start());
      case RateCondition.Daily daily ->
          " daily from %s to %s UTC".formatted(daily.start(), daily.end());
    };
  }

  private static String date(Instant time) {
    var utc = time.atOffset(ZoneOffset.UTC);
    return utc.toLocalTime().equals(LocalTime.MIDNIGHT)
        ? utc.format(DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH))
        : time.toString();
  }
}
