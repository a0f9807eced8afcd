package reckoner.kit.loop;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something again and again on a virtual thread: after each interval and when nudged. A
 * failure is logged when it begins and when it is over, and never ends the loop.
 */
public final class Loop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

  /** A failed round is tried again after this, or after the interval if that is shorter. */
  private static final Duration FAILED_RETRY = Duration.ofSeconds(2);

  private static final Duration CLOSE_MAX = Duration.ofSeconds(10);

  private final String name;
  private final Duration interval;
  private final Runnable work;
  private final Semaphore nudges = new Semaphore(1);
  private final Thread thread;
  private volatile boolean closed;

  public Loop(String name, Duration interval, Runnable work) {
    this.name = name;
    this.interval = interval;
    this.work = work;
    this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** Asks for one more round now. */
  public void nudge() {
    nudges.release();
  }

  private void run() {
    boolean failing = false;
    while (!closed) {
      try {
        // a round that a nudge asked for sees all that was committed before the nudge
        var _ = nudges.tryAcquire(pause(failing).toMillis(), TimeUnit.MILLISECONDS);
        nudges.drainPermits();
        if (closed) {
          return;
        }
        work.run();
        if (failing) {
          LOG.info("{}: works again", name);
        }
        failing = false;
      } catch (InterruptedException stop) {
        return;
      } catch (RuntimeException | Error failure) { // an error's cause may pass too
        if (!failing && !closed) {
          LOG.warn("{}: fails, tried again every {}: {}", name, pause(true), failure.toString());
        }
        LOG.debug("{}", name, failure);
        failing = true;
      }
    }
  }

  private Duration pause(boolean failing) {
    return failing && FAILED_RETRY.compareTo(interval) < 0 ? FAILED_RETRY : interval;
  }

  /** Breaks off the present round, for work that leaves nothing half done. */
  public void interrupt() {
    closed = true;
    thread.interrupt();
  }

  /** Lets the present round end, within a bound. */
  @Override
  public void close() {
    closed = true;
    nudges.release();
    if (thread.getState() == Thread.State.NEW) {
      return;
    }
    try {
      if (!thread.join(CLOSE_MAX)) {
        thread.interrupt();
      }
    } catch (InterruptedException stop) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
