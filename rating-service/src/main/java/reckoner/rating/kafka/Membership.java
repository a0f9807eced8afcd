package reckoner.rating.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reckoner.rating.EventOutcome;

/**
 * One membership in the group, from its join to its leave, on one thread: polls, has what came
 * stored, and commits the offsets of exactly that. While something takes long or is away, the
 * partitions are paused and polling goes on, so that the group keeps the member. What is revoked
 * meanwhile is dropped: its next owner reads it again, and what had been stored is a duplicate.
 */
final class Membership implements ConsumerRebalanceListener {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

  private static final Duration POLL_MAX = Duration.ofMillis(500);

  /** How long a batch may take before polling goes on beside it. */
  private static final Duration QUIET_MAX = Duration.ofSeconds(1);

  private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final RecordStore store;
  private final KafkaMetrics metrics;
  private final BooleanSupplier stopping;
  private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();
  private RecordBatch inHand = RecordBatch.NONE;
  private boolean busy;

  Membership(
      KafkaConsumer<byte[], byte[]> consumer,
      RecordStore store,
      KafkaMetrics metrics,
      BooleanSupplier stopping) {
    this.consumer = consumer;
    this.store = store;
    this.metrics = metrics;
    this.stopping = stopping;
  }

  /** Until the service stops; leaving the group is the caller's, by closing the consumer. */
  void run(List<String> topics) throws InterruptedException {
    consumer.subscribe(topics, this);
    while (!stopping.getAsBoolean()) {
      var polled = consumer.poll(POLL_MAX);
      take(RecordBatch.of(polled));
      metrics.lag(
          consumer.assignment().stream()
              .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
              .sum());
    }
  }

  /** Tries for ever; a stop does not wait for what is away. */
  private void take(RecordBatch polled) throws InterruptedException {
    inHand = polled;
    busy = true;
    boolean failing = false;
    var lastFailure = "";
    while (!inHand.isEmpty() && !(failing && stopping.getAsBoolean())) {
      try {
        metrics.taken(outcomes(inHand));
        uncommitted.putAll(inHand.next());
        inHand = RecordBatch.NONE;
        if (failing) {
          LOG.info("usage from Kafka is stored again");
        }
      } catch (ExecutionException failure) {
        metrics.failed();
        var said = String.valueOf(failure.getCause());
        if (!said.equals(lastFailure)) {
          lastFailure = said;
          LOG.warn(
              "usage from Kafka cannot be stored; nothing is lost, it is tried again every {} s",
              RETRY_PAUSE.toSeconds(),
              failure.getCause());
        }
        failing = true;
        stay(RETRY_PAUSE);
      }
    }
    inHand = RecordBatch.NONE;
    busy = false;
    commit(uncommitted.keySet());
    consumer.resume(consumer.paused());
  }

  private List<EventOutcome> outcomes(RecordBatch batch)
      throws InterruptedException, ExecutionException {
    var records = batch.all();
    if (records.isEmpty()) {
      return List.of();
    }
    var storing = new CompletableFuture<List<EventOutcome>>();
    Thread.ofVirtual()
        .name("usage from Kafka")
        .start(() -> {
          try {
            storing.complete(store.store(records));
          } catch (Throwable failure) { // errors too: somebody waits
            storing.completeExceptionally(failure);
          }
        });
    while (true) {
      try {
        return storing.get(QUIET_MAX.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException slow) {
        stay(Duration.ZERO);
      }
    }
  }

  /** Shows the group that this member lives, without taking more. */
  private void stay(Duration pause) {
    consumer.pause(consumer.assignment());
    if (!consumer.poll(pause).isEmpty()) {
      throw new IllegalStateException("a paused partition gave records");
    }
  }

  /** What is not committed is committed with what comes next, or comes again as duplicates. */
  private void commit(Collection<TopicPartition> partitions) {
    var offsets = new HashMap<>(uncommitted);
    offsets.keySet().retainAll(partitions);
    if (offsets.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(offsets);
      uncommitted.keySet().removeAll(offsets.keySet());
    } catch (CommitFailedException | RebalanceInProgressException | RetriableException failure) {
      LOG.warn("offsets of stored usage are not committed yet: {}", failure.toString());
    }
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    if (busy) { // also where all that was in hand is another's by now
      consumer.pause(partitions);
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    commit(partitions);
    onPartitionsLost(partitions);
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    inHand = inHand.without(partitions);
    uncommitted.keySet().removeAll(partitions);
  }
}
