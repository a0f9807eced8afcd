package reckoner.pricing.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** What happens to a recurring amount within a period; the date is the first of the new terms. */
public sealed interface Change {
  /** Most changes that are taken for one period. */
  int CHANGES_MAX = 1_000;

  enum Billing {
    /** Billed by days at once; the default. */
    PRORATED,
    /** The period is billed as it was; the new terms are billed from the next period on. */
    FROM_NEXT_PERIOD
  }

  LocalDate date();

  Billing billing();

  record NewAmount(LocalDate date, RecurringAmount recurring, Billing billing) implements Change {}

  /** The end of the charge; the date is the first that is not billed. */
  record Cancellation(LocalDate date, Billing billing) implements Change {}

  /** By date; of several on one day the last of the list counts (RULES B7). */
  static List<Change> inOrder(List<Change> changes, BillingPeriod period) {
    if (changes.size() > CHANGES_MAX) {
      throw new IllegalArgumentException(
          "a period has at most %d changes: %d".formatted(CHANGES_MAX, changes.size()));
    }
    var byStart = new TreeMap<Instant, Change>();
    for (var change : changes.stream().sorted(Comparator.comparing(Change::date)).toList()) {
      period.checkDate(change.date());
      byStart.put(LocalDays.start(change.date(), period.zone()), change);
    }
    var ordered = List.copyOf(byStart.values());
    for (var change : ordered.subList(0, Math.max(0, ordered.size() - 1))) {
      if (change instanceof Cancellation) {
        throw new IllegalArgumentException("nothing changes after the end: " + change.date());
      }
    }
    return ordered;
  }

  /** Whether it is billed in its own period. */
  default boolean isBilledAtOnce(ProrationBasis basis) {
    return billing() == Billing.PRORATED && basis != ProrationBasis.NONE;
  }
}
