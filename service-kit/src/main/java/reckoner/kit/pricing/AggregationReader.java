package reckoner.kit.pricing;

import java.math.BigDecimal;
import reckoner.pricing.meter.Aggregation;
import reckoner.pricing.meter.Buckets;

/** How events become one quantity, out of the proto. */
public final class AggregationReader {
  /** Buckets of buckets of buckets are more than anybody sells. */
  private static final int DEPTH_MAX = 4;

  private static final Aggregation STAND_IN = new Aggregation.Count();

  private final Faults faults;

  public AggregationReader(Faults faults) {
    this.faults = faults;
  }

  public Aggregation aggregation(String field, reckoner.proto.pricing.v1.Aggregation wire) {
    return aggregation(field, wire, 1);
  }

  private Aggregation aggregation(
      String field, reckoner.proto.pricing.v1.Aggregation wire, int depth) {
    if (depth > DEPTH_MAX) {
      faults.add(field, "is nested deeper than " + DEPTH_MAX);
      return STAND_IN;
    }
    if (depth > 1 && !wire.getQuantity().isEmpty()) {
      faults.add(field + ".quantity", "is named by the outermost aggregation only");
    }
    return switch (wire.getHowCase()) {
      case SIMPLE -> simple(wire.getSimple());
      case COUNT_DISTINCT -> new Aggregation.CountDistinct(wire.getCountDistinct());
      case PERCENTILE -> percentile(field + ".percentile", wire.getPercentile());
      case TIME_WEIGHTED -> new Aggregation.TimeWeighted(unit(wire.getTimeWeighted()));
      case WINDOWED -> windowed(field + ".windowed", wire.getWindowed(), depth);
      case FORMULA -> {
        faults.add(
            field + ".formula",
            depth > 1
                ? "is over other meters, which the buckets of one have not"
                : "is over other meters, whose events are not in the request");
        yield STAND_IN;
      }
      case HOW_NOT_SET -> {
        faults.add(field, "says not how");
        yield STAND_IN;
      }
    };
  }

  private static Aggregation simple(reckoner.proto.pricing.v1.Aggregation.Simple wire) {
    return switch (wire) {
      case SUM -> new Aggregation.Sum();
      case COUNT -> new Aggregation.Count();
      case MIN -> new Aggregation.Min();
      case MAX -> new Aggregation.Max();
      case LATEST -> new Aggregation.Latest();
      case AVERAGE -> new Aggregation.Average();
      case TIME_AVERAGE -> new Aggregation.TimeAverage();
      case PEAK -> new Aggregation.Peak();
      case CLOSING -> new Aggregation.Closing();
      case SIMPLE_UNSPECIFIED, UNRECOGNIZED -> throw Faults.unchecked("simple");
    };
  }

  private Aggregation percentile(
      String field, reckoner.proto.pricing.v1.Aggregation.Percentile wire) {
    BigDecimal percent = faults.multiplier(field + ".percent", wire.getPercent());
    var interpolation =
        switch (wire.getInterpolation()) {
          case INTERPOLATION_UNSPECIFIED, NEAREST_RANK -> Aggregation.Interpolation.NEAREST_RANK;
          case LINEAR -> Aggregation.Interpolation.LINEAR;
          case UNRECOGNIZED -> throw Faults.unchecked("interpolation");
        };
    return faults
        .<Aggregation>made(
            field + ".percent", () -> new Aggregation.Percentile(percent, interpolation))
        .orElse(STAND_IN);
  }

  private static Aggregation.Unit unit(reckoner.proto.pricing.v1.Aggregation.TimeUnit wire) {
    return switch (wire) {
      case SECOND -> Aggregation.Unit.SECOND;
      case MINUTE -> Aggregation.Unit.MINUTE;
      case HOUR -> Aggregation.Unit.HOUR;
      case DAY -> Aggregation.Unit.DAY;
      case TIME_UNIT_UNSPECIFIED, UNRECOGNIZED -> throw Faults.unchecked("time_weighted");
    };
  }

  private Aggregation windowed(
      String field, reckoner.proto.pricing.v1.Aggregation.Windowed wire, int depth) {
    return new Aggregation.Windowed(
        switch (wire.getSize()) {
          case SIZE_UNSPECIFIED, HOURLY -> Buckets.Size.HOUR;
          case DAILY -> Buckets.Size.DAY;
          case FIVE_MINUTES -> Buckets.Size.FIVE_MINUTES;
          case UNRECOGNIZED -> throw Faults.unchecked("size");
        },
        faults.zone(field + ".zone", wire.getZone()),
        aggregation(field + ".each", wire.getEach(), depth + 1),
        aggregation(field + ".then", wire.getThen(), depth + 1),
        wire.getSkipEmpty() ? Buckets.Empty.LEFT_OUT : Buckets.Empty.COUNTS);
  }
}
