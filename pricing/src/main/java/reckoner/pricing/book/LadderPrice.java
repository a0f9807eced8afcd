package reckoner.pricing.book;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Rate;
import reckoner.pricing.model.ChargeTerms;
import reckoner.pricing.model.Usage;

/**
 * The price that applies.
 *
 * @param entry with the terms; the list's where a multiplier applies
 * @param multiplier null where the rung has a price of its own
 */
public record LadderPrice(Rung rung, BookEntry entry, @Nullable MultiplierEntry multiplier) {
  /** The line of a period's usage: the exact amount of the terms, multiplied exactly. */
  public ChargeTerms.Charged charge(List<Usage> usage) {
    return multiplied(entry.terms().charge(usage));
  }

  /** The same with one step for all the usage, see {@link ChargeTerms#chargeInOneStep}. */
  public ChargeTerms.Charged chargeInOneStep(List<Usage> usage, String reason) {
    return multiplied(entry.terms().chargeInOneStep(usage, reason));
  }

  /** The exact amount of a period that has no more usage than this. */
  public BigDecimal amount(Usage usage) {
    return multiplied(entry.terms().chargeInOneStep(List.of(usage), "all")).priced().amountExact();
  }

  /** The exact amount of usage by itself: in the first tier, without free units. */
  public BigDecimal amountAlone(Usage usage) {
    var alone = entry.terms().withoutAllowance().chargeInOneStep(List.of(usage), "alone");
    return multiplied(alone).priced().amountExact();
  }

  /** What each priced unit of a line costs, see {@link ChargeTerms#unitPrice}. */
  public Optional<Rate> unitPrice(ChargeTerms.Charged charged) {
    return entry
        .terms()
        .unitPrice(charged)
        .map(rate -> multiplier == null ? rate : rate.times(multiplier.multiplier()));
  }

  private ChargeTerms.Charged multiplied(ChargeTerms.Charged charged) {
    return multiplier == null
        ? charged
        : charged.times(rung.words() + " " + multiplier.key(), multiplier.multiplier());
  }
}
