package reckoner.pricing.document;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import reckoner.pricing.Allocation.Drift;
import reckoner.pricing.Rounding;

/**
 * Rounds exact amounts of any sign so that they sum to their rounded sum (RULES A6). {@link
 * reckoner.pricing.Allocation} splits one amount by weights of one sign, which credit lines are
 * not.
 */
final class JointRounding {
  private JointRounding() {}

  /**
   * @param exactSum the sum of the amounts, free of the error of their divisions
   */
  static List<BigDecimal> round(
      List<BigDecimal> exact, BigDecimal exactSum, Rounding rounding, Drift drift) {
    var parts = new ArrayList<BigDecimal>(exact.size());
    var remainders = new ArrayList<BigDecimal>(exact.size());
    var sum = rounding.round(exactSum);
    for (var amount : exact) {
      var part = amount.setScale(rounding.digits(), RoundingMode.DOWN);
      parts.add(part);
      remainders.add(amount.subtract(part));
      sum = sum.subtract(part);
    }
    var left = sum;
    if (left.signum() == 0) {
      return parts;
    }
    var open =
        IntStream.range(0, parts.size())
            .filter(part -> exact.get(part).signum() != 0)
            .boxed()
            .toList();
    switch (drift) {
      case LARGEST_REMAINDER -> {
        var sign = BigDecimal.valueOf(left.signum());
        var unit = new BigDecimal(BigInteger.valueOf(left.signum()), rounding.digits());
        Comparator<Integer> byRemainder =
            Comparator.comparing(part -> remainders.get(part).multiply(sign));
        open.stream()
            .sorted(byRemainder.reversed())
            .limit(left.unscaledValue().abs().longValueExact())
            .forEach(part -> parts.set(part, parts.get(part).add(unit)));
      }
      case LAST_PART -> parts.set(open.getLast(), parts.get(open.getLast()).add(left));
    }
    return parts;
  }
}
