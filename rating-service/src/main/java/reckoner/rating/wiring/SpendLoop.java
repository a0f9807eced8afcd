package reckoner.rating.wiring;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reckoner.kit.loop.Loop;
import reckoner.rating.LookAtSpend;

/** Looks at spend again and again while the service runs, a pause after each look. */
@Context
@Requires(property = "reckoner.serving", notEquals = "false", defaultValue = "true")
class SpendLoop {
  private static final Logger LOG = LoggerFactory.getLogger(SpendLoop.class);

  private final Loop loop;

  SpendLoop(LookAtSpend lookAtSpend, @Value("${reckoner.spend-interval:1s}") Duration interval) {
    this.loop =
        new Loop(
            "look at spend",
            interval,
            () ->
                lookAtSpend.run((what, failure) ->
                    LOG.warn("spend of {} is looked at again later", what, failure)));
  }

  /** Once the context is complete: one that fails to start would never stop it. */
  @EventListener
  void start(StartupEvent event) {
    loop.start();
  }

  @PreDestroy
  void stop() {
    loop.close();
  }
}
