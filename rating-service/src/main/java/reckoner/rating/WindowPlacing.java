package reckoner.rating;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import reckoner.pricing.Period;
import reckoner.pricing.meter.Window;

/** What a batch adds to windows. */
final class WindowPlacing {
  private final Map<UsageAggregates.Key, TreeMap<Instant, Added>> lines = new HashMap<>();
  private boolean rereads;
  private int windows;

  private static final class Added {
    private final Window.Builder state;
    private final TreeSet<KeyHash> values = new TreeSet<>();
    private boolean isReread;

    Added(boolean ofGauge) {
      state = new Window.Builder(ofGauge);
    }
  }

  /**
   * From now on every window that is touched is to be read again. What corrections bring is not
   * added, because they hold the ledger's row while others that add a value wait for it.
   */
  void reread() {
    rereads = true;
  }

  /**
   * Adds usage, or takes it back.
   *
   * @param sign less than 0 to take it back
   */
  void add(UsageAggregates.Key key, Share.Metered usage, Period window, int sign) {
    var added =
        lines
            .computeIfAbsent(key, _ -> new TreeMap<>())
            .computeIfAbsent(
                window.start(),
                _ -> {
                  windows++;
                  return new Added(usage.isOfGauge());
                });
    if (rereads || sign < 0) {
      added.isReread = true;
    } else {
      added.state.add(usage.mark());
      usage.value().ifPresent(added.values::add);
    }
  }

  /** How many windows are added to. */
  int size() {
    return windows;
  }

  /** What is added to the windows of a line. */
  List<UsageWindows.Part> parts(UsageAggregates.Key key) {
    var line = lines.get(key);
    if (line == null) {
      return List.of();
    }
    return line.entrySet().stream()
        .map(window -> part(window.getKey(), window.getValue()))
        .toList();
  }

  private static UsageWindows.Part part(Instant start, Added added) {
    return added.isReread
        ? new UsageWindows.Part(start, Optional.empty(), List.of())
        : new UsageWindows.Part(
            start, Optional.of(added.state.build(0)), List.copyOf(added.values));
  }
}
