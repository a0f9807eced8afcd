package reckoner.kit.net;

import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.StartupEvent;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reckoner.kit.store.DatabaseProbe;

/**
 * Whether this service can do its work: its database answers, nothing else hinders it, and it is
 * not about to stop. The answer is found out in the background, so that asking costs nothing and
 * never waits, and gRPC and HTTP give the same one.
 */
@Context
@Requires(property = "reckoner.serving", notEquals = "false", defaultValue = "true")
class Ability implements ApplicationEventListener<StartupEvent> {
  private static final Logger LOG = LoggerFactory.getLogger(Ability.class);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(3);

  private final DatabaseProbe database;
  private final HealthStatusManager grpc;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("readiness").daemon().factory());
  private final BeanProvider<Hindrance> hindrances;
  private volatile String trouble = "not asked yet";
  private volatile boolean draining;

  Ability(DatabaseProbe database, BeanProvider<Hindrance> hindrances, HealthStatusManager grpc) {
    this.database = database;
    this.hindrances = hindrances;
    this.grpc = grpc;
    grpc.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.NOT_SERVING);
  }

  /** Looks from now on; before, what may hinder is being made, and asking for it would fail. */
  @Override
  public void onApplicationEvent(StartupEvent event) {
    var _ =
        watch.scheduleWithFixedDelay(this::look, 0, LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
  }

  boolean isReady() {
    return trouble.isEmpty() && !draining;
  }

  /** From now on this service is not ready, whatever its database says. */
  void drain() {
    draining = true;
    watch.shutdownNow();
    grpc.enterTerminalState();
  }

  private void look() {
    var found = trouble();
    if (found.equals(trouble) || draining) {
      return;
    }
    if (found.isEmpty()) {
      LOG.info("ready");
    } else {
      LOG.warn("not ready: {}", found);
    }
    trouble = found;
    grpc.setStatus(
        HealthStatusManager.SERVICE_NAME_ALL_SERVICES,
        found.isEmpty() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  private String trouble() {
    try {
      return database.answers()
          ? hindrances.stream()
              .map(Hindrance::trouble)
              .filter(text -> !text.isEmpty())
              .collect(Collectors.joining("; "))
          : "the database does not answer";
    } catch (Throwable failure) { // what is thrown from here would end the looks
      LOG.debug("readiness", failure);
      return failure.toString();
    }
  }

  @PreDestroy
  void close() {
    watch.shutdownNow();
  }
}
