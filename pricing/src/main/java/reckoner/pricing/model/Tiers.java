package reckoner.pricing.model;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Decimals;

/** A table of tiers from 0 without an end, and the policies at its edges (RULES D7). */
public record Tiers(List<Tier> tiers, Edge edge, Zero zero, @Nullable Packaging packaging) {
  /** Into which tier a quantity falls that is exactly a bound. */
  public enum Edge {
    /** The bound belongs to the tier that it ends; the default. */
    UPPER_INCLUSIVE,
    /** The bound belongs to the tier that it begins. */
    UPPER_EXCLUSIVE
  }

  /** What a quantity of zero costs. */
  public enum Zero {
    /** The default. */
    NOTHING,
    /** The flat fee of the first tier. */
    FIRST_FLAT
  }

  public Tiers {
    tiers = List.copyOf(tiers);
    if (tiers.isEmpty() || tiers.getLast().upTo() != null) {
      throw new PriceFault(
          PriceFault.Code.TIERS_NOT_OPEN,
          "the last tier has no upper bound, so that every quantity has a price");
    }
    var from = BigDecimal.ZERO;
    for (var tier : tiers.subList(0, tiers.size() - 1)) {
      var upTo = tier.upTo();
      if (upTo == null || upTo.compareTo(from) <= 0) {
        throw new PriceFault(
            PriceFault.Code.TIERS_UNORDERED,
            "upper bounds of tiers are above 0 and ascend: %s after %s"
                .formatted(upTo == null ? "none" : Decimals.plain(upTo), Decimals.plain(from)));
      }
      from = upTo;
    }
  }

  public static Tiers of(List<Tier> tiers) {
    return new Tiers(tiers, Edge.UPPER_INCLUSIVE, Zero.NOTHING, null);
  }

  /**
   * Refuses a table that states both bounds of each tier where they do not meet. Each tier begins
   * where the one before ends.
   *
   * @param starts the stated lower bounds, one for each tier
   */
  public void requireStarts(List<BigDecimal> starts) {
    var from = BigDecimal.ZERO;
    for (int i = 0; i < tiers.size(); i++) {
      int order = starts.get(i).compareTo(from);
      if (order != 0) {
        throw new PriceFault(
            order > 0 ? PriceFault.Code.TIERS_GAP : PriceFault.Code.TIERS_OVERLAP,
            "tier %d starts at %s, the one before ends at %s"
                .formatted(i + 1, Decimals.plain(starts.get(i)), Decimals.plain(from)));
      }
      var upTo = tiers.get(i).upTo();
      from = upTo == null ? from : upTo;
    }
  }

  /** The quantity that is laid over the tiers. */
  BigDecimal packaged(BigDecimal quantity, Trace trace) {
    Usage.requireNotNegative(quantity);
    return packaging == null ? quantity : packaging.ofTotal(quantity, trace);
  }

  /** The units that are priced of those in one tier. */
  BigDecimal packagedInTier(BigDecimal units, Trace trace) {
    return packaging == null ? units : packaging.ofTier(units, trace);
  }

  boolean costsNothing(BigDecimal quantity) {
    return quantity.signum() == 0 && zero == Zero.NOTHING;
  }

  /** Whether a quantity reaches beyond a bound. */
  boolean isBeyond(BigDecimal quantity, BigDecimal bound) {
    int order = quantity.compareTo(bound);
    return edge == Edge.UPPER_INCLUSIVE ? order > 0 : order >= 0;
  }

  /** Index of the tier into which a quantity falls. */
  int indexOf(BigDecimal quantity) {
    int index = 0;
    var upTo = tiers.getFirst().upTo();
    while (upTo != null && isBeyond(quantity, upTo)) {
      upTo = tiers.get(++index).upTo();
    }
    return index;
  }

  /** The exclusive lower bound of a tier. */
  BigDecimal from(int index) {
    var before = index == 0 ? null : tiers.get(index - 1).upTo();
    return before == null ? BigDecimal.ZERO : before;
  }
}
