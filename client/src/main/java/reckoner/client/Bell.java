package reckoner.client;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes the one thread that waits for it, or the next time that it would wait. */
final class Bell {
  private final Semaphore rings = new Semaphore(0);

  void ring() {
    rings.release();
  }

  /** Waits for a ring, at most so long. */
  void await(long nanos) {
    try {
      if (rings.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
        rings.drainPermits();
      }
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException("nobody interrupts the threads of a client", interrupted);
    }
  }
}
