package reckoner.rating.wiring;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reckoner.kit.store.Transactions;
import reckoner.rating.ParkedUsage;

/**
 * How many rejected events wait to be taken again, of all tenants, as a gauge; none where they
 * cannot be counted. Every replica counts the same table.
 */
@Context
@Requires(property = "reckoner.serving", notEquals = "false", defaultValue = "true")
class ParkedMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(ParkedMetrics.class);

  private final ParkedUsage parked;
  private final Transactions transactions;
  private final MeterRegistry registry;
  private final Duration interval;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("count of parked usage").daemon().factory());
  private volatile @Nullable Long known;

  ParkedMetrics(
      ParkedUsage parked,
      Transactions transactions,
      MeterRegistry registry,
      @Value("${reckoner.backlog-interval:30s}") Duration interval) {
    this.parked = parked;
    this.transactions = transactions;
    this.registry = registry;
    this.interval = interval;
  }

  @PostConstruct
  void start() {
    Gauge.builder("reckoner.usage.parked", () -> known).register(registry);
    var _ =
        watch.scheduleWithFixedDelay(this::count, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void count() {
    try {
      known = transactions.read(parked::count);
    } catch (Throwable failure) { // what is thrown from here would end the counts
      known = null; // an old count would pass for a new one
      LOG.debug("count of parked usage", failure);
    }
  }

  @PreDestroy
  void close() {
    watch.shutdownNow();
  }
}
