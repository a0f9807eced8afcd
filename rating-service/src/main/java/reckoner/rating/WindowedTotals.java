package reckoner.rating;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Period;
import reckoner.pricing.book.LadderPrice;
import reckoner.pricing.meter.Aggregation;
import reckoner.pricing.meter.Aggregation.Windowed;
import reckoner.pricing.meter.KeptUsage;
import reckoner.pricing.meter.Mark;
import reckoner.pricing.meter.Window;
import reckoner.pricing.meter.Windows;
import reckoner.pricing.model.Usage;
import reckoner.rating.ContractTerms.Charge;
import reckoner.rating.ContractTerms.Metered;

/**
 * What a period's usage of a charge comes to by line, where it is measured by windows. No event is
 * held: each is reduced to what its window keeps, and so is what was kept with the events.
 */
final class WindowedTotals {
  private final Aggregation aggregation;
  private final boolean ofGauge;
  private final Period period;
  private final TreeMap<String, Line> lines = new TreeMap<>();
  // whose events are to be read, by their starts
  private final TreeMap<Instant, Period> reread = new TreeMap<>();

  WindowedTotals(Charge charge, Period period) {
    var meter = ((Metered) charge.terms()).meter();
    this.aggregation = meter.aggregation();
    this.ofGauge = MeterTerms.isOfGauge(aggregation);
    this.period = period;
  }

  /** A line, whose price is that in force at its last event. */
  final class Line {
    private final TreeMap<Instant, Window.Builder> windows = new TreeMap<>();
    // by the windows that are measured
    private final Map<Instant, HashedValues> values = new HashMap<>();
    private final Map<Instant, Long> distinct = new HashMap<>();
    private long aggregate;
    private @Nullable Instant lastKept;
    private Share.@Nullable Metered added; // the last of those that were
    private @Nullable Usage priced;
    private @Nullable LadderPrice price;
    private BigDecimal opening = BigDecimal.ZERO;

    private Window.Builder window(Period window) {
      return windows.computeIfAbsent(window.start(), _ -> new Window.Builder(ofGauge));
    }

    /** The last event; none where all were taken back. */
    @Nullable Mark last() {
      Mark last = null;
      for (var window : windows.values()) {
        var other = window.tally().last();
        if (other != null && (last == null || last.compareTo(other) < 0)) {
          last = other;
        }
      }
      return last;
    }

    /** Whether there is an event in the last window of which something was kept. */
    boolean hasLastWindow() {
      var window = lastKept == null ? null : windows.get(lastKept);
      return lastKept == null || (window != null && window.tally().events() > 0);
    }

    /** The last event, where its price is not known yet. */
    @Nullable Mark unknownLast() {
      var last = last();
      if (last != null && added != null && added.mark().compareTo(last) == 0) {
        price(added.usage(), added.price());
      }
      return priced == null ? last : null;
    }

    /** The usage and the price of the last event, or of what the period opens with. */
    void price(Usage usage, LadderPrice itsPrice) {
      priced = usage;
      price = itsPrice;
    }

    /** What the line opens with. */
    void open(BigDecimal value) {
      opening = value;
    }

    BigDecimal opening() {
      return opening;
    }

    boolean isPriced() {
      return price != null;
    }

    LadderPrice price() {
      return Objects.requireNonNull(price);
    }

    long events() {
      return windows.values().stream().mapToLong(window -> window.tally().events()).sum();
    }

    /**
     * The period's quantity, with what else the price looks at.
     *
     * @param knownTime exclusive: a gauge is measured up to it
     */
    Usage measured(Instant knownTime) {
      var like = Objects.requireNonNull(priced);
      return new Usage(quantity(knownTime), like.time(), like.dimensions(), like.quantities());
    }

    private BigDecimal quantity(Instant knownTime) {
      if (!ofGauge || !knownTime.isBefore(period.end())) {
        return quantity(period, kept());
      }
      if (!period.start().isBefore(knownTime)) {
        return BigDecimal.ZERO; // nothing has been held yet
      }
      var sofar = new TreeMap<Instant, Window>();
      kept()
          .headMap(knownTime)
          .forEach((start, window) -> {
            var part = new Window.Builder(true);
            window.readings().stream()
                .filter(reading -> reading.time().isBefore(knownTime))
                .forEach(part::add);
            sofar.put(start, part.build(0));
          });
      return quantity(new Period(period.start(), knownTime), sofar);
    }

