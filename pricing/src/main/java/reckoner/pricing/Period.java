package reckoner.pricing;

import java.time.Instant;

/** A half-open range of instants (RULES B1), such as a billing period. */
public record Period(Instant start, Instant end) {
  public Period {
    if (!start.isBefore(end)) {
      throw new IllegalArgumentException("a period ends after its start: " + start + " " + end);
    }
  }

  public boolean contains(Instant time) {
    return !time.isBefore(start) && time.isBefore(end);
  }
}
