package reckoner.workflows;

import java.math.BigDecimal;
import java.util.List;

/**
 * A due charge on its way from rating to an invoice, by value and without cost (RULES G6).
 *
 * @param part hash of the line's identity
 * @param revision 0 for the close, n for its n-th adjustment
 * @param amountExact unrounded
 * @param amount rounded once by rating (RULES A5)
 */
public record DueCharge(
    String charge,
    String displayName,
    String part,
    int revision,
    String provider,
    String model,
    String tokenClass,
    String priceVersion,
    BigDecimal quantity,
    BigDecimal allowance,
    BigDecimal quantityPriced,
    BigDecimal amountExact,
    BigDecimal amount,
    List<Step> steps) {
  /**
   * The part of a charge under one price.
   *
   * @param price price of {@code per} units
   */
  public record Step(
      String condition,
      BigDecimal quantity,
      BigDecimal allowance,
      BigDecimal quantityPriced,
      BigDecimal price,
      long per,
      BigDecimal amountExact) {}

  public DueCharge {
    steps = List.copyOf(steps);
  }
}
