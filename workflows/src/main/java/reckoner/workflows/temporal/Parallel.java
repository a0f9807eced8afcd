package reckoner.workflows.temporal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Does the same for many items on virtual threads, a bounded number at once. */
final class Parallel {
  private Parallel() {}

  /** Does all items, whatever becomes of single ones, then throws the first failure, if any. */
  static <T> void forEach(List<T> items, int atOnceMax, Consumer<T> work) {
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
        var failed = failureOf(one);
        failure = failure == null ? failed : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static @Nullable RuntimeException failureOf(Future<?> work) {
    try {
      work.get();
      return null;
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
