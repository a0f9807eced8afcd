package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
  private final List<List<Integer>> groups = new ArrayList<>();
  private final Semaphore entered = new Semaphore(0);
  private final CountDownLatch release = new CountDownLatch(1);

  /** The first group holds until it is released, so that what comes meanwhile waits. */
  private List<Integer> held(String tenant, List<Integer> group) {
    boolean first;
    synchronized (groups) {
      first = groups.isEmpty();
      groups.add(group);
    }
    if (first) {
      entered.release();
      await(release);
    }
    if (group.contains(13)) {
      throw new IllegalArgumentException("13 of " + tenant);
    }
    return group.stream().map(one -> -one).toList();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  @Test
  void whatComesWhileATransactionRunsIsStoredTogether() throws Exception {
    var commit = new GroupCommit<Integer, Integer>(this::held, 1, 3, 100);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = callers.submit(() -> commit.submit("t", 1, 1));
      entered.acquire();
      var others = submitAll(callers::submit, commit, List.of(2, 3, 4, 5, 6));
      release.countDown();
      assertEquals(-1, first.get());
      assertEquals(List.of(-2, -3, -4, -5, -6), answers(others));
    }
    assertEquals(List.of(List.of(1), List.of(2, 3, 4), List.of(5, 6)), groups);
  }

  @Test
  @Tag("F08")
  void aFaultHitsNobodyElseOfItsGroup() throws Exception {
    var commit = new GroupCommit<Integer, Integer>(this::held, 1, 10, 100);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = callers.submit(() -> commit.submit("t", 1, 1));
      entered.acquire();
      var others = submitAll(callers::submit, commit, List.of(12, 13, 14));
      release.countDown();
      assertEquals(-1, first.get());
      assertEquals(-12, others.get(0).get());
      var failed = assertThrows(ExecutionException.class, () -> others.get(1).get());
      assertEquals(
          "java.lang.IllegalArgumentException: 13 of t", String.valueOf(failed.getCause()));
      assertEquals(-14, others.get(2).get());
      assertEquals(-15, commit.submit("t", 15, 1), "and it goes on");
    }
  }

  @Test
  void aFaultOfAllIsToldToAllWithoutTryingEachOfThem() throws Exception {
    var runs = new AtomicInteger();
    var commit =
        new GroupCommit<Integer, Integer>(
            (tenant, group) -> {
              if (runs.incrementAndGet() == 1) {
                entered.release();
                await(release);
                return group;
              }
              throw new IllegalStateException("the database is away");
            },
            1,
            100,
            1_000);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = callers.submit(() -> commit.submit("t", 1, 1));
      entered.acquire();
      var others = submitAll(callers::submit, commit, List.of(2, 3, 4, 5, 6));
      release.countDown();
      assertEquals(1, first.get());
      for (var other : others) {
        var failed = assertThrows(ExecutionException.class, other::get);
        assertEquals(
            "java.lang.IllegalStateException: the database is away",
            String.valueOf(failed.getCause()));
      }
    }
    assertEquals(4, runs.get(), "the first, the group, and two alone");
  }

  @Test
  void anErrorOfOneIsToldToItAndStopsNobodyWhoComesAfter() {
    var commit =
        new GroupCommit<Integer, Integer>(
            (tenant, group) -> {
              if (group.contains(13)) {
                throw new StackOverflowError("13");
              }
              return group;
            },
            1,
            100,
            1_000);
    for (int i = 0; i < 3; i++) {
      assertThrows(StackOverflowError.class, () -> commit.submit("t", 13, 1));
    }
    assertEquals(1, commit.submit("t", 1, 1));
  }

  @Test
  void tenantsDoNotWaitForEachOtherAndNoMoreThanTheWritersRun() throws Exception {
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    var done = new AtomicInteger();
    var commit =
        new GroupCommit<Integer, Integer>(
            (tenant, group) -> {
              if (tenant.equals("t")) {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                running.decrementAndGet();
              } else {
                await(release); // another tenant hangs all the while
              }
              done.addAndGet(group.size());
              return group;
            },
            2,
            5,
            1_000);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var hanging = callers.submit(() -> commit.submit("hangs", 0, 1));
      var all =
          IntStream.range(0, 500)
              .mapToObj(i -> callers.submit(() -> commit.submit("t", i, 1)))
              .toList();
      assertEquals(IntStream.range(0, 500).boxed().toList(), answers(all));
      release.countDown();
      hanging.get();
    }
    assertEquals(501, done.get());
    assertTrue(most.get() <= 2, "ran at once: " + most);
  }

  @Test
  @Tag("F83")
  void whoComesBeyondTheRoomWaitsBeforeTheDoor() throws Exception {
    var commit = new GroupCommit<Integer, Integer>(this::held, 1, 10, 4);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = callers.submit(() -> commit.submit("t", 1, 4));
      entered.acquire();
      var second = callers.submit(() -> commit.submit("t", 2, 4));
      while (commit.beforeTheDoor() == 0) {
        Thread.sleep(1);
      }
      assertEquals(0, commit.waiting("t"));
      release.countDown();
      assertEquals(List.of(-1, -2), answers(List.of(first, second)));
    }
    assertEquals(List.of(List.of(1), List.of(2)), groups);
  }

  private interface Submit {
    Future<Integer> on(Callable<Integer> call);
  }

  /** Submits one after the other, each once the one before has entered or waits. */
  private static List<Future<Integer>> submitAll(
      Submit submit, GroupCommit<Integer, Integer> commit, List<Integer> items)
      throws InterruptedException {
    var futures = new ArrayList<Future<Integer>>();
    for (var item : items) {
      futures.add(submit.on(() -> commit.submit("t", item, 1)));
      while (commit.waiting("t") < futures.size()) {
        Thread.sleep(1);
      }
    }
    return futures;
  }

  private static List<Integer> answers(List<Future<Integer>> futures)
      throws InterruptedException, ExecutionException {
    var answers = new ArrayList<Integer>();
    for (var future : futures) {
      answers.add(future.get());
    }
    return answers;
  }
}
