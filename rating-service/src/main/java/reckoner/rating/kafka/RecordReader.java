package reckoner.rating.kafka;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.rating.IncomingUsage;
import reckoner.rating.cloudevents.ContentType;
import reckoner.rating.cloudevents.JsonEvents;
import reckoner.rating.cloudevents.ProtobufEvents;
import reckoner.rating.wire.UsageReader;

/**
 * A record as a usage event, by the binding of CloudEvents to Kafka: structured where its content
 * type says so, binary where it has {@code ce_} headers. What has neither is read as JSON, as tools
 * without headers write it. Its key says nothing of usage.
 */
final class RecordReader {
  private static final String CONTENT_TYPE = "content-type";
  private static final String PREFIX = "ce_";
  private static final String SPEC_VERSION = PREFIX + "specversion";

  private RecordReader() {}

  /** Never fails: what is wrong with a record is a fault of its event. */
  static IncomingUsage read(ConsumerRecord<byte[], byte[]> record, UsageReader reader) {
    var value = record.value() == null ? new byte[0] : record.value();
    var contentType = text(record.headers().lastHeader(CONTENT_TYPE));
    boolean isBinary =
        !ContentType.isOfCloudEvents(contentType)
            && record.headers().lastHeader(SPEC_VERSION) != null;
    var usage =
        isBinary
            ? parts(record, contentType, value, reader)
            : ContentType.essence(contentType).equals(ContentType.PROTOBUF)
                ? ProtobufEvents.element(value, reader)
                : JsonEvents.element(value, reader);
    return switch (usage) {
      case IncomingUsage.Acceptable event -> event;
      case IncomingUsage.Faulty fault -> found(record, fault);
    };
  }

  /** Of headers of one name the last holds, as everywhere in Kafka. */
  private static IncomingUsage parts(
      ConsumerRecord<byte[], byte[]> record, String contentType, byte[] value, UsageReader reader) {
    var attributes = new LinkedHashMap<String, String>();
    for (var header : record.headers()) {
      if (header.key().startsWith(PREFIX) && header.value() != null) {
        attributes.put(header.key().substring(PREFIX.length()), text(header));
      }
    }
    if (!contentType.isEmpty()) {
      attributes.put("datacontenttype", contentType);
    }
    return ProtobufEvents.ofParts(attributes, value, reader);
  }

  private static String text(@Nullable Header header) {
    return header == null || header.value() == null
        ? ""
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  /** What cannot be told by its own name is told by its place. */
  private static IncomingUsage.Faulty found(
      ConsumerRecord<byte[], byte[]> record, IncomingUsage.Faulty fault) {
    var source = source(record);
    var id = id(record);
    boolean isNamed = !fault.key().source().isEmpty() && !fault.key().eventId().isEmpty();
    return new IncomingUsage.Faulty(
        isNamed ? fault.key() : new reckoner.rating.UsageEvent.Key(source, id),
        fault.contentHash(),
        isNamed ? fault.body() : named(fault.body(), source, id),
        fault.came(),
        fault.reason(),
        fault.field(),
        fault.message(),
        origin(record));
  }

  /** Where a record stands. */
  static String origin(ConsumerRecord<byte[], byte[]> record) {
    return source(record) + " " + id(record);
  }

  private static String source(ConsumerRecord<byte[], byte[]> record) {
    return "kafka:" + record.topic();
  }

  private static String id(ConsumerRecord<byte[], byte[]> record) {
    return record.partition() + "-" + record.offset();
  }

  private static byte[] named(byte[] body, String source, String id) {
    try {
      return UsageEvent.parseFrom(body).toBuilder()
          .setSource(source)
          .setEventId(id)
          .build()
          .toByteArray();
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException("what was read is a message", impossible);
    }
  }
}
