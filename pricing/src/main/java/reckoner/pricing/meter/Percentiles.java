package reckoner.pricing.meter;

import java.math.BigDecimal;
import java.util.List;
import reckoner.pricing.Decimals;
import reckoner.pricing.meter.Aggregation.Percentile;
import reckoner.pricing.meter.Measured.Ranked;
import reckoner.pricing.model.Usage;

/** Percentiles in whole numbers: a percent has so few digits that a place is never divided. */
final class Percentiles {
  static final int FRACTION_DIGITS_MAX = 2;

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /** A percentile is an integer out of this many. */
  private static final long WHOLE = 10_000;

  private Percentiles() {}

  static void check(BigDecimal percent) {
    if (percent.signum() < 0 || percent.compareTo(HUNDRED) > 0) {
      throw new IllegalArgumentException("a percentile is 0 to 100: " + percent);
    }
    if (percent.stripTrailingZeros().scale() > FRACTION_DIGITS_MAX) {
      throw new IllegalArgumentException(
          "a percentile has at most %d fractional digits: %s"
              .formatted(FRACTION_DIGITS_MAX, percent));
    }
  }

  static Ranked of(Percentile percentile, List<Usage> events) {
    if (events.isEmpty()) {
      return new Ranked(0, 0, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);
    }
    var values = events.stream().map(Usage::quantity).sorted().toList();
    long percent = percentile.percent().movePointRight(FRACTION_DIGITS_MAX).longValueExact();
    return switch (percentile.interpolation()) {
      // The least rank is 1, so that percentile 0 is the least value.
      case NEAREST_RANK ->
          ranked(values, Math.max(1, Math.ceilDiv(percent * values.size(), WHOLE)), 0);
      case LINEAR -> {
        long place = percent * (values.size() - 1);
        yield ranked(values, place / WHOLE + 1, place % WHOLE);
      }
    };
  }

  private static Ranked ranked(List<BigDecimal> values, long rank, long beyond) {
    int index = Math.toIntExact(rank) - 1;
    return new Ranked(
        values.size(),
        rank,
        values.get(index),
        values.get(Math.min(index + 1, values.size() - 1)),
        Decimals.divide(BigDecimal.valueOf(beyond), BigDecimal.valueOf(WHOLE)));
  }
}
