package reckoner.standalone.platform;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has been started, to be stopped in a fixed order whatever the order of starting was: once,
 * each in bounded time, also when the process is told to end in the middle of the start.
 */
final class Closing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);
  private static final Duration EACH_MAX = Duration.ofSeconds(75);
  private static final Duration STARTING_MAX = Duration.ofSeconds(60);
  private static final long PAUSE_MILLIS = 200;

  /** Declared in the order of stopping: who calls stops before who is called. */
  enum Turn {
    PROCESSES,
    RATING,
    OTHER_SERVICES,
    TEMPORAL,
    DATABASE,
    FOLDER
  }

  private record Part(Turn turn, AutoCloseable content) {}

  private final List<Part> started = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread atProcessEnd = new Thread(this::close, "stop");
  private boolean closing;
  private int starting;

  /** Watches for the end of the process. */
  static Closing atProcessEnd() {
    var closing = new Closing();
    Runtime.getRuntime().addShutdownHook(closing.atProcessEnd);
    return closing;
  }

  /**
   * Starts a part and remembers it. When the end comes meanwhile, the part is finished first and
   * then stopped, so that nothing half-started is left behind.
   */
  <T extends AutoCloseable> T start(Turn turn, Supplier<T> part) {
    synchronized (this) {
      if (closing) {
        throw new StartFailure("stopped while starting");
      }
      starting++;
    }
    try {
      var content = part.get();
      synchronized (this) {
        started.add(new Part(turn, content));
      }
      return content;
    } finally {
      synchronized (this) {
        starting--;
        notifyAll();
      }
    }
  }

  /** Stops everything; a second caller waits until the first has done it. */
  @Override
  public void close() {
    if (begin()) {
      finished().forEach(part -> stop(part.content()));
      closed.countDown();
      forgetProcessEnd();
    } else {
      await(closed, EACH_MAX);
    }
  }

  /** What has started, in the order of stopping, once nothing is starting any more. */
  private synchronized List<Part> finished() {
    var until = System.nanoTime() + STARTING_MAX.toNanos();
    while (starting > 0 && System.nanoTime() < until) {
      try {
        wait(PAUSE_MILLIS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return started.stream().sorted(Comparator.comparing(Part::turn)).toList();
  }

  private synchronized boolean begin() {
    var first = !closing;
    closing = true;
    return first;
  }

  private static void stop(AutoCloseable part) {
    var done = new CountDownLatch(1);
    Thread.ofPlatform()
        .daemon()
        .name("stop-" + part.getClass().getSimpleName())
        .start(() -> {
          try {
            part.close();
          } catch (Exception failure) {
            LOG.warn("{} did not stop well", part.getClass().getSimpleName(), failure);
          } finally {
            done.countDown();
          }
        });
    if (!await(done, EACH_MAX)) {
      LOG.warn("{} did not stop in time", part.getClass().getSimpleName());
    }
  }

  private static boolean await(CountDownLatch latch, Duration timeMax) {
    try {
      return latch.await(timeMax.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void forgetProcessEnd() {
    try {
      Runtime.getRuntime().removeShutdownHook(atProcessEnd);
    } catch (IllegalStateException theProcessEnds) {
      // then the hook has run, or runs now and waits above
    }
  }
}
