package reckoner.workflows.temporal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Does the same for many items on virtual threads, a bounded number at once. */
final class Parallel {
  private static final Duration PULSE = Duration.ofSeconds(10);

  private Parallel() {}

  /**
   * Does all items, whatever becomes of single ones, then throws the first failure, if any.
   *
   * @param pulse called on this thread, for each item that is done and at least every 10 s
   */
  static <T> void forEach(List<T> items, int atOnceMax, Consumer<T> work, Runnable pulse) {
    var places = new Semaphore(atOnceMax);
    @Nullable RuntimeException failure = null;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<?>>();
      for (var item : items) {
        running.add(
            threads.submit(() -> {
              places.acquireUninterruptibly();
              try {
                work.accept(item);
              } finally {
                places.release();
              }
            }));
      }
      for (var one : running) {
        var failed = failureOf(one, pulse);
        pulse.run();
        failure = failure == null ? failed : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static @Nullable RuntimeException failureOf(Future<?> work, Runnable pulse) {
    try {
      while (true) {
        try {
          work.get(PULSE.toMillis(), TimeUnit.MILLISECONDS);
          return null;
        } catch (TimeoutException notYet) {
          pulse.run();
        }
      }
    } catch (ExecutionException failed) {
      return failed.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(failed.getCause());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return new IllegalStateException("interrupted", stop);
    }
  }
}
