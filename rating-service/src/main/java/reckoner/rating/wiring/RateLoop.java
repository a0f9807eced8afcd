package reckoner.rating.wiring;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reckoner.rating.RateBuckets;
import reckoner.rating.TakeRate;

/** Gives back what leases of rate limits have not spent, every second and as the service stops. */
@Context
@Requires(property = "reckoner.serving", notEquals = "false", defaultValue = "true")
final class RateLoop {
  private static final Logger LOG = LoggerFactory.getLogger(RateLoop.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int ROUNDS_BETWEEN_FORGETTING = 60;
  private static final Duration STOP_MAX = Duration.ofSeconds(5);

  private final TakeRate takeRate;
  private final RateBuckets buckets;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;

  RateLoop(TakeRate takeRate, RateBuckets buckets) {
    this.takeRate = takeRate;
    this.buckets = buckets;
    this.thread = Thread.ofVirtual().name("rate limits").unstarted(this::run);
  }

  /** Once the context is complete: one that fails to start would never stop the thread. */
  @EventListener
  void start(StartupEvent event) {
    thread.start();
  }

  private void run() {
    try {
      for (int round = 1; !stopping.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS); round++) {
        clean(round);
      }
    } catch (InterruptedException impossible) { // nobody has this thread
      Thread.currentThread().interrupt();
    }
  }

  private void clean(int round) {
    try {
      takeRate.giveBack();
      if (round % ROUNDS_BETWEEN_FORGETTING == 0) {
        buckets.forgetFull();
      }
    } catch (RuntimeException failure) {
      LOG.warn("rate limits are cleaned again later", failure);
    }
  }

  @PreDestroy
  void stop() throws InterruptedException {
    stopping.countDown();
    thread.join(STOP_MAX);
    takeRate.giveBackAll();
  }
}
