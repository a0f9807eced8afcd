package reckoner.pricing;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;

/** When an entry of a rate card holds. */
public sealed interface RateCondition {
  boolean holdsAt(Instant time);

  /** No condition. */
  record Always() implements RateCondition {
    @Override
    public boolean holdsAt(Instant time) {
      return true;
    }
  }

  /** From {@code start} on, inclusive. */
  record FromStart(Instant start) implements RateCondition {
    @Override
    public boolean holdsAt(Instant time) {
      return !time.isBefore(start);
    }
  }

  /**
   * Every day from {@code start} (inclusive) to {@code end} (exclusive), UTC; over midnight when
   * the end is earlier.
   */
  record Daily(LocalTime start, LocalTime end) implements RateCondition {
    public Daily {
      if (start.equals(end)) {
        throw new IllegalArgumentException("a daily window has a length: " + start);
      }
    }

    @Override
    public boolean holdsAt(Instant time) {
      var timeOfDay = time.atOffset(ZoneOffset.UTC).toLocalTime();
      boolean started = !timeOfDay.isBefore(start);
      boolean ended = !timeOfDay.isBefore(end);
      return start.isBefore(end) ? started && !ended : started || !ended;
    }
  }
}
