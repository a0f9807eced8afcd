package reckoner.rating.kafka;

import io.grpc.Status;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import reckoner.kit.edge.Failures;
import reckoner.rating.EventOutcome;
import reckoner.rating.IncomingUsage;
import reckoner.rating.RatingReason;
import reckoner.rating.TakeUsage;
import reckoner.rating.wire.UsageReader;

/**
 * Stores what records brought. What keeps everything from being stored, such as a database that is
 * away, is the caller's to wait for; an event that fails by itself is looked for in halves, tried
 * {@value #TRIES} times and parked, so that it stops nobody.
 */
final class RecordStore {
  private static final int TRIES = 3;
  private static final String CALL = "kafka";

  private final TakeUsage takeUsage;
  private final String tenant;
  private final InstantSource businessTime;

  RecordStore(TakeUsage takeUsage, String tenant, InstantSource businessTime) {
    this.takeUsage = takeUsage;
    this.tenant = tenant;
    this.businessTime = businessTime;
  }

  /** A record's event, and its place for whoever looks for it. */
  private record Taken(IncomingUsage usage, String origin) {}

  /** Returns after the commits. */
  List<EventOutcome> store(List<ConsumerRecord<byte[], byte[]>> records) {
    var reader = new UsageReader(businessTime.instant());
    return stored(
        records.stream()
            .map(
                record -> new Taken(RecordReader.read(record, reader), RecordReader.origin(record)))
            .toList());
  }

  private List<EventOutcome> stored(List<Taken> records) {
    int tries = records.size() == 1 ? TRIES : 1;
    var message = "";
    for (int attempt = 1; attempt <= tries; attempt++) {
      try {
        return takeUsage.run(tenant, records.stream().map(Taken::usage).toList()).outcomes();
      } catch (RuntimeException | StackOverflowError failure) {
        var status = Failures.status(failure, CALL).getStatus();
        if (status.getCode() != Status.Code.INTERNAL) {
          throw failure;
        }
        message = Objects.requireNonNullElse(status.getDescription(), "");
      }
    }
    if (records.size() == 1) {
      return takeUsage.run(tenant, List.of(parked(records.getFirst(), message))).outcomes();
    }
    int half = records.size() / 2;
    var outcomes = new ArrayList<>(stored(records.subList(0, half)));
    outcomes.addAll(stored(records.subList(half, records.size())));
    return outcomes;
  }

  private static IncomingUsage parked(Taken record, String message) {
    return switch (record.usage()) {
      case IncomingUsage.Acceptable event ->
          new IncomingUsage.Faulty(
              event.event().key(),
              event.contentHash(),
              event.body(),
              Optional.empty(),
              RatingReason.EVENT_FAILED,
              "",
              message,
              record.origin());
      case IncomingUsage.Faulty fault -> fault;
    };
  }
}
