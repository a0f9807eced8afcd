package reckoner.kit.net;

import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reckoner.kit.store.DatabaseProbe;

/**
 * Whether this service can do its work: its database answers, and it is not about to stop. The
 * answer is found out in the background, so that asking costs nothing and never waits, and gRPC and
 * HTTP give the same one.
 */
@Context
@Requires(property = "reckoner.serving", notEquals = "false", defaultValue = "true")
class Ability {
  private static final Logger LOG = LoggerFactory.getLogger(Ability.class);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(3);

  private final DatabaseProbe database;
  private final HealthStatusManager grpc;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("readiness").daemon().factory());
  private volatile boolean databaseAnswers = true; // a pool that reaches no database does not start
  private volatile boolean draining;

  Ability(DatabaseProbe database, HealthStatusManager grpc) {
    this.database = database;
    this.grpc = grpc;
    var millis = LOOK_AGAIN.toMillis();
    var _ = watch.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
  }

  boolean isReady() {
    return databaseAnswers && !draining;
  }

  /** From now on this service is not ready, whatever its database says. */
  void drain() {
    draining = true;
    watch.shutdownNow();
    grpc.enterTerminalState();
  }

  private void look() {
    var answers = database.answers();
    if (answers != databaseAnswers && !draining) {
      databaseAnswers = answers;
      LOG.warn("the database {}", answers ? "answers again" : "does not answer: not ready");
      grpc.setStatus(
          HealthStatusManager.SERVICE_NAME_ALL_SERVICES,
          answers ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
    }
  }

  @PreDestroy
  void close() {
    watch.shutdownNow();
  }
}
