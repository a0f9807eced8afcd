package reckoner.rating.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What one poll brought, and where each partition goes on after it.
 *
 * @param next also of partitions that were passed over without a record
 */
record RecordBatch(
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records,
    Map<TopicPartition, OffsetAndMetadata> next) {
  static final RecordBatch NONE = new RecordBatch(Map.of(), Map.of());

  RecordBatch {
    records = Map.copyOf(records);
    next = Map.copyOf(next);
  }

  static RecordBatch of(ConsumerRecords<byte[], byte[]> polled) {
    var records = new HashMap<TopicPartition, List<ConsumerRecord<byte[], byte[]>>>();
    polled.partitions().forEach(partition -> records.put(partition, polled.records(partition)));
    return new RecordBatch(records, polled.nextOffsets());
  }

  boolean isEmpty() {
    return next.isEmpty();
  }

  List<ConsumerRecord<byte[], byte[]>> all() {
    var all = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    records.values().forEach(all::addAll);
    return all;
  }

  /** Without partitions that are another's now. */
  RecordBatch without(Collection<TopicPartition> partitions) {
    var left = new HashMap<>(records);
    var nextLeft = new HashMap<>(next);
    left.keySet().removeAll(partitions);
    nextLeft.keySet().removeAll(partitions);
    return new RecordBatch(left, nextLeft);
  }
}
