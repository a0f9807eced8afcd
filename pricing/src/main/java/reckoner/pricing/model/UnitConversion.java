package reckoner.pricing.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rate;

/**
 * From the units that are measured to those that are priced, such as bytes to gigabytes.
 *
 * @param factor priced units per measured units; 1 per 60 makes hours of minutes
 * @param rounding of what comes out
 * @param digits fractional digits that are left where it is rounded
 */
public record UnitConversion(Rate factor, QuantityRounding rounding, int digits, Place place) {
  public enum QuantityRounding {
    /** Exact, or at 34 digits where the division does not come out (RULES A4); the default. */
    NONE,
    UP,
    DOWN,
    HALF_UP
  }

  public enum Place {
    /** The quantity of the line, after it was summed; the default. */
    TOTAL,
    EACH_EVENT
  }

  public UnitConversion {
    if (factor.amount().signum() == 0) {
      throw new PriceFault(PriceFault.Code.SIZE_NOT_POSITIVE, "a conversion is by more than 0");
    }
    if (digits < 0 || digits > Decimals.QUANTITY_FRACTION_DIGITS_MAX) {
      throw new PriceFault(
          PriceFault.Code.BOUNDS_CROSSED,
          "a quantity has 0 to %d fractional digits, not %d"
              .formatted(Decimals.QUANTITY_FRACTION_DIGITS_MAX, digits));
    }
  }

  public static UnitConversion exact(Rate factor) {
    return new UnitConversion(factor, QuantityRounding.NONE, 0, Place.TOTAL);
  }

  /** Whether it matters which quantities are rounded together. */
  boolean roundsTotal() {
    return rounding != QuantityRounding.NONE && place == Place.TOTAL;
  }

  BigDecimal of(BigDecimal quantity, Trace trace) {
    var converted = factor.of(quantity);
    var result =
        switch (rounding) {
          case NONE -> converted;
          case UP -> converted.setScale(digits, RoundingMode.CEILING);
          case DOWN -> converted.setScale(digits, RoundingMode.FLOOR);
          case HALF_UP -> converted.setScale(digits, RoundingMode.HALF_UP);
        };
    if (trace.isOn()) {
      trace.add(new Step.Converted(quantity, Decimals.normalise(result)));
    }
    return result;
  }

  List<Usage> ofEach(List<Usage> usage, Trace trace) {
    return usage.stream().map(one -> one.withQuantity(of(one.quantity(), trace))).toList();
  }
}
