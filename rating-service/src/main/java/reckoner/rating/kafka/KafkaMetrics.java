package reckoner.rating.kafka;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import reckoner.rating.EventOutcome;
import reckoner.rating.wire.UsageBatch;

/** Records by what became of them, attempts that failed, and how many records lie ahead. */
final class KafkaMetrics {
  private final MeterRegistry registry;
  private final ConcurrentMap<String, AtomicLong> records = new ConcurrentHashMap<>();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong lag = new AtomicLong();

  KafkaMetrics(MeterRegistry registry) {
    this.registry = registry;
    FunctionCounter.builder("reckoner.kafka.failures", failures, AtomicLong::get)
        .register(registry);
    Gauge.builder("reckoner.kafka.lag", lag::get).register(registry);
  }

  void taken(List<EventOutcome> outcomes) {
    for (var outcome : outcomes) {
      records
          .computeIfAbsent(UsageBatch.result(outcome).getStatus().name(), this::counter)
          .incrementAndGet();
    }
  }

  private AtomicLong counter(String outcome) {
    var count = new AtomicLong();
    FunctionCounter.builder("reckoner.kafka.records", count, AtomicLong::get)
        .tag("outcome", outcome)
        .register(registry);
    return count;
  }

  void failed() {
    failures.incrementAndGet();
  }

  void lag(long records) {
    lag.set(records);
  }
}
