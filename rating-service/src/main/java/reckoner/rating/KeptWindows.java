package reckoner.rating;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import reckoner.kit.store.Transactions;
import reckoner.pricing.Period;
import reckoner.pricing.meter.Mark;
import reckoner.rating.ContractStore.StoredPeriod;
import reckoner.rating.ContractTerms.Charge;
import reckoner.rating.UsageWindows.Which;

/** Puts what was kept of a period's windows into its sums, as it was known at a position. */
final class KeptWindows {
  private static final Comparator<Period> BY_TIME =
      Comparator.comparing(Period::start).thenComparing(Period::end);

  private final UsageWindows windows;
  private final UsageStore usage;
  private final Transactions transactions;

  KeptWindows(UsageWindows windows, UsageStore usage, Transactions transactions) {
    this.windows = windows;
    this.usage = usage;
    this.transactions = transactions;
  }

  /** A period as known at a position. */
  record Asked(StoredPeriod period, long position, Which which) {}

  private record LineName(WindowedTotals totals, String identity) {}

  /** A line whose last event's price is asked for. */
  private record Unpriced(Charge charge, String identity, WindowedTotals.Line line, Mark last) {}

  /** Takes in what is kept; answers false where prices moved since, so that it says nothing. */
  boolean read(String tenant, Asked asked, PeriodSums sums) {
    var windowed = sums.windowed();
    if (windowed.isEmpty()) {
      return true;
    }
    var names = new HashMap<Long, LineName>();
    for (var line : transactions.read(() -> windows.lines(tenant, asked.period()))) {
      var found = sums.usageOf(line);
      if (found.isEmpty()) {
        return false;
      }
      var totals = Objects.requireNonNull(windowed.get(found.get().charge()));
      names.put(
          line.aggregate(),
          new LineName(totals, MeteredTotals.identity(found.get().price(), false)));
    }
    var aggregates = List.copyOf(names.keySet());
    transactions.read(() -> {
      windows.forEach(
          tenant,
          aggregates,
          asked.position(),
          asked.which(),
          kept -> {
            var name = Objects.requireNonNull(names.get(kept.aggregate()));
            name.totals().add(name.identity(), kept);
          });
      return aggregates.size();
    });
    return true;
  }

  /** The windows whose events are to be read, those of all charges together; none for nothing. */
  Optional<List<Period>> reread(PeriodSums sums) {
    var all = new TreeSet<Period>(BY_TIME);
    sums.windowed().values().forEach(totals -> all.addAll(totals.reread()));
    return all.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(all));
  }

  /** Whether each line has an event in the last window that was read of it. */
  static boolean haveEvents(PeriodSums sums) {
    return sums.windowed().values().stream()
        .flatMap(totals -> totals.all().values().stream())
        .allMatch(WindowedTotals.Line::hasLastWindow);
  }

  /**
   * Finds the prices of the lines' last events, and how many different values there are; answers
   * false where a line's last event falls into another by now.
   */
  boolean complete(String tenant, long position, PeriodSums sums) {
    var unpriced = new HashMap<UsageEvent.Key, List<Unpriced>>();
    sums.windowed()
        .forEach((charge, totals) ->
            totals
                .all()
                .forEach((identity, line) -> {
                  var last = line.unknownLast();
                  if (last != null) {
                    unpriced
                        .computeIfAbsent(Share.keyOf(last), _ -> new ArrayList<>())
                        .add(new Unpriced(charge, identity, line, last));
                  }
                }));
    var events = asKnown(tenant, List.copyOf(unpriced.keySet()), position);
    for (var lines : unpriced.values()) {
      for (var one : lines) {
        var event = Objects.requireNonNull(events.get(Share.keyOf(one.last())));
        var share = sums.usageOf(one.charge(), event);
        if (share.isEmpty()
            || !MeteredTotals.identity(share.get().price(), false).equals(one.identity())) {
          return false;
        }
        one.line().price(share.get().usage(), share.get().price());
      }
    }
    for (var totals : sums.windowed().values()) {
      var question = totals.question();
      if (question != null && !question.aggregates().isEmpty()) {
        totals.count(transactions.read(() -> windows.distinct(tenant, question, position)));
      }
    }
    return true;
  }

  /** What held of events at a position, by their keys. */
  Map<UsageEvent.Key, UsageEvent> asKnown(String tenant, List<UsageEvent.Key> keys, long position) {
    if (keys.isEmpty()) {
      return Map.of();
    }
    var events = new HashMap<UsageEvent.Key, UsageEvent>();
    transactions
        .read(() -> usage.asKnown(tenant, keys, position))
        .forEach(event -> events.put(event.key(), event));
    return events;
  }
}
