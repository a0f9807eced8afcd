package reckoner.pricing.book;

import java.time.Instant;
import java.util.Optional;
import reckoner.pricing.calendar.DateRange;
import reckoner.pricing.calendar.Term;

/** The dates of a contract on which it may get another version of a book. */
public sealed interface MigrationDates {
  /** From the contract's term, by its own calendar. */
  record OfTerm(Term term) implements MigrationDates {}

  /**
   * As the contract's owner states them.
   *
   * @param nextPeriod the start of its next billing period
   * @param renewal empty where it has none
   */
  record Stated(Instant nextPeriod, Optional<Instant> renewal) implements MigrationDates {}

  /** When it ends, and is renewed. */
  default Optional<Instant> end() {
    return switch (this) {
      case OfTerm(var term) -> Optional.of(term.period().end());
      case Stated(_, var renewal) -> renewal;
    };
  }

  /** The start of the local day, or of a term that is to come; the instant where none is known. */
  default Instant today(Instant now) {
    return switch (this) {
      case OfTerm(var term) -> {
        var zone = term.calendar().zone();
        var date = now.atZone(zone).toLocalDate();
        var today = new DateRange(date, date.plusDays(1)).period(zone).start();
        var start = term.period().start();
        yield today.isBefore(start) ? start : today;
      }
      case Stated _ -> now;
    };
  }

  /** The end of the running period; the start of a term that is to come. */
  default Instant nextPeriod(Instant now) {
    return switch (this) {
      case OfTerm(var term) ->
          term.containing(now)
              .map(running -> running.period().end())
              .orElseGet(() -> term.period().start());
      case Stated(var next, _) -> next;
    };
  }
}
