package reckoner.invoicing.rendering;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Bounds the memory that rendering takes: a PDF of 10,000 lines takes 620 MB and half a minute. Big
 * invoices are rendered one at a time, and two others beside it; the rest waits in order.
 */
final class RenderingPlaces {
  /** Lines from which an invoice is big, exclusive. */
  static final int OTHERS_LINES_MAX = 1_000;

  static final int OTHERS_AT_ONCE_MAX = 2;

  private final Semaphore big = new Semaphore(1, true);
  private final Semaphore others = new Semaphore(OTHERS_AT_ONCE_MAX, true);

  <T> T with(int lines, Supplier<T> rendering) {
    var place = lines > OTHERS_LINES_MAX ? big : others;
    place.acquireUninterruptibly();
    try {
      return rendering.get();
    } finally {
      place.release();
    }
  }
}
