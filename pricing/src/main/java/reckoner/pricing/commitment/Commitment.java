package reckoner.pricing.commitment;

import java.math.BigDecimal;
import java.util.Set;
import reckoner.pricing.Decimals;

/**
 * An amount to be spent over named charges in a period or term.
 *
 * @param priority the lower number is met first
 * @param amount money, 0 or more
 * @param charges that count, at least one
 */
public record Commitment(
    String id, Kind kind, int priority, BigDecimal amount, Set<String> charges) {
  public enum Kind {
    /** All spend counts, whoever pays it. */
    MINIMUM,
    /** Was paid before and pays for spend. */
    PREPAID,
    /** Spend counts that no prepaid commitment paid. */
    POSTPAID
  }

  public Commitment {
    amount = Decimals.normalise(amount);
    charges = Set.copyOf(charges);
    if (amount.signum() < 0) {
      throw new IllegalArgumentException(
          "a commitment is 0 or more: " + id + " " + Decimals.plain(amount));
    }
    if (charges.isEmpty()) {
      throw new IllegalArgumentException("a commitment names its charges: " + id);
    }
  }
}
