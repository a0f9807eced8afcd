package reckoner.pricing.book;

import java.util.List;
import org.jspecify.annotations.Nullable;
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
    var charged = entry.terms().charge(usage);
    return multiplier == null
        ? charged
        : charged.times(rung.words() + " " + multiplier.key(), multiplier.multiplier());
  }
}
