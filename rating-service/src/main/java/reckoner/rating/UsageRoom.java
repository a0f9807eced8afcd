package reckoner.rating;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The bytes of all messages of usage that are in the process at a time, whichever door they came
 * by. Room is taken as a message comes, for what came and not for what was announced, so that who
 * is slow keeps nobody out; it is given back once the message was answered.
 */
public final class UsageRoom {
  /** What lies beyond this of a message leaves a quarter of the room to others. */
  static final int SMALL_BYTES_MAX = 64 * 1024;

  private final int bytes;
  private final Semaphore all;
  private final Semaphore large;

  /**
   * A room.
   *
   * @param bytes of all messages; more than a third above those of the largest one
   */
  public UsageRoom(int bytes) {
    this.bytes = bytes;
    this.all = new Semaphore(bytes);
    this.large = new Semaphore(bytes / 4 * 3);
  }

  /** How large it is. */
  public int bytes() {
    return bytes;
  }

  /** How many bytes nobody has taken. */
  public int free() {
    return all.availablePermits();
  }

  /** Begins a message, which has taken nothing yet. */
  public Share begin() {
    return new Share();
  }

  /** What one message has taken. */
  public final class Share implements AutoCloseable {
    private int taken;

    private Share() {}

    /** How many bytes. */
    public synchronized int taken() {
      return taken;
    }

    /**
     * Takes room for what came.
     *
     * @param wait how long to wait for it at most
     * @return whether there was room; if not, nothing more was taken
     */
    public synchronized boolean take(int more, Duration wait) {
      int beyond = beyond(taken + more) - beyond(taken);
      if (!take(large, beyond, wait)) {
        return false;
      }
      if (!take(all, more, wait)) {
        large.release(beyond);
        return false;
      }
      taken += more;
      return true;
    }

    private static boolean take(Semaphore from, int bytes, Duration wait) {
      try {
        return wait.isZero()
            ? from.tryAcquire(bytes)
            : from.tryAcquire(bytes, wait.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    /** Gives everything back; again, nothing. */
    @Override
    public synchronized void close() {
      large.release(beyond(taken));
      all.release(taken);
      taken = 0;
    }

    private static int beyond(int bytes) {
      return Math.max(0, bytes - SMALL_BYTES_MAX);
    }
  }
}
