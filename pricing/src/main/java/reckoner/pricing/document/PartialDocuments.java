package reckoner.pricing.document;

import java.math.BigDecimal;
import java.util.List;
import reckoner.pricing.Decimals;

/**
 * Documents issued within a period once its usage reached a threshold. Each states the whole period
 * so far and supersedes the one before it.
 */
public final class PartialDocuments {
  private PartialDocuments() {}

  /**
   * The period's last document.
   *
   * @param highestPartial what the partial documents billed: the highest of them, not their sum; 0
   *     where there was none
   * @param due below 0 where corrections made the period smaller than what was billed
   */
  public record Last(BigDecimal amount, BigDecimal highestPartial, BigDecimal due) {}

  public static Last last(BigDecimal amount, List<BigDecimal> partials) {
    var highest = BigDecimal.ZERO;
    for (var partial : partials) {
      highest = highest.max(partial);
    }
    return new Last(
        Decimals.normalise(amount),
        Decimals.normalise(highest),
        Decimals.normalise(amount.subtract(highest)));
  }

  /**
   * Whether a partial document is to be issued: usage alone counts and may exceed the threshold.
   */
  public static boolean isReached(BigDecimal threshold, List<Line> lines) {
    var usage =
        Worksheet.sum(
            lines.stream()
                .filter(line -> line.kind() == Line.Kind.USAGE)
                .map(Line::amountExact)
                .toList());
    return usage.compareTo(threshold) >= 0;
  }
}
