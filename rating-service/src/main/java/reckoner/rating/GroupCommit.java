package reckoner.rating;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;

/**
 * Lets what arrives together be stored, or read, together: while transactions of a tenant run, what
 * comes waits, and goes with the next one. Whoever comes first does the work of all; a fault of a
 * group is looked for in its parts, one by one, so that it hits nobody else.
 *
 * @param <I> what is stored
 * @param <O> what came of it
 */
public final class GroupCommit<I, O> {
  /** Stores a group; answers one for each, in order. */
  @FunctionalInterface
  public interface Work<I, O> {
    List<O> run(String tenant, List<I> group);
  }

  /** Items of a group that may each have a fault of their own. */
  private static final int FAULTS_OF_ITEMS_MAX = 2;

  private final Work<I, O> work;
  private final int writers;
  private final int weightMax;
  private final Semaphore room;
  private final Map<String, Lane<I, O>> lanes = new HashMap<>();

  /**
   * @param writers transactions of a tenant at a time
   * @param weightMax of a group, but for one that is heavier by itself
   * @param weightWaiting of all that waits and runs; who comes beyond it waits before the door
   */
  public GroupCommit(Work<I, O> work, int writers, int weightMax, int weightWaiting) {
    this.work = work;
    this.writers = writers;
    this.weightMax = weightMax;
    this.room = new Semaphore(weightWaiting);
  }

  private record Waiting<I, O>(I item, int weight, CompletableFuture<O> answer) {}

  private static final class Lane<I, O> {
    private final Deque<Waiting<I, O>> queue = new ArrayDeque<>();
    private int running;
  }

  /** Stores an item, with others; returns after the commit. */
  public O submit(String tenant, I item, int weight) {
    room.acquireUninterruptibly(weight);
    try {
      var waiting = new Waiting<I, O>(item, weight, new CompletableFuture<>());
      if (enter(tenant, waiting)) {
        lead(tenant, waiting);
      }
      return waiting.answer().join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (failed.getCause() instanceof Error fatal) {
        throw fatal;
      }
      throw failed;
    } finally {
      room.release(weight);
    }
  }

  /** How many wait before the door. */
  int beforeTheDoor() {
    return room.getQueueLength();
  }

  /** How many of a tenant wait for the next group. */
  public synchronized int waiting(String tenant) {
    var lane = lanes.get(tenant);
    return lane == null ? 0 : lane.queue.size();
  }

  /** Whether whoever entered is to lead. */
  private synchronized boolean enter(String tenant, Waiting<I, O> waiting) {
    var lane = lanes.computeIfAbsent(tenant, _ -> new Lane<>());
    lane.queue.add(waiting);
    if (lane.running == writers) {
      return false;
    }
    lane.running++;
    return true;
  }

  /** Runs groups until one's own answer is there; hands the rest over. */
  private void lead(String tenant, Waiting<I, O> own) {
    var group = next(tenant);
    while (!group.isEmpty()) {
      run(tenant, group);
      if (own.answer().isDone()) {
        Thread.startVirtualThread(() -> leadOn(tenant));
        return;
      }
      group = next(tenant);
    }
  }

  private void leadOn(String tenant) {
    for (var group = next(tenant); !group.isEmpty(); group = next(tenant)) {
      run(tenant, group);
    }
  }

  /** The next group; where there is none the leader has gone. */
  private synchronized List<Waiting<I, O>> next(String tenant) {
    var lane = lanes.get(tenant);
    if (lane == null) {
      return List.of();
    }
    var group = new ArrayList<Waiting<I, O>>();
    int weight = 0;
    for (var first = lane.queue.peek();
        first != null && (group.isEmpty() || weight + first.weight() <= weightMax);
        first = lane.queue.peek()) {
      group.add(lane.queue.remove());
      weight += first.weight();
    }
    if (group.isEmpty()) {
      lane.running--;
      if (lane.running == 0) {
        lanes.remove(tenant);
      }
    }
    return group;
  }

  private void run(String tenant, List<Waiting<I, O>> group) {
    try {
      var answers = work.run(tenant, group.stream().map(Waiting::item).toList());
      for (int i = 0; i < group.size(); i++) {
        group.get(i).answer().complete(answers.get(i));
      }
    } catch (RuntimeException failure) {
      if (group.size() == 1) {
        group.getFirst().answer().completeExceptionally(failure);
      } else {
        runOneByOne(tenant, group);
      }
    } catch (Error fatal) { // nobody may wait for ever, and whoever leads goes on leading
      group.forEach(one -> one.answer().completeExceptionally(fatal));
    }
  }

  /** A second fault is not one item's: the rest is told at once, and not after a time-out each. */
  private void runOneByOne(String tenant, List<Waiting<I, O>> group) {
    var faults = new ArrayList<Throwable>();
    for (var one : group) {
      if (faults.size() < FAULTS_OF_ITEMS_MAX) {
        run(tenant, List.of(one));
        if (one.answer().isCompletedExceptionally()) {
          faults.add(one.answer().exceptionNow());
        }
      } else {
        one.answer().completeExceptionally(faults.getLast());
      }
    }
  }
}
