package reckoner.pricing.calendar;

/** What a part of a period is measured by (RULES E5). */
public enum ProrationBasis {
  /** Local days of the part over those of its own whole period; the default. */
  LOCAL_DAYS,
  /** Seconds of the part over those of the whole; a day with a change of clocks weighs as it is. */
  SECONDS,
  /**
   * Local days over 30 for each month, and never above 1: 29 February days are 29/30, 31 January
   * days 30/30. For periods of whole months only.
   */
  MONTH_OF_30_DAYS,
  /**
   * Every month has 30 days: a 31st counts as the 30th, the last day of February for what is
   * missing. For periods of whole months only.
   */
  STRICT_30_360,
  /** Every part is billed as the whole; a change is billed from the next period on. */
  NONE
}
