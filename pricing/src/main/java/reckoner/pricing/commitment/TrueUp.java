package reckoner.pricing.commitment;

import java.math.BigDecimal;
import java.util.Optional;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rounding;
import reckoner.pricing.credit.Rollover;

/**
 * What is lacking to a commitment at the end of its period or term, a line of its own: committed −
 * counted − carried = amountExact, and never below 0.
 *
 * @param carried goes into the commitment of the next period instead of being charged
 * @param amount the exact one rounded once
 */
public record TrueUp(
    BigDecimal committed,
    BigDecimal counted,
    BigDecimal carried,
    BigDecimal amountExact,
    BigDecimal amount) {

  /** Charges all that is lacking. */
  public static TrueUp of(BigDecimal committed, BigDecimal counted, Rounding rounding) {
    return of(committed, counted, rounding, Optional.empty(), true);
  }

  /**
   * @param counted 0 or more; may exceed what was committed
   * @param rollover how much of what is lacking is carried; empty for nothing
   * @param isLastPeriod whether no period follows; then nothing is carried (RULES F6)
   */
  public static TrueUp of(
      BigDecimal committed,
      BigDecimal counted,
      Rounding rounding,
      Optional<Rollover> rollover,
      boolean isLastPeriod) {
    var lacking = committed.subtract(counted).max(BigDecimal.ZERO);
    var carried =
        rollover
            .map(rule -> rule.split(committed, lacking, isLastPeriod).rolled())
            .orElse(BigDecimal.ZERO);
    var exact = Decimals.normalise(lacking.subtract(carried));
    return new TrueUp(
        Decimals.normalise(committed),
        Decimals.normalise(counted),
        carried,
        exact,
        rounding.round(exact));
  }
}
