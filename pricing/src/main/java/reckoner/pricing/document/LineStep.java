package reckoner.pricing.document;

import java.math.BigDecimal;

/** What one step did to one line; before plus effect is before of the next one. */
public sealed interface LineStep {
  /** What was due of the line before the step. */
  BigDecimal before();

  /** What the step adds to what is due of the line. */
  BigDecimal effect();

  /** The line's share of a discount. */
  record Discounted(String discount, BigDecimal before, BigDecimal share) implements LineStep {
    @Override
    public BigDecimal effect() {
      return share.negate();
    }
  }

  /** The line's share of what its scope lacked to a minimum. */
  record RaisedToMinimum(String bound, BigDecimal before, BigDecimal share) implements LineStep {
    @Override
    public BigDecimal effect() {
      return share;
    }
  }

  /** The line's share of what its scope was above a maximum. */
  record CutToMaximum(String bound, BigDecimal before, BigDecimal share) implements LineStep {
    @Override
    public BigDecimal effect() {
      return share.negate();
    }
  }

  /** What a credit paid of the line. */
  record Credited(String credit, BigDecimal before, BigDecimal paid) implements LineStep {
    @Override
    public BigDecimal effect() {
      return paid.negate();
    }
  }

  /**
   * One tax on the line.
   *
   * @param base what the tax is on: without inclusive taxes, with those it compounds
   * @param exact before rounding
   * @param inclusive whether it was in the amount already, and so adds nothing
   */
  record Taxed(
      String tax,
      BigDecimal before,
      BigDecimal base,
      BigDecimal exact,
      BigDecimal amount,
      boolean inclusive)
      implements LineStep {
    @Override
    public BigDecimal effect() {
      return inclusive ? BigDecimal.ZERO : amount;
    }
  }
}
