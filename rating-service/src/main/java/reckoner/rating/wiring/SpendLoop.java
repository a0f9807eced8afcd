package reckoner.rating.wiring;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reckoner.rating.LookAtSpend;

/** Looks at spend again and again while the service runs, a pause after each look. */
@Context
@Requires(property = "reckoner.serving", notEquals = "false", defaultValue = "true")
final class SpendLoop {
  private static final Logger LOG = LoggerFactory.getLogger(SpendLoop.class);
  private static final Duration STOP_MAX = Duration.ofSeconds(10);

  private final LookAtSpend lookAtSpend;
  private final Duration interval;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;

  SpendLoop(LookAtSpend lookAtSpend, @Value("${reckoner.spend-interval:1s}") Duration interval) {
    this.lookAtSpend = lookAtSpend;
    this.interval = interval;
    this.thread = Thread.ofVirtual().name("spend").unstarted(this::run);
  }

  /** Once the context is complete: one that fails to start would never stop the thread. */
  @EventListener
  void start(StartupEvent event) {
    thread.start();
  }

  private void run() {
    try {
      while (!stopping.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException impossible) { // nobody has this thread
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      lookAtSpend.run(
          (what, failure) -> LOG.warn("spend of {} is looked at again later", what, failure));
    } catch (RuntimeException failure) {
      LOG.warn("spend is looked at again later", failure);
    }
  }

  @PreDestroy
  void stop() throws InterruptedException {
    stopping.countDown();
    thread.join(STOP_MAX);
  }
}
