package reckoner.pricing.meter;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import reckoner.pricing.Decimals;
import reckoner.pricing.Period;
import reckoner.pricing.model.Usage;

/**
 * The events of one meter in one period. Which events are a period's is the caller's choice; one
 * outside it is refused, not ignored.
 *
 * @param opening the value in force at the period's start, 0 or more; only meters of a gauge look
 *     at it
 * @param events in order of arrival; of a gauge, each is a reading whose value holds until the next
 */
public record PeriodUsage(Period period, BigDecimal opening, List<Usage> events) {
  public PeriodUsage {
    if (opening.signum() < 0) {
      throw new IllegalArgumentException("an opening value is 0 or more: " + opening);
    }
    opening = Decimals.normalise(opening);
    events = List.copyOf(events);
    for (var event : events) {
      if (!period.contains(event.time())) {
        throw new IllegalArgumentException(
            "an event lies in its period %s: %s".formatted(period, event.time()));
      }
    }
  }

  /** Of events that are no readings, or of a gauge that starts at 0. */
  public static PeriodUsage of(Period period, List<Usage> events) {
    return new PeriodUsage(period, BigDecimal.ZERO, events);
  }

  /** By event time; those of one instant in order of arrival. */
  List<Usage> byTime() {
    return events.stream().sorted(Comparator.comparing(Usage::time)).toList();
  }
}
