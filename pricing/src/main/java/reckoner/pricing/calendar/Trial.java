package reckoner.pricing.calendar;

import java.time.LocalDate;
import java.time.ZoneId;

/** The first units of a term, without charge. A term that ends within its trial bills nothing. */
public record Trial(int count, Cadence.Unit unit, Anchor anchor) {
  public static final int COUNT_MAX = 1_000;

  /** What paid periods are anchored on. */
  public enum Anchor {
    /** The day after the trial: whole periods from there, unless they are aligned. The default. */
    TRIAL_END,
    /** The start of the term, as if there were no trial: the first paid period may be a stub. */
    TERM_START
  }

  public Trial {
    if (count < 1 || count > COUNT_MAX) {
      throw new IllegalArgumentException(
          "a trial is of 1 to %d units: %d".formatted(COUNT_MAX, count));
    }
  }

  /** The first date that is paid. */
  public LocalDate end(LocalDate start) {
    return unit.after(start, count);
  }

  /** The paid periods of a term that starts on a date with this trial. */
  public BillingCalendar paid(LocalDate start, Cadence cadence, Alignment alignment, ZoneId zone) {
    return switch (anchor) {
      case TRIAL_END -> BillingCalendar.of(end(start), cadence, alignment, zone);
      case TERM_START -> BillingCalendar.of(start, cadence, alignment, zone).startingOn(end(start));
    };
  }
}
