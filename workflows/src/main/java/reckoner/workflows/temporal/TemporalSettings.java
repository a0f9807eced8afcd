package reckoner.workflows.temporal;

import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Where Temporal is, and how often the tables are compared with it. */
@Singleton
class TemporalSettings {
  static final String TASK_QUEUE = "reckoner";

  final String target;
  final String namespace;
  final Duration relayInterval;
  final Duration reconcileInterval;

  TemporalSettings(
      @Value("${reckoner.temporal-target}") String target,
      @Value("${reckoner.temporal-namespace:default}") String namespace,
      @Value("${reckoner.relay-interval:1s}") Duration relayInterval,
      @Value("${reckoner.reconcile-interval:60s}") Duration reconcileInterval) {
    this.target = target;
    this.namespace = namespace;
    this.relayInterval = relayInterval;
    this.reconcileInterval = reconcileInterval;
  }
}
