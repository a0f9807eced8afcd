package reckoner.invoicing.rendering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How many invoices are rendered at once. */
class RenderingPlacesTest {
  private static final int BIG = RenderingPlaces.OTHERS_LINES_MAX + 1;
  private static final int SMALL = RenderingPlaces.OTHERS_LINES_MAX;

  private final RenderingPlaces places = new RenderingPlaces();
  private final Semaphore bigOnes = new Semaphore(0);
  private final Semaphore smallOnes = new Semaphore(0);

  @Test
  void oneBigInvoiceAndTwoOthersAreRenderedAtOnceAndTheRestFollows() throws Exception {
    var release = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int lines : List.of(BIG, BIG, BIG, SMALL, SMALL, SMALL, SMALL)) {
        threads.execute(() -> places.with(lines, () -> rendered(lines, release)));
      }
      assertTrue(bigOnes.tryAcquire(1, 10, TimeUnit.SECONDS));
      assertTrue(smallOnes.tryAcquire(2, 10, TimeUnit.SECONDS));
      Thread.sleep(Duration.ofMillis(200));
      assertEquals(0, bigOnes.availablePermits());
      assertFalse(smallOnes.tryAcquire());
      release.countDown();
    }
    assertEquals(2, bigOnes.availablePermits());
    assertEquals(2, smallOnes.availablePermits());
  }

  @Test
  void aRenderingThatFailsGivesItsPlaceBack() {
    for (int i = 0; i < 5; i++) {
      assertThrows(
          IllegalStateException.class,
          () ->
              places.with(
                  BIG,
                  () -> {
                    throw new IllegalStateException("a test says so");
                  }));
    }
    assertEquals(1, places.with(BIG, () -> 1));
  }

  private boolean rendered(int lines, CountDownLatch release) {
    (lines == BIG ? bigOnes : smallOnes).release();
    try {
      return release.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }
}
