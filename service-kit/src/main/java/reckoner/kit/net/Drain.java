package reckoner.kit.net;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ShutdownEvent;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a service does first when its context is closed: it says that it is not ready, goes on
 * serving while those who send it calls find that out, and finishes the calls that it has; only
 * then does it give up what they use. Closing the context is all that who stops a service has to
 * do, on a thread of its own: on one of the common pool, HTTP requests would wait for it.
 */
@Context
@Requires(property = "reckoner.serving", notEquals = "false", defaultValue = "true")
class Drain implements ApplicationEventListener<ShutdownEvent> {
  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

  private final Ability ability;
  private final GrpcEmbeddedServer server;
  private final Duration delay;

  Drain(
      Ability ability,
      GrpcEmbeddedServer server,
      @Value("${reckoner.drain-delay:0s}") Duration delay) {
    this.ability = ability;
    this.server = server;
    this.delay = delay;
  }

  @Override
  public void onApplicationEvent(ShutdownEvent event) {
    ability.drain();
    if (server.isRunning()) {
      pause();
      server.stop();
    }
  }

  private void pause() {
    if (delay.isPositive()) {
      LOG.info("not ready from now on; the ports close in {} s", delay.toSeconds());
      try {
        Thread.sleep(delay);
      } catch (InterruptedException hurry) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