    private BigDecimal quantity(Period measured, NavigableMap<Instant, Window> kept) {
      return new KeptUsage(measured, opening, kept).measure(aggregation).quantity();
    }

    private NavigableMap<Instant, Window> kept() {
      var kept = new TreeMap<Instant, Window>();
      if (aggregation instanceof Windowed) {
        windows.forEach((start, window) -> kept.put(start, window.build(different(start))));
      } else {
        var whole = new Window.Builder(ofGauge);
        windows.values().forEach(window -> whole.add(window.build(0)));
        kept.put(period.start(), whole.build(different(period.start())));
      }
      return kept;
    }

    private long different(Instant window) {
      var counted = distinct.get(window);
      if (counted != null) {
        return counted;
      }
      var found = values.get(window);
      return found == null ? 0 : found.size();
    }
  }

  /** The line of an identity that has no time. */
  Line line(String identity) {
    return lines.computeIfAbsent(identity, _ -> new Line());
  }

  /** The lines that have events, or something to open with. */
  Map<String, Line> lines() {
    var due = new TreeMap<>(lines);
    due.values().removeIf(line -> !line.isPriced());
    return due;
  }

  /** Every line, whatever it has. */
  Map<String, Line> all() {
    return lines;
  }

  /** Takes an event in, unless its window is read again with all its events. */
  void add(Share.Metered share) {
    if (!reread.containsKey(share.window(period).start())) {
      put(share);
    }
  }

  /** Takes an event in if its window is read again. */
  void addAgain(Share.Metered share) {
    if (reread.containsKey(share.window(period).start())) {
      put(share);
    }
  }

  private void put(Share.Metered share) {
    var line = line(MeteredTotals.identity(share.price(), false));
    var window = share.window(period);
    line.window(window).add(share.mark());
    share
        .value()
        .ifPresent(value ->
            line.values
                .computeIfAbsent(measuredWith(window.start()), _ -> new HashedValues())
                .add(value));
    if (line.added == null || line.added.mark().compareTo(share.mark()) <= 0) {
      line.added = share;
    }
  }

  private Instant measuredWith(Instant window) {
    return aggregation instanceof Windowed ? window : period.start();
  }

  /** Takes in what was kept of a line's window. */
  void add(String identity, UsageWindows.Kept kept) {
    var window = Windows.of(aggregation, period, kept.start());
    var line = line(identity);
    line.aggregate = kept.aggregate();
    if (line.lastKept == null || line.lastKept.isBefore(window.start())) {
      line.lastKept = window.start();
    }
    kept.state().ifPresentOrElse(state -> line.window(window).add(state), () -> rereadOf(window));
  }

  /** The window of an event that was taken back is read again. */
  void takeOut(Share.Metered share) {
    rereadOf(share.window(period));
  }

  private void rereadOf(Period window) {
    reread.put(window.start(), window);
  }

  /** The windows whose events are to be read; what is kept of them is left out from now on. */
  List<Period> reread() {
    lines.values().forEach(line -> line.windows.keySet().removeAll(reread.keySet()));
    return List.copyOf(reread.values());
  }

  /** What is to be counted where what was kept says how many different values there are. */
  UsageWindows.@Nullable Distinct question() {
    if (!(Windows.each(aggregation) instanceof Aggregation.CountDistinct)) {
      return null;
    }
    var more = new ArrayList<UsageWindows.Value>();
    var aggregates = new ArrayList<Long>();
    for (var line : lines.values()) {
      if (line.aggregate != 0) {
        aggregates.add(line.aggregate);
        line.values.forEach((window, values) ->
            values
                .toList()
                .forEach(value -> more.add(new UsageWindows.Value(line.aggregate, window, value))));
      }
    }
    return new UsageWindows.Distinct(
        aggregates,
        aggregation instanceof Windowed ? Optional.empty() : Optional.of(period),
        List.copyOf(reread.keySet()),
        more);
  }

  /** Takes in how many different values lines have. */
  void count(Map<UsageWindows.Place, Long> numbers) {
    var byAggregate = new HashMap<Long, Line>();
    lines.values().forEach(line -> byAggregate.put(line.aggregate, line));
    numbers.forEach((place, number) ->
        Objects.requireNonNull(byAggregate.get(place.aggregate()))
            .distinct
            .put(place.window(), number));
  }
}
