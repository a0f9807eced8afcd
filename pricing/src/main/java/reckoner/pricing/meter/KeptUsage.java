package reckoner.pricing.meter;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.NavigableMap;
import java.util.TreeMap;
import reckoner.pricing.Decimals;
import reckoner.pricing.Period;
import reckoner.pricing.meter.Aggregation.Average;
import reckoner.pricing.meter.Aggregation.Closing;
import reckoner.pricing.meter.Aggregation.Count;
import reckoner.pricing.meter.Aggregation.CountDistinct;
import reckoner.pricing.meter.Aggregation.Latest;
import reckoner.pricing.meter.Aggregation.Max;
import reckoner.pricing.meter.Aggregation.Min;
import reckoner.pricing.meter.Aggregation.Peak;
import reckoner.pricing.meter.Aggregation.Percentile;
import reckoner.pricing.meter.Aggregation.Sum;
import reckoner.pricing.meter.Aggregation.TimeAverage;
import reckoner.pricing.meter.Aggregation.TimeWeighted;
import reckoner.pricing.meter.Aggregation.Windowed;
import reckoner.pricing.meter.Measured.Bucket;
import reckoner.pricing.meter.Measured.Bucketed;
import reckoner.pricing.meter.Measured.Counted;
import reckoner.pricing.model.Usage;

/**
 * What is kept of a period instead of its events: it is measured as they are.
 *
 * @param opening the value in force at the period's start, 0 or more; only meters of a gauge look
 *     at it
 * @param windows by their starts; of an aggregation without buckets one at most. Those that lost
 *     their events are as if they were not there
 */
public record KeptUsage(Period period, BigDecimal opening, NavigableMap<Instant, Window> windows) {
  private static final Window NOTHING = new Window.Builder(false).build(0);

  public KeptUsage {
    opening = Decimals.normalise(opening);
    windows = new TreeMap<>(windows);
    windows.values().removeIf(window -> window.tally().events() == 0);
    if (!windows.isEmpty()
        && (!period.contains(windows.firstKey()) || !period.contains(windows.lastKey()))) {
      throw new IllegalArgumentException("windows lie in their period " + period);
    }
  }

  /** What the events come to. */
  public Measured measure(Aggregation aggregation) {
    return switch (aggregation) {
      case Windowed windowed -> measure(windowed);
      case Sum() -> window().tally().summed();
      case Count() -> window().tally().counted();
      case CountDistinct _ ->
          new Counted(window().tally().events(), BigDecimal.valueOf(window().distinct()));
      case Min() -> window().tally().min();
      case Max() -> window().tally().max();
      case Latest() -> window().tally().latest();
      case Average() -> window().tally().averaged();
      case TimeWeighted _, TimeAverage(), Peak(), Closing() -> aggregation.measure(readings());
      case Percentile _ ->
          throw new IllegalArgumentException("no window keeps what a percentile of events asks");
    };
  }

  private Window window() {
    if (windows.size() > 1) {
      throw new IllegalArgumentException("what has no buckets is kept in one window");
    }
    return windows.isEmpty() ? NOTHING : windows.firstEntry().getValue();
  }

  private PeriodUsage readings() {
    var events =
        window().readings().stream()
            .map(reading -> Usage.of(reading.quantity(), reading.time()))
            .toList();
    return new PeriodUsage(period, opening, events);
  }

  private Bucketed measure(Windowed windowed) {
    var buckets = new ArrayList<Bucket>();
    var since = opening;
    for (var bucket : Buckets.of(windowed.size(), windowed.zone(), period)) {
      var parts = windows.subMap(bucket.start(), true, bucket.end(), false);
      if (!parts.isEmpty() || windowed.empty() == Buckets.Empty.COUNTS) {
        var part = new KeptUsage(bucket, since, parts);
        buckets.add(new Bucket(bucket, part.measure(windowed.each())));
      }
      for (var part : parts.values()) {
        var last = part.tally().last();
        since = last == null ? since : last.quantity();
      }
    }
    return Bucketed.of(windowed, period, buckets);
  }
}
