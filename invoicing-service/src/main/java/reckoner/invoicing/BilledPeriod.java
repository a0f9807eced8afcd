package reckoner.invoicing;

import java.time.Instant;

/** Half-open: the start is billed, the end is not. */
public record BilledPeriod(Instant start, Instant end) {
  public BilledPeriod {
    if (!start.isBefore(end)) {
      throw new IllegalArgumentException("a period that ends before it starts: " + start);
    }
  }
}
