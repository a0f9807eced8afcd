package reckoner.kit.net;

import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import org.reactivestreams.Publisher;

/** Says on the HTTP port whether this service can do its work. */
@Singleton
@Readiness
@Requires(property = "reckoner.serving", notEquals = "false", defaultValue = "true")
class ReadinessIndicator implements HealthIndicator {
  private final Ability ability;

  ReadinessIndicator(Ability ability) {
    this.ability = ability;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    return Publishers.just(
        HealthResult.builder("ready", ability.isReady() ? HealthStatus.UP : HealthStatus.DOWN)
            .build());
  }
}
