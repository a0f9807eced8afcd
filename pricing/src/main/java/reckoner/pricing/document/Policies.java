package reckoner.pricing.document;

import reckoner.pricing.Allocation;

/** The choices of a document's computation (RULES A5, A6, E4); the first value is the default. */
public record Policies(
    RoundingPlace rounding,
    Allocation.Drift drift,
    DiscountPlace discounts,
    CreditPlace credits,
    MinimumPlace minimums,
    Shortfall shortfall,
    TaxPlace taxes) {

  public enum RoundingPlace {
    /** Each line's amount. */
    LINE,
    /** The sum of the lines; the lines are rounded together so that they come to it. */
    DOCUMENT
  }

  public enum DiscountPlace {
    BEFORE_TAX,
    AFTER_TAX
  }

  public enum CreditPlace {
    BEFORE_TAX,
    AFTER_TAX,
    /** After tax, on what is not tax. */
    AFTER_TAX_NEVER_PAYING_TAX
  }

  public enum MinimumPlace {
    BEFORE_CREDITS,
    /** Credits do not count to a minimum and do not pay its shortfall. */
    AFTER_CREDITS
  }

  /** Where stands what a scope lacks to its minimum. */
  public enum Shortfall {
    /** A line of its own, taxed as the largest line of the scope (RULES F5). */
    OWN_LINE,
    /** On the lines of the scope, by what they come to. */
    PRO_RATA,
    /** On the lines of the scope, the same on each. */
    EVENLY
  }

  public enum TaxPlace {
    /** Each tax is rounded on each line. */
    LINE,
    /** Each tax is rounded once for the document and split over its lines. */
    DOCUMENT
  }

  public Policies {
    if (minimums == MinimumPlace.AFTER_CREDITS && credits != CreditPlace.BEFORE_TAX) {
      throw new IllegalArgumentException(
          "a minimum after credits needs credits before tax, for its shortfall is taxed: "
              + credits);
    }
  }

  public static Policies defaults() {
    return new Policies(
        RoundingPlace.LINE,
        Allocation.Drift.LARGEST_REMAINDER,
        DiscountPlace.BEFORE_TAX,
        CreditPlace.BEFORE_TAX,
        MinimumPlace.BEFORE_CREDITS,
        Shortfall.OWN_LINE,
        TaxPlace.LINE);
  }

  public Policies with(DiscountPlace place) {
    return new Policies(rounding, drift, place, credits, minimums, shortfall, taxes);
  }

  public Policies with(CreditPlace place) {
    return new Policies(rounding, drift, discounts, place, minimums, shortfall, taxes);
  }

  public Policies with(MinimumPlace place) {
    return new Policies(rounding, drift, discounts, credits, place, shortfall, taxes);
  }

  public Policies with(Shortfall where) {
    return new Policies(rounding, drift, discounts, credits, minimums, where, taxes);
  }

  public Policies with(TaxPlace place) {
    return new Policies(rounding, drift, discounts, credits, minimums, shortfall, place);
  }

  public Policies with(RoundingPlace place) {
    return new Policies(place, drift, discounts, credits, minimums, shortfall, taxes);
  }
}
