package reckoner.pricing.commitment;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rate;

/**
 * A commitment for each window, such as every hour or every night: what one window does not use is
 * of no use to another.
 *
 * @param amount committed for one window, in money
 * @param isTrueUp whether a window that lacks is charged up to the amount
 */
public record WindowCommitment(BigDecimal amount, CommittedPrice price, boolean isTrueUp) {
  /**
   * One window billed: inside + trueUp + overage is its amount.
   *
   * @param inside at the committed price, exact
   * @param overage past the commitment, exact
   */
  public record Window(
      BigDecimal quantity,
      BigDecimal inside,
      BigDecimal trueUp,
      BigDecimal overage,
      BigDecimal amount) {}

  /** All windows of a period; their amounts come to the exact amount. */
  public record Billed(List<Window> windows, BigDecimal amountExact) {
    public Billed {
      windows = List.copyOf(windows);
    }
  }

  public WindowCommitment {
    amount = Decimals.normalise(amount);
    if (amount.signum() < 0) {
      throw new IllegalArgumentException("a commitment is 0 or more: " + Decimals.plain(amount));
    }
  }

  /**
   * A quantity at a price committed for each window.
   *
   * @param overageFactor times the price, for what exceeds the quantity; 1 for no surcharge
   */
  public static WindowCommitment ofQuantity(
      BigDecimal quantity, Rate price, BigDecimal overageFactor, boolean isTrueUp) {
    return new WindowCommitment(
        price.of(quantity), new CommittedPrice(price, price.times(overageFactor)), isTrueUp);
  }

  /**
   * @param quantities one for each window of the period, 0 for one without usage
   */
  public Billed bill(List<BigDecimal> quantities) {
    var windows = new ArrayList<Window>();
    var sum = BigDecimal.ZERO;
    for (var quantity : quantities) {
      var priced = price.price(quantity, amount);
      var trueUp = isTrueUp ? priced.left() : BigDecimal.ZERO;
      var window =
          new Window(
              Decimals.normalise(quantity),
              priced.amountInside(),
              trueUp,
              priced.amountOutside(),
              Decimals.normalise(priced.amount().add(trueUp)));
      windows.add(window);
      sum = sum.add(window.amount());
    }
    return new Billed(windows, Decimals.normalise(sum));
  }
}
