package reckoner.workflows.temporal;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import reckoner.kit.clock.BusinessClock;
import reckoner.kit.clock.ClockWatcher;
import reckoner.kit.loop.Loop;
import reckoner.workflows.ProcessRef;
import reckoner.workflows.ProcessRef.Kind;
import reckoner.workflows.ProcessStore;
import reckoner.workflows.Processes;

/**
 * Keeps Temporal in step with the tables, which alone say what must run. Once the workers run,
 * three loops begin: the relay starts what the outbox asks for; the reconciler starts whatever is
 * live and does not run, which after a restart of an in-memory Temporal is everything; the waker
 * wakes contracts whose cut-off has come, at once when the business clock was set, and in its first
 * round those that wait for their activation. Each round finds in the tables what a lost one left.
 *
 * <p>A command that only works on the tables sets {@code reckoner.serving} to false.
 */
@Context
@Requires(property = "reckoner.serving", notEquals = "false", defaultValue = "true")
class TemporalProcesses implements Processes, ClockWatcher {
  private static final int PAGE_MAX = 200;

  /** Bounds how long the relay holds its transaction where Temporal answers nothing. */
  private static final int RELAY_MAX = 32;

  private static final int CALLS_AT_ONCE_MAX = 16;

  private final ProcessStore store;
  private final BusinessClock clock;
  private final Starter starter;
  private final Workers workers;
  private final Loop working;
  private final Loop relay;
  private final Loop reconciler;
  private final Loop waker;

  /** Whose cut-off came up to here was woken by this process; used by the waker alone. */
  private Instant wokenUntil = Instant.EPOCH;

  TemporalProcesses(
      ProcessStore store,
      BusinessClock clock,
      Starter starter,
      Workers workers,
      TemporalSettings settings) {
    this.store = store;
    this.clock = clock;
    this.starter = starter;
    this.workers = workers;
    this.working = new Loop("workers", settings.relayInterval, this::work);
    this.relay = new Loop("relay of the outbox", settings.relayInterval, this::relay);
    this.reconciler = new Loop("reconciler", settings.reconcileInterval, this::reconcile);
    this.waker = new Loop("waker", settings.reconcileInterval, this::wakeDue);
  }

  @PostConstruct
  void start() {
    working.start();
  }

  /** A process that nobody works for would only wait in Temporal. */
  private void work() {
    if (workers.start()) {
      List.of(relay, reconciler, waker).forEach(Loop::start);
    }
  }

  @Override
  public void startsRequested() {
    relay.nudge();
  }

  @Override
  public void clockAdvanced() {
    waker.nudge();
  }

  private void relay() {
    while (store.relay(RELAY_MAX, this::startAll) == RELAY_MAX) {
      // there may be more
    }
  }

  /** Starts what it can and says which; fails where it could start nothing. */
  private List<ProcessRef> startAll(List<ProcessRef> processes) {
    var started = Collections.synchronizedList(new ArrayList<ProcessRef>());
    try {
      Parallel.forEach(
          processes,
          CALLS_AT_ONCE_MAX,
          process -> {
            starter.startOrWake(process);
            started.add(process);
          });
    } catch (RuntimeException failure) {
      if (started.isEmpty()) {
        throw failure;
      }
    }
    return List.copyOf(started);
  }

  private void reconcile() {
    for (var kind : Kind.values()) {
      inPages(new ProcessRef(kind, "", ""), after -> store.live(after, PAGE_MAX), starter::start);
    }
  }

  private void wakeDue() {
    var now = clock.instant();
    inPages(
        new ProcessRef(Kind.CONTRACT, "", ""),
        after -> store.due(wokenUntil, now, after, PAGE_MAX),
        starter::wakeUp);
    wokenUntil = now;
  }

  private static void inPages(
      ProcessRef first, Function<ProcessRef, List<ProcessRef>> pages, Consumer<ProcessRef> work) {
    var page = pages.apply(first);
    while (!page.isEmpty()) {
      Parallel.forEach(page, CALLS_AT_ONCE_MAX, work);
      page = pages.apply(page.getLast());
    }
  }

  @PreDestroy
  void close() {
    working.interrupt();
    List.of(working, relay, reconciler, waker).forEach(Loop::close);
    workers.close();
  }
}
