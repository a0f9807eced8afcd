package reckoner.pricing.model;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Event time chooses the price: the first window that holds, else the price outside all of them.
 * Windows are of the local clock of the zone; in the hour that a change of clocks repeats they hold
 * twice.
 */
public record ByTime(ZoneId zone, List<Window> windows, Price otherwise) implements UsagePrice {
  /**
   * Holds on some days of the week from {@code start} to {@code end}, half-open. It runs over
   * midnight where the end is not after the start, and counts to the day on which it starts.
   */
  public record Window(Set<DayOfWeek> days, LocalTime start, LocalTime end, Price price) {
    public Window {
      if (days.isEmpty()) {
        throw new PriceFault(PriceFault.Code.WINDOW_EMPTY, "a window has a day");
      }
      days = Set.copyOf(days);
    }

    public static Window daily(LocalTime start, LocalTime end, Price price) {
      return new Window(EnumSet.allOf(DayOfWeek.class), start, end, price);
    }

    boolean holds(DayOfWeek day, LocalTime time) {
      boolean started = !time.isBefore(start);
      boolean ended = !time.isBefore(end);
      if (start.isBefore(end)) {
        return days.contains(day) && started && !ended;
      }
      return started ? days.contains(day) : !ended && days.contains(day.minus(1));
    }
  }

  public ByTime {
    windows = List.copyOf(windows);
  }

  @Override
  public int[] place(Usage usage) {
    int own = windowOf(usage);
    return Choice.place(rank(own), priceOf(own).place(usage));
  }

  @Override
  public boolean isIndifferentWithinPlace() {
    return otherwise.isIndifferentWithinPlace()
        && windows.stream().allMatch(window -> window.price().isIndifferentWithinPlace());
  }

  @Override
  public BigDecimal amount(List<Usage> usage, Trace trace) {
    return Choice.amount(
        usage,
        this::windowOf,
        this::priceOf,
        index -> new Step.Chosen("window", name(index)),
        trace);
  }

  private Price priceOf(int index) {
    return index < windows.size() ? windows.get(index).price() : otherwise;
  }

  /** No window comes before those from 00:00 on; of equal starts the first in the list. */
  private int rank(int index) {
    if (index == windows.size()) {
      return 0;
    }
    var start = windows.get(index).start();
    int rank = 1;
    for (int i = 0; i < windows.size(); i++) {
      int order = windows.get(i).start().compareTo(start);
      if (order < 0 || (order == 0 && i < index)) {
        rank++;
      }
    }
    return rank;
  }

  private int windowOf(Usage usage) {
    var local = usage.time().atZone(zone);
    for (int i = 0; i < windows.size(); i++) {
      if (windows.get(i).holds(local.getDayOfWeek(), local.toLocalTime())) {
        return i;
      }
    }
    return windows.size();
  }

  private String name(int index) {
    if (index == windows.size()) {
      return "otherwise";
    }
    var window = windows.get(index);
    return "%s to %s %s".formatted(window.start(), window.end(), zone);
  }
}
