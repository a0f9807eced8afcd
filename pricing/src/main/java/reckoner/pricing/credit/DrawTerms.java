package reckoner.pricing.credit;

import java.util.List;

/** The choices of a drawdown. */
public record DrawTerms(List<GrantOrder> order, Shortage shortage) {
  /** What becomes of a charge that credit does not cover. */
  public enum Shortage {
    /** Credit pays what it can, the rest is invoiced. */
    INVOICE_REST,
    /** The charge is blocked as a whole, credit pays none of it. */
    BLOCK
  }

  public DrawTerms {
    order = List.copyOf(order);
  }

  public static DrawTerms defaults() {
    return new DrawTerms(GrantOrder.DEFAULT, Shortage.INVOICE_REST);
  }
}
