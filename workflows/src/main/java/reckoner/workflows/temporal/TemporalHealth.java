package reckoner.workflows.temporal;

import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import reckoner.kit.net.Hindrance;

/**
 * A process that Temporal refuses, as with a namespace that does not exist, is not ready: a rollout
 * with such a setting stops there. One that cannot reach Temporal is ready, because customers and
 * quotes need none, and what is due is caught up on.
 */
@Singleton
@Requires(property = "reckoner.serving", notEquals = "false", defaultValue = "true")
class TemporalHealth implements Hindrance {
  private final Workers workers;

  TemporalHealth(Workers workers) {
    this.workers = workers;
  }

  @Override
  public String trouble() {
    var trouble = workers.trouble();
    return trouble.isEmpty() ? "" : "Temporal: " + trouble;
  }
}
