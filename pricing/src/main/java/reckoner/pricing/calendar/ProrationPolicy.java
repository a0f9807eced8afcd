package reckoner.pricing.calendar;

import reckoner.pricing.Rounding;

/** How a recurring amount is prorated, credited and rounded (RULES A5, E5). */
public record ProrationPolicy(ProrationBasis basis, CreditBase creditBase, Rounding rounding) {
  /** What the unused part of is credited. */
  public enum CreditBase {
    /** The amount of the line that was billed last, as it was billed; the default. */
    AMOUNT_LAST_BILLED,
    /** The recurring amount in force, whether or not it was billed. */
    CURRENT_PRICE
  }

  public static ProrationPolicy of(Rounding rounding) {
    return new ProrationPolicy(
        Prorated.RECURRING_AMOUNT.basisDefault(), CreditBase.AMOUNT_LAST_BILLED, rounding);
  }
}
