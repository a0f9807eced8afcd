package reckoner.pricing.calendar;

/** What may be prorated, and by what unless a price says otherwise (RULES E4, E5). */
public enum Prorated {
  RECURRING_AMOUNT(ProrationBasis.LOCAL_DAYS),
  MINIMUM(ProrationBasis.LOCAL_DAYS),
  MAXIMUM(ProrationBasis.LOCAL_DAYS),
  /** Usage is counted, not spread over days. */
  USAGE(ProrationBasis.NONE),
  ALLOWANCE(ProrationBasis.NONE),
  PREPAYMENT(ProrationBasis.NONE);

  private final ProrationBasis basisDefault;

  Prorated(ProrationBasis basisDefault) {
    this.basisDefault = basisDefault;
  }

  public ProrationBasis basisDefault() {
    return basisDefault;
  }
}
