package reckoner.pricing.document;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import reckoner.pricing.Decimals;

/**
 * Free units over the quantities in which a period is billed part by part. Each part is computed
 * from the cumulative quantity, so that the parts sum to the period billed in one, corrections
 * below zero too.
 */
public record UsageDiscount(List<Part> parts) {
  /**
   * @param free units of the part that the discount covers, below 0 where a correction gives some
   *     back
   * @param billed quantity less free
   */
  public record Part(BigDecimal quantity, BigDecimal free, BigDecimal billed) {}

  public UsageDiscount {
    parts = List.copyOf(parts);
  }

  /**
   * @param freeMax free units of the whole period, 0 or more
   * @param quantities in the order in which they are billed
   */
  public static UsageDiscount over(BigDecimal freeMax, List<BigDecimal> quantities) {
    if (freeMax.signum() < 0) {
      throw new IllegalArgumentException("free units are 0 or more: " + Decimals.plain(freeMax));
    }
    var parts = new ArrayList<Part>();
    var cumulative = BigDecimal.ZERO;
    for (var quantity : quantities) {
      var freeBefore = cumulative.min(freeMax);
      cumulative = cumulative.add(quantity);
      var free = cumulative.min(freeMax).subtract(freeBefore);
      parts.add(
          new Part(
              Decimals.normalise(quantity),
              Decimals.normalise(free),
              Decimals.normalise(quantity.subtract(free))));
    }
    return new UsageDiscount(parts);
  }
}
