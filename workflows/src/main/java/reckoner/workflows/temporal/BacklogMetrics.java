package reckoner.workflows.temporal;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import reckoner.kit.clock.BusinessClock;
import reckoner.kit.loop.Loop;
import reckoner.workflows.Backlog;
import reckoner.workflows.ProcessStore;

/**
 * What waits, as gauges; none where they cannot be counted. Every replica counts the same tables,
 * so that a panel takes the highest of them. It is counted in the background, never by who reads.
 */
@Context
@Requires(property = "reckoner.serving", notEquals = "false", defaultValue = "true")
class BacklogMetrics {
  private final ProcessStore store;
  private final BusinessClock clock;
  private final MeterRegistry registry;
  private final Loop loop;
  private volatile @Nullable Backlog backlog;

  BacklogMetrics(
      ProcessStore store,
      BusinessClock clock,
      MeterRegistry registry,
      @Value("${reckoner.backlog-interval:30s}") Duration interval) {
    this.store = store;
    this.clock = clock;
    this.registry = registry;
    this.loop = new Loop("count of the backlog", interval, this::count);
  }

  @PostConstruct
  void start() {
    gauge("reckoner.process.starts.waiting", Backlog::processStarts);
    gauge("reckoner.contracts.accepted", Backlog::contractsAccepted);
    gauge("reckoner.periods.blocked", Backlog::periodsBlocked);
    gauge("reckoner.billing.runs.running", Backlog::billingRunsRunning);
    gauge("reckoner.invoices.unrendered", Backlog::invoicesUnrendered);
    loop.start();
  }

  private void gauge(String name, ToIntFunction<Backlog> count) {
    Gauge.builder(
            name,
            () -> {
              var known = backlog;
              return known == null ? null : count.applyAsInt(known);
            })
        .register(registry);
  }

  private void count() {
    try {
      backlog = store.backlog(clock.instant());
    } catch (RuntimeException failure) {
      // an old count would pass for a new one
      backlog = null;
      throw failure;
    }
  }

  @PreDestroy
  void close() {
    loop.interrupt();
    loop.close();
  }
}
