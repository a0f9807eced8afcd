package reckoner.workflows;

import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/** Knows from the tables which processes there must be; keeps the outbox of their starts. */
public interface ProcessStore {
  /** Asks, in the present transaction, for a process to be started after its commit. */
  void requestStart(ProcessRef process);

  /**
   * Takes at most {@code limit} requested starts, oldest first, that nobody else is taking, and
   * forgets those that {@code start} says it did.
   *
   * @return number of starts that were done
   */
  int relay(int limit, UnaryOperator<List<ProcessRef>> start);

  /**
   * Live processes of the kind of {@code after} that come after it by tenant and key, at most
   * {@code limit}.
   */
  List<ProcessRef> live(ProcessRef after, int limit);

  /**
   * Active contracts that come after one by tenant and key, with an unclosed period whose cut-off
   * came in a range of time, at most {@code limit}. From the epoch on, also those that are accepted
   * and not active yet: the tables may be older than a process that rests.
   *
   * @param from exclusive
   * @param to inclusive
   */
  List<ProcessRef> due(Instant from, Instant to, ProcessRef after, int limit);

  /**
   * Counts what waits.
   *
   * @param now business time
   */
  Backlog backlog(Instant now);
}
