package reckoner.rating;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import reckoner.rating.TakeUsage.Taken;

/**
 * A batch that failed by a fault of ours: the events that fail by themselves are looked for in
 * halves, tried {@value #TRIES} times each and parked; all others are stored. A batch of n events
 * so takes at most 2n + {@value #TRIES}n transactions and one that parks.
 */
final class FailingEvents {
  private static final int TRIES = 3;

  private final Faults faults;
  private final Function<List<IncomingUsage>, Taken> store;
  private final List<IncomingUsage> batch;
  private final EventOutcome[] outcomes;
  private final List<Integer> failing = new ArrayList<>();
  private final List<IncomingUsage> parked = new ArrayList<>();
  private long position;

  /**
   * @param store stores events in a transaction that has nobody else's: another's fault would be
   *     taken for theirs
   */
  FailingEvents(
      Faults faults, Function<List<IncomingUsage>, Taken> store, List<IncomingUsage> batch) {
    this.faults = faults;
    this.store = store;
    this.batch = batch;
    this.outcomes = new EventOutcome[batch.size()];
  }

  /**
   * Returns after the commits; throws what is no event's fault, and sending the same again goes on
   * from there.
   *
   * @param origins where the events came from, by their places in the batch
   */
  Taken take(IntFunction<String> origins) {
    look(0, batch.size(), origins);
    if (!parked.isEmpty()) {
      var kept = store.apply(parked);
      for (int i = 0; i < parked.size(); i++) {
        outcomes[failing.get(i)] = kept.outcomes().get(i);
      }
      position = Math.max(position, kept.position());
    }
    return new Taken(Arrays.asList(outcomes), position);
  }

  private void look(int from, int to, IntFunction<String> origins) {
    var failure = failure(from, to);
    if (failure.isEmpty()) {
      return;
    }
    if (to - from == 1) {
      failing.add(from);
      parked.add(park(batch.get(from), failure.get(), origins.apply(from)));
      return;
    }
    int half = from + (to - from) / 2;
    look(from, half, origins);
    look(half, to, origins);
  }

  /** Stores a part of the batch, or says why it cannot be. */
  private Optional<Throwable> failure(int from, int to) {
    int tries = to - from == 1 ? TRIES : 1;
    var last = Optional.<Throwable>empty();
    for (int attempt = 1; attempt <= tries; attempt++) {
      try {
        var taken = store.apply(batch.subList(from, to));
        for (int i = from; i < to; i++) {
          outcomes[i] = taken.outcomes().get(i - from);
        }
        position = Math.max(position, taken.position());
        return Optional.empty();
      } catch (RuntimeException | StackOverflowError failure) {
        if (!faults.isOurs(failure)) {
          throw failure;
        }
        last = Optional.of(failure);
      }
    }
    return last;
  }

  private IncomingUsage park(IncomingUsage element, Throwable failure, String origin) {
    return switch (element) {
      case IncomingUsage.Acceptable event ->
          new IncomingUsage.Faulty(
              event.event().key(),
              event.contentHash(),
              event.body(),
              Optional.empty(),
              RatingReason.EVENT_FAILED,
              "",
              faults.incident(failure),
              origin);
      case IncomingUsage.Faulty fault -> fault;
    };
  }
}
