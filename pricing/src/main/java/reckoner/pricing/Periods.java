package reckoner.pricing;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Billing periods: half-open, tiling the term (RULES B1, B3). */
public final class Periods {
  /** A half-open range of instants. */
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

  private Periods() {}

  /**
   * Monthly periods from an anchor day, 00:00 in the zone; each is computed from the anchor itself
   * (RULES B3).
   */
  public static List<Period> monthly(LocalDate anchor, int months, ZoneId zone) {
    var periods = new ArrayList<Period>(months);
    for (int i = 0; i < months; i++) {
      periods.add(new Period(startOfDay(anchor, i, zone), startOfDay(anchor, i + 1, zone)));
    }
    return List.copyOf(periods);
  }

  private static Instant startOfDay(LocalDate anchor, int months, ZoneId zone) {
    return anchor.plusMonths(months).atStartOfDay(zone).toInstant();
  }
}
