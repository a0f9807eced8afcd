package reckoner.rating;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.jspecify.annotations.Nullable;

/** A real broker of one node, with its controller, inside the test. */
final class KafkaBroker implements AutoCloseable {
  private static final AtomicInteger TOPICS = new AtomicInteger();

  private final KafkaClusterTestKit cluster;
  private final Admin admin;
  private final KafkaProducer<byte[], byte[]> producer;

  KafkaBroker() {
    try {
      cluster =
          new KafkaClusterTestKit.Builder(
                  new TestKitNodes.Builder()
                      .setCombined(true)
                      .setNumBrokerNodes(1)
                      .setNumControllerNodes(1)
                      .build())
              .setConfigProp("offsets.topic.replication.factor", "1")
              .setConfigProp("offsets.topic.num.partitions", "1")
              .setConfigProp("transaction.state.log.replication.factor", "1")
              .setConfigProp("transaction.state.log.min.isr", "1")
              .setConfigProp("group.initial.rebalance.delay.ms", "0")
              .build();
      cluster.format();
      cluster.startup();
      cluster.waitForReadyBrokers();
    } catch (Exception failure) {
      throw new AssertionError("no broker", failure);
    }
    admin = cluster.admin();
    producer = producer(Map.of());
  }

  KafkaProducer<byte[], byte[]> producer(Map<String, String> extra) {
    var properties = new Properties();
    properties.setProperty(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers());
    properties.putAll(extra);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** A new topic, which is the name of its group too. */
  String topic(int partitions) {
    var name = "usage" + TOPICS.incrementAndGet();
    // records say that they are old, and a broker deletes by what they say
    var topic = new NewTopic(name, partitions, (short) 1).configs(Map.of("retention.ms", "-1"));
    sure(admin.createTopics(List.of(topic)).all());
    return name;
  }

  /** What a service is told of a topic, whose usage is the tenant's of the same name. */
  Map<String, Object> settings(String topic) {
    return Map.of(
        "reckoner.kafka-bootstrap-servers", cluster.bootstrapServers(),
        "reckoner.kafka-topics", topic,
        "reckoner.kafka-group", topic,
        "reckoner.kafka-tenant", topic);
  }

  /** A service with usage of a topic, on a database that others may use too. */
  Meter meter(String topic, Map<String, Object> database, Map<String, Object> extra) {
    try (var connection = Probe.connect(database)) {
      // before the first record is taken
      Probe.execute(
          connection,
          "insert into test_clock (time) values ('%s') on conflict do nothing"
              .formatted(CloudEventSamples.NOON));
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
    var properties = new HashMap<>(database);
    properties.putAll(settings(topic));
    properties.putAll(extra);
    return new Meter(properties);
  }

  void send(String topic, int partition, byte @Nullable [] value, String... headers) {
    send(producer, topic, partition, value, headers);
  }

  /** Sends a record and waits until the broker has it. */
  static void send(
      KafkaProducer<byte[], byte[]> producer,
      String topic,
      int partition,
      byte @Nullable [] value,
      String... headers) {
    // the record's own time is long ago: what is taken goes by offsets
    var record = new ProducerRecord<byte[], byte[]>(topic, partition, 1L, null, value);
    for (int i = 0; i < headers.length; i += 2) {
      record.headers().add(headers[i], headers[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    try {
      producer.send(record).get();
    } catch (ExecutionException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  /** What a group has committed, by partition; 0 for nothing. */
  List<Long> committed(String topic, int partitions) {
    var offsets = sure(admin.listConsumerGroupOffsets(topic).partitionsToOffsetAndMetadata());
    return IntStream.range(0, partitions)
        .mapToObj(partition -> offsets.get(new TopicPartition(topic, partition)))
        .map(offset -> offset == null ? 0L : offset.offset())
        .toList();
  }

  /** Members of a group that have partitions, and how many. */
  Map<String, Integer> members(String topic) {
    var group = sure(admin.describeConsumerGroups(List.of(topic)).all()).get(topic);
    return group == null
        ? Map.of()
        : group.members().stream()
            .collect(
                Collectors.toMap(
                    MemberDescription::consumerId,
                    member -> member.assignment().topicPartitions().size()));
  }

  static <T> T sure(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
    try {
      cluster.close();
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }
}
