package reckoner.workflows.temporal;

import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.endpoint.health.HealthEndpoint;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.util.Map;
import org.reactivestreams.Publisher;

/**
 * A process that Temporal refuses, as with a namespace that does not exist, is not ready: a rollout
 * with such a setting stops there. One that cannot reach Temporal is ready, because customers and
 * quotes need none, and what is due is caught up on.
 */
@Singleton
@Readiness
@Requires(beans = HealthEndpoint.class)
@Requires(property = "reckoner.serving", notEquals = "false", defaultValue = "true")
class TemporalHealth implements HealthIndicator {
  private final Workers workers;

  TemporalHealth(Workers workers) {
    this.workers = workers;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    var trouble = workers.trouble();
    var result =
        trouble.isEmpty()
            ? HealthResult.builder("temporal", HealthStatus.UP)
            : HealthResult.builder("temporal", HealthStatus.DOWN)
                .details(Map.of("trouble", trouble));
    return Publishers.just(result.build());
  }
}
