package reckoner.rating;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import reckoner.pricing.Period;
import reckoner.pricing.meter.Window;
import reckoner.rating.ContractStore.StoredPeriod;

/**
 * What is kept of usage whose aggregation is no sum, by line and window of a period. What a batch
 * adds is stored with it and never changes but to be folded, so that it can be read as of a
 * position. Every call takes part in the caller's transaction.
 */
public interface UsageWindows {
  /**
   * What a batch adds to a window.
   *
   * @param state nothing where the window's events are to be read again, since it took something
   *     back
   * @param values hashes of the values that came, where different ones are counted, each once and
   *     ascending
   */
  record Part(Instant start, Optional<Window> state, List<KeyHash> values) {
    public Part {
      values = List.copyOf(values);
    }
  }

  /**
   * A line of a period that has windows.
   *
   * @param sample an event that falls into it
   */
  record Line(long aggregate, KeyHash cell, UsageEvent sample) {}

  /** What a line's window keeps of some batches, or nothing where its events must be read. */
  record Kept(long aggregate, Instant start, Optional<Window> state) {}

  /** Which windows are asked for. */
  enum Which {
    ALL,
    /** The last one of each line. */
    LAST
  }

  /** A value of a window that no batch added to what is kept. */
  record Value(long aggregate, Instant window, KeyHash value) {}

  /**
   * Asks how many different values lines have.
   *
   * @param whole where the values of all windows are counted together, under its start
   * @param without windows that are not looked at
   * @param more values that count too
   */
  record Distinct(
      List<Long> aggregates, Optional<Period> whole, List<Instant> without, List<Value> more) {}

  /** A line's window, or the start of the period in which all are counted together. */
  record Place(long aggregate, Instant window) {}

  /** The lines of a period. */
  List<Line> lines(String tenant, StoredPeriod period);

  /** What is kept of lines as of a position, in any order. */
  void forEach(
      String tenant, List<Long> aggregates, long position, Which which, Consumer<Kept> consumer);

  /** How many different values there are as of a position; none where a place is missing. */
  Map<Place, Long> distinct(String tenant, Distinct question, long position);
}
