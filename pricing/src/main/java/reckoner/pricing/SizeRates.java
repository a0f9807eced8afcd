package reckoner.pricing;

import java.math.BigDecimal;
import java.util.List;

/**
 * The rates of one token class by the size of the request: a request whose input tokens exceed
 * {@code above} pays that tier's rate for all its tokens (RULES D6). The first tier is the base
 * rate.
 */
public record SizeRates(List<SizeRate> tiers) {
  /**
   * Holds once the input tokens exceed {@code above}; for the base rate it is 0 and always holds.
   */
  public record SizeRate(long above, Rate rate) {}

  public SizeRates {
    tiers = List.copyOf(tiers);
    if (tiers.isEmpty() || tiers.getFirst().above() != 0) {
      throw new IllegalArgumentException("the first tier is the base rate, above 0");
    }
    for (int i = 1; i < tiers.size(); i++) {
      if (tiers.get(i).above() <= tiers.get(i - 1).above()) {
        throw new IllegalArgumentException(
            "tiers stand in ascending order of their start: " + tiers.get(i).above());
      }
    }
  }

  public static SizeRates flat(Rate rate) {
    return new SizeRates(List.of(new SizeRate(0, rate)));
  }

  /** Index of the tier for a request with so many input tokens. */
  int tierFor(BigDecimal inputTokens) {
    int tier = 0;
    for (int i = 1; i < tiers.size(); i++) {
      if (inputTokens.compareTo(BigDecimal.valueOf(tiers.get(i).above())) > 0) {
        tier = i;
      }
    }
    return tier;
  }
}
