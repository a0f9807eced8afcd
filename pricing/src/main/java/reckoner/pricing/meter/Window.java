package reckoner.pricing.meter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What is kept of the events of one window, so that an aggregation is measured without them.
 *
 * @param readings of a gauge, in their order; of anything else none
 * @param distinct how many different values there were, where they are counted
 */
public record Window(Tally tally, List<Mark> readings, long distinct) {
  public Window {
    readings = List.copyOf(readings);
  }

  /** Adds up a window, in any order. */
  public static final class Builder {
    private final boolean ofGauge;
    private Tally tally = Tally.NONE;
    private final List<Mark> readings = new ArrayList<>();

    public Builder(boolean ofGauge) {
      this.ofGauge = ofGauge;
    }

    public void add(Mark event) {
      tally = tally.with(event);
      if (ofGauge) {
        readings.add(event);
      }
    }

    /** Adds other events of the window. */
    public void add(Window part) {
      tally = tally.plus(part.tally);
      readings.addAll(part.readings);
    }

    /** Of what was added so far. */
    public Tally tally() {
      return tally;
    }

    public Window build(long distinct) {
      Collections.sort(readings);
      return new Window(tally, readings, distinct);
    }
  }
}
