package reckoner.pricing.meter;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import reckoner.pricing.Period;
import reckoner.pricing.meter.Measured.Picked;
import reckoner.pricing.meter.Measured.Segment;

/** A gauge's readings as the values that held, one after the other. */
final class Gauge {
  private Gauge() {}

  /** Tile the period, so there is one at least; a reading replaced in its instant has none. */
  static List<Segment> segments(PeriodUsage usage) {
    var segments = new ArrayList<Segment>();
    var since = usage.period().start();
    var value = usage.opening();
    for (var reading : usage.byTime()) {
      hold(segments, since, reading.time(), value);
      since = reading.time();
      value = reading.quantity();
    }
    hold(segments, since, usage.period().end(), value);
    return segments;
  }

  static Picked peak(PeriodUsage usage) {
    return picked(
        usage,
        segments(usage).stream()
            .max(
                Comparator.comparing(Segment::value)
                    .thenComparing(s -> s.period().start(), Comparator.reverseOrder()))
            .orElseThrow());
  }

  static Picked closing(PeriodUsage usage) {
    return picked(usage, segments(usage).getLast());
  }

  /** Of real time, exact to the nanosecond. */
  static BigDecimal seconds(Period period) {
    var length = Duration.between(period.start(), period.end());
    return BigDecimal.valueOf(length.getSeconds()).add(BigDecimal.valueOf(length.getNano(), 9));
  }

  private static void hold(List<Segment> segments, Instant from, Instant to, BigDecimal value) {
    if (from.isBefore(to)) {
      segments.add(new Segment(new Period(from, to), value));
    }
  }

  private static Picked picked(PeriodUsage usage, Segment segment) {
    return new Picked(usage.events().size(), segment.value(), segment.period().start());
  }
}
