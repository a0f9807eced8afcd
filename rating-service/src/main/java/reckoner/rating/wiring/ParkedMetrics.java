package reckoner.rating.wiring;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reckoner.kit.loop.Loop;
import reckoner.kit.store.Transactions;
import reckoner.rating.ParkedUsage;

/**
 * How many rejected events wait to be taken again, of all tenants, as a gauge; none where they
 * cannot be counted. Every replica counts the same table.
 */
@Context
@Requires(property = "reckoner.serving", notEquals = "false", defaultValue = "true")
class ParkedMetrics {
  private final ParkedUsage parked;
  private final Transactions transactions;
  private final Loop loop;
  private volatile @Nullable Long known;

  ParkedMetrics(
      ParkedUsage parked,
      Transactions transactions,
      MeterRegistry registry,
      @Value("${reckoner.backlog-interval:30s}") Duration interval) {
    this.parked = parked;
    this.transactions = transactions;
    this.loop = new Loop("count of parked usage", interval, this::count);
    Gauge.builder("reckoner.usage.parked", () -> known).register(registry);
  }

  @EventListener
  void start(StartupEvent event) {
    loop.start();
  }

  private void count() {
    try {
      known = transactions.read(parked::count);
    } catch (RuntimeException failure) {
      known = null; // an old count would pass for a new one
      throw failure;
    }
  }

  @PreDestroy
  void close() {
    loop.interrupt();
    loop.close();
  }
}
