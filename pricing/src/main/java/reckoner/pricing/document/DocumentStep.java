package reckoner.pricing.document;

import java.math.BigDecimal;

/** What one step did to the document; the shares of its lines sum to it. */
public sealed interface DocumentStep {
  /**
   * @param base what the positive lines of the scope came to
   * @param exact before rounding and before it was held to the base
   */
  record Discounted(Discount discount, BigDecimal base, BigDecimal exact, BigDecimal amount)
      implements DocumentStep {}

  /**
   * @param base what the lines of the scope came to
   * @param shortfall 0 where the minimum was met
   */
  record RaisedToMinimum(Bound bound, BigDecimal base, BigDecimal shortfall)
      implements DocumentStep {}

  /**
   * @param base what the lines of the scope came to
   * @param excess 0 where the maximum was kept
   */
  record CutToMaximum(Bound bound, BigDecimal base, BigDecimal excess) implements DocumentStep {}

  /**
   * @param left what the credit still holds
   */
  record Credited(Credit credit, BigDecimal paid, BigDecimal left) implements DocumentStep {}

  /**
   * @param base sum of the lines' bases
   * @param exact before rounding
   */
  record Taxed(Tax tax, BigDecimal base, BigDecimal exact, BigDecimal amount)
      implements DocumentStep {}
}
