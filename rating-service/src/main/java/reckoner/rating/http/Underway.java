package reckoner.rating.http;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ShutdownEvent;
import io.micronaut.core.order.Ordered;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.settings.BadSetting;
import reckoner.kit.settings.Settings;

/**
 * The requests that are being served. A service that stops takes no more once its gRPC port has
 * closed, and waits for those it has.
 */
@Context
@Requires(property = Underway.SETTING, value = "true")
@Requires(property = "reckoner.serving", notEquals = "false", defaultValue = "true")
public class Underway implements ApplicationEventListener<ShutdownEvent>, Ordered {
  static final String SETTING = "reckoner.cloud-events";

  private static final Logger LOG = LoggerFactory.getLogger(Underway.class);
  private static final Duration DRAIN_MAX = Duration.ofSeconds(15);

  private int requests;
  private boolean stopping;

  Underway(Settings settings) {
    if (settings.text("reckoner.tls-client-auth").isPresent()) {
      throw new BadSetting(
          SETTING,
          "and reckoner.tls-client-auth are both set: the HTTP port asks for no certificates, so"
              + " usage would come in without one");
    }
  }

  /** A request until it is closed. */
  @FunctionalInterface
  interface Request extends AutoCloseable {
    @Override
    void close();
  }

  synchronized Request begin() {
    if (stopping) {
      throw Refusal.of(
              HttpReason.SERVICE_STOPPING, "this process stops; send the same to another, or again")
          .asException();
    }
    requests++;
    return this::end;
  }

  /** How many are being served. */
  public synchronized int count() {
    return requests;
  }

  private synchronized void end() {
    requests--;
    notifyAll();
  }

  /** After the gRPC port, so that both kinds of calls see the pause before the ports close. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  @Override
  public synchronized void onApplicationEvent(ShutdownEvent event) {
    stopping = true;
    var until = System.nanoTime() + DRAIN_MAX.toNanos();
    try {
      for (long left = DRAIN_MAX.toMillis();
          requests > 0 && left > 0;
          left = Duration.ofNanos(until - System.nanoTime()).toMillis()) {
        wait(left);
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    if (requests > 0) {
      LOG.warn("{} HTTP request(s) are cut off", requests);
    }
  }
}
