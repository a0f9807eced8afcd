package reckoner.pricing.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import reckoner.pricing.Decimals;

/**
 * Whole packages only (RULES D7). Rates keep their own {@code per}: a package of 1,000 at 5.00 is
 * the rate 5.00 per 1,000.
 *
 * @param size units of a package, more than 0
 * @param minimum packages that are priced at least, even of nothing
 */
public record Packaging(BigDecimal size, PackageRounding rounding, long minimum) {
  /** Where and how a quantity becomes whole packages. */
  public enum PackageRounding {
    /** The total is rounded up, before tiers; the default. */
    UP_ON_TOTAL,
    /** What falls into each tier is rounded up by itself. */
    UP_PER_TIER,
    /** The total is rounded down: a package begun is free. */
    DOWN
  }

  public Packaging {
    if (size.signum() <= 0) {
      throw new PriceFault(
          PriceFault.Code.SIZE_NOT_POSITIVE, "the size of a package is more than 0: " + size);
    }
    if (minimum < 0) {
      throw new PriceFault(
          PriceFault.Code.QUANTITY_NEGATIVE, "a minimum of packages is 0 or more: " + minimum);
    }
    size = Decimals.normalise(size);
  }

  /** The quantity that is priced, whole packages where the total is rounded. */
  BigDecimal ofTotal(BigDecimal quantity, Trace trace) {
    var least = size.multiply(BigDecimal.valueOf(minimum));
    var whole =
        switch (rounding) {
          case UP_ON_TOTAL -> whole(quantity, RoundingMode.CEILING, trace);
          case DOWN -> whole(quantity, RoundingMode.FLOOR, trace);
          case UP_PER_TIER -> quantity;
        };
    if (whole.compareTo(least) < 0) {
      trace.add(new Step.Packaged(quantity, size, BigDecimal.valueOf(minimum), least));
      return least;
    }
    return whole;
  }

  /** The units that are priced of those that fell into one tier. */
  BigDecimal ofTier(BigDecimal units, Trace trace) {
    return rounding == PackageRounding.UP_PER_TIER
        ? whole(units, RoundingMode.CEILING, trace)
        : units;
  }

  private BigDecimal whole(BigDecimal quantity, RoundingMode mode, Trace trace) {
    var packages = quantity.divide(size, 0, mode);
    var whole = packages.multiply(size);
    trace.add(new Step.Packaged(quantity, size, packages, whole));
    return whole;
  }
}
