package reckoner.rating.wiring;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import reckoner.kit.loop.Loop;
import reckoner.rating.RateBuckets;
import reckoner.rating.TakeRate;

/**
 * Gives back what leases of rate limits have not spent, every second and as the service stops, and
 * forgets buckets that are full again.
 */
@Context
@Requires(property = "reckoner.serving", notEquals = "false", defaultValue = "true")
class RateLoop {
  private final TakeRate takeRate;
  private final Loop givingBack;
  private final Loop forgetting;

  RateLoop(TakeRate takeRate, RateBuckets buckets) {
    this.takeRate = takeRate;
    this.givingBack = new Loop("giving back of rates", Duration.ofSeconds(1), takeRate::giveBack);
    this.forgetting =
        new Loop("forgetting of full rate limits", Duration.ofMinutes(1), buckets::forgetFull);
  }

  /** Once the context is complete: one that fails to start would never stop them. */
  @EventListener
  void start(StartupEvent event) {
    givingBack.start();
    forgetting.start();
  }

  @PreDestroy
  void stop() {
    forgetting.close();
    givingBack.close();
    takeRate.giveBackAll();
  }
}
