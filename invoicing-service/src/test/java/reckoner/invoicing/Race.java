package reckoner.invoicing;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Runs something many times at the same moment. */
final class Race {
  private Race() {}

  /** Each runner's answer, or what it threw. */
  static <T> List<Object> of(int runners, IntFunction<T> runner) throws InterruptedException {
    var ready = new CountDownLatch(runners);
    var go = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<Future<T>>();
      for (int i = 0; i < runners; i++) {
        int number = i;
        answers.add(
            threads.submit(() -> {
              ready.countDown();
              go.await();
              return runner.apply(number);
            }));
      }
      ready.await();
      go.countDown();
      var results = new ArrayList<Object>();
      for (var answer : answers) {
        results.add(result(answer));
      }
      return results;
    }
  }

  private static Object result(Future<?> answer) throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException failure) {
      return Objects.requireNonNull(failure.getCause());
    }
  }
}
