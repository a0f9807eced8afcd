package reckoner.pricing.document;

import java.math.BigDecimal;
import reckoner.pricing.Decimals;

/**
 * A tax of a document; the lines that bear it name it.
 *
 * @param percent 0 or more, e.g. 8.25
 * @param inclusive whether the lines' amounts contain it
 * @param compound whether it is also on the taxes of the line that stand before it
 */
public record Tax(String id, BigDecimal percent, boolean inclusive, boolean compound) {
  public Tax {
    if (percent.signum() < 0) {
      throw new IllegalArgumentException(
          "a tax is 0 percent or more: " + id + " " + Decimals.plain(percent));
    }
    percent = Decimals.normalise(percent);
  }

  /** Exact share of a base. */
  BigDecimal on(BigDecimal base) {
    return base.multiply(percent).movePointLeft(2);
  }
}
