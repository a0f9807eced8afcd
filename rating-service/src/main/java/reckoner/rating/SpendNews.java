package reckoner.rating;

import java.math.BigDecimal;
import java.time.Instant;
import reckoner.pricing.Period;

/** What subscribers are told. */
public sealed interface SpendNews {
  String contract();

  /**
   * A threshold was reached.
   *
   * @param span the period or the term, in which that happens once
   * @param at the period's spend with which it was found
   */
  record Reached(
      Threshold threshold, Period span, BigDecimal counted, SpendSnapshot at, Instant time)
      implements SpendNews {
    @Override
    public String contract() {
      return at.contract();
    }
  }

  /** Spend of a followed contract changed. */
  record Changed(SpendSnapshot spend, Instant time) implements SpendNews {
    @Override
    public String contract() {
      return spend.contract();
    }
  }
}
