package reckoner.kit.faults;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reckoner.kit.refusal.RefusalStatus;

/**
 * Clients as the documentation wants them: each sends a request until it succeeds, always the same
 * one with the same id, then the next. What no fault of a database explains fails the test.
 */
public final class Clients implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Consumer<String> call;
  private final ConcurrentLinkedQueue<String> succeeded = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> failures = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Throwable> unexplained = new ConcurrentLinkedQueue<>();
  private final AtomicInteger next = new AtomicInteger();
  private final CountDownLatch ended;
  private volatile boolean isStopped;

  private Clients(int count, Consumer<String> call) {
    this.call = call;
    this.ended = new CountDownLatch(count);
  }

  /**
   * Lets clients begin.
   *
   * @param call sends the request of an id and checks its answer
   */
  public static Clients start(int count, Consumer<String> call) {
    var clients = new Clients(count, call);
    for (int i = 0; i < count; i++) {
      Thread.ofVirtual().start(clients::run);
    }
    return clients;
  }

  /** The reason of a fault of the database, or null where a failure is no such thing. */
  public static @Nullable String reasonOf(Throwable failure) {
    return failure instanceof StatusRuntimeException status
            && status.getStatus().getCode() == Status.Code.UNAVAILABLE
        ? RefusalStatus.reason(status).filter(reason -> reason.startsWith("DATABASE_")).orElse(null)
        : null;
  }

  public void awaitSuccesses(int more) {
    int wanted = succeeded.size() + more;
    await("%d requests that succeed".formatted(more), () -> succeeded.size() >= wanted);
  }

  /** How many failures with one of these reasons clients have met so far. */
  public int met(Collection<String> reasons) {
    return reasons.stream().mapToInt(reason -> failures.getOrDefault(reason, 0)).sum();
  }

  /**
   * Waits until a client has met one of these.
   *
   * @param before how many were met before something was broken: all clients may meet it, and be
   *     past it, before whoever broke it goes on
   */
  public void awaitFailure(Collection<String> reasons, int before) {
    await("a failure with " + reasons, () -> met(reasons) > before);
  }

  /**
   * Lets each client bring its last request to its success.
   *
   * @return ids of the requests, each of which has succeeded once for its client
   */
  public List<String> finish() {
    isStopped = true;
    try {
      if (!ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("clients never came to an end; they met " + failures);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
    refuseUnexplained();
    System.out.printf(
        "%d requests succeeded; failures on the way: %s%n",
        succeeded.size(), new TreeMap<>(failures));
    return List.copyOf(succeeded);
  }

  @Override
  public void close() {
    isStopped = true;
  }

  private void run() {
    try {
      while (!isStopped && unexplained.isEmpty()) {
        var id = "request-" + next.incrementAndGet();
        while (!hasSucceeded(id)) {
          Thread.sleep(PAUSE);
        }
        succeeded.add(id);
      }
    } catch (InterruptedException | RuntimeException | AssertionError failure) {
      unexplained.add(failure);
    } finally {
      ended.countDown();
    }
  }

  private boolean hasSucceeded(String id) {
    try {
      call.accept(id);
      return true;
    } catch (StatusRuntimeException failure) {
      var reason = reasonOf(failure);
      if (reason == null) {
        throw failure;
      }
      failures.merge(reason, 1, Integer::sum);
      return false;
    }
  }

  private void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      refuseUnexplained();
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain for " + what + "; met so far: " + failures);
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new AssertionError(stopped);
      }
    }
  }

  private void refuseUnexplained() {
    var first = unexplained.peek();
    if (first != null) {
      throw new AssertionError("a client met what no fault of a database explains", first);
    }
  }
}
