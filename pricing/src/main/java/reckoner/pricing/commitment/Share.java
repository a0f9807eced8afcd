package reckoner.pricing.commitment;

import java.math.BigDecimal;
import reckoner.pricing.Decimals;

/**
 * The share of a period for which a minimum holds, e.g. 15 of 30 days, or 1 of 12 instalments.
 *
 * @param part 0 to the whole
 */
public record Share(long part, long whole) {
  public Share {
    if (whole < 1 || part < 0 || part > whole) {
      throw new IllegalArgumentException(
          "a share is 0 to the whole of something: %d of %d".formatted(part, whole));
    }
  }

  /** Multiplied first, divided once (RULES A4). */
  public BigDecimal of(BigDecimal amount) {
    return Decimals.divide(amount.multiply(BigDecimal.valueOf(part)), BigDecimal.valueOf(whole));
  }
}
