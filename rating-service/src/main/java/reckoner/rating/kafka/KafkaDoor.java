package reckoner.rating.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ShutdownEvent;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.core.order.Ordered;
import io.micronaut.runtime.event.annotation.EventListener;
import java.time.Duration;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reckoner.kit.clock.BusinessClock;
import reckoner.kit.settings.Settings;
import reckoner.rating.TakeUsage;

/**
 * Takes usage from Kafka for as long as the service runs: a failure of the client or its brokers
 * ends a membership in the group, and after a pause begins another.
 */
@Context
@Requires(property = KafkaSettings.SERVERS, pattern = ".*\\S.*")
@Requires(property = "reckoner.serving", notEquals = "false", defaultValue = "true")
class KafkaDoor implements ApplicationEventListener<ShutdownEvent>, Ordered {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaDoor.class);
  private static final Duration REJOIN_PAUSE = Duration.ofSeconds(2);
  private static final Duration LEAVE_MAX = Duration.ofSeconds(5);
  private static final Duration DRAIN_MAX = Duration.ofSeconds(15);

  private final KafkaSettings settings;
  private final RecordStore store;
  private final KafkaMetrics metrics;
  private final Thread thread = Thread.ofPlatform().name("kafka").daemon().unstarted(this::run);
  private String lastFailure = "";
  private volatile boolean stopping;

  KafkaDoor(Settings settings, TakeUsage takeUsage, MeterRegistry registry, BusinessClock clock) {
    this.settings = KafkaSettings.read(settings);
    this.store = new RecordStore(takeUsage, this.settings.tenant(), clock);
    this.metrics = new KafkaMetrics(registry);
  }

  /** Once the context is complete: one that fails to start would never stop it. */
  @EventListener
  void start(StartupEvent event) {
    thread.start();
  }

  private void run() {
    try {
      while (!stopping) {
        belong();
      }
    } catch (InterruptedException hurry) {
      LOG.warn("taking usage from Kafka is broken off; what was not committed comes again");
    }
  }

  private void belong() throws InterruptedException {
    try {
      var consumer = new KafkaConsumer<byte[], byte[]>(settings.client());
      try {
        new Membership(consumer, store, metrics, () -> stopping).run(settings.topics());
      } finally {
        consumer.close(CloseOptions.timeout(LEAVE_MAX));
      }
    } catch (RuntimeException failure) {
      metrics.failed();
      var said = failure.toString();
      if (said.equals(lastFailure)) {
        LOG.debug("taking usage from Kafka fails", failure);
      } else {
        LOG.error("taking usage from Kafka failed; it goes on from the last commit", failure);
      }
      lastFailure = said;
      Thread.sleep(REJOIN_PAUSE);
    }
  }

  /** After the gRPC port, as the HTTP door. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  /** Finishes the batch in hand, commits it and leaves the group. */
  @Override
  public void onApplicationEvent(ShutdownEvent event) {
    stopping = true;
    try {
      if (!thread.join(DRAIN_MAX)) {
        thread.interrupt();
      }
    } catch (InterruptedException hurry) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
