package reckoner.rating.kafka;

import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import reckoner.rating.EventOutcome;
import reckoner.rating.TakeUsage;
import reckoner.rating.wire.UsageReader;

/**
 * Stores what records brought. What keeps everything from being stored, such as a database that is
 * away, is the caller's to wait for.
 */
final class RecordStore {
  private final TakeUsage takeUsage;
  private final String tenant;
  private final InstantSource businessTime;

  RecordStore(TakeUsage takeUsage, String tenant, InstantSource businessTime) {
    this.takeUsage = takeUsage;
    this.tenant = tenant;
    this.businessTime = businessTime;
  }

  /** Returns after the commits. */
  List<EventOutcome> store(List<ConsumerRecord<byte[], byte[]>> records) {
    var reader = new UsageReader(businessTime.instant());
    var events = records.stream().map(record -> RecordReader.read(record, reader)).toList();
    return takeUsage
        .run(tenant, events, place -> RecordReader.origin(records.get(place)))
        .outcomes();
  }
}
