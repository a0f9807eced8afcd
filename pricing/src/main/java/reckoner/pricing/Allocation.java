package reckoner.pricing;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Splits an amount over parts so that the parts sum to the whole (RULES A6). */
public final class Allocation {
  /** Who gets the units that do not come out. */
  public enum Drift {
    /** One each to the largest remainders, ties in the order of the parts; the default. */
    LARGEST_REMAINDER,
    /** All to the last part. */
    LAST_PART
  }

  private Allocation() {}

  /**
   * The parts, in the order of the weights, each a whole number of units of the last digit.
   *
   * @param amount the whole, of any sign, with at most {@code digits} fractional digits
   * @param weights at least one, each 0 or more; where all are 0 the parts are even
   * @param digits fractional digits of a part
   */
  public static List<BigDecimal> split(
      BigDecimal amount, List<BigDecimal> weights, int digits, Drift drift) {
    if (weights.isEmpty()) {
      throw new IllegalArgumentException("nothing to split over");
    }
    var units = units(amount, digits);
    var shares = wholeNumbers(weights);
    var total = shares.stream().reduce(BigInteger.ZERO, BigInteger::add);
    var parts = new ArrayList<BigInteger>(shares.size());
    var remainders = new ArrayList<BigInteger>(shares.size());
    var left = units.abs();
    for (var share : shares) {
      var divided = units.abs().multiply(share).divideAndRemainder(total);
      parts.add(divided[0]);
      remainders.add(divided[1]);
      left = left.subtract(divided[0]);
    }
    switch (drift) {
      case LARGEST_REMAINDER -> {
        var byRemainder =
            IntStream.range(0, parts.size())
                .boxed()
                .sorted(Comparator.comparing(remainders::get, Comparator.reverseOrder()))
                .toList();
        for (int i = 0; i < left.intValueExact(); i++) {
          int part = byRemainder.get(i);
          parts.set(part, parts.get(part).add(BigInteger.ONE));
        }
      }
      case LAST_PART -> parts.set(parts.size() - 1, parts.getLast().add(left));
    }
    var sign = BigInteger.valueOf(units.signum());
    return parts.stream().map(part -> new BigDecimal(part.multiply(sign), digits)).toList();
  }

  private static BigInteger units(BigDecimal amount, int digits) {
    try {
      return amount.setScale(digits, RoundingMode.UNNECESSARY).unscaledValue();
    } catch (ArithmeticException finer) {
      throw new IllegalArgumentException(
          "an amount to split has at most %d fractional digits: %s"
              .formatted(digits, Decimals.plain(amount)),
          finer);
    }
  }

  private static List<BigInteger> wholeNumbers(List<BigDecimal> weights) {
    int scale = 0;
    boolean even = true;
    for (var weight : weights) {
      if (weight.signum() < 0) {
        throw new IllegalArgumentException("a weight is 0 or more: " + Decimals.plain(weight));
      }
      scale = Math.max(scale, weight.scale());
      even &= weight.signum() == 0;
    }
    if (even) {
      return Collections.nCopies(weights.size(), BigInteger.ONE);
    }
    int digits = scale;
    return weights.stream().map(weight -> weight.setScale(digits).unscaledValue()).toList();
  }
}
