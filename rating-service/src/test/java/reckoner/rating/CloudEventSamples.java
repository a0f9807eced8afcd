package reckoner.rating;

import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.event;

import com.google.protobuf.CodedOutputStream;
import io.cloudevents.v1.proto.CloudEvent;
import io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import reckoner.proto.rating.v1.UsageEvent;

/** One usage event in every form in which it may come. */
final class CloudEventSamples {
  static final String NOON = "2026-03-01T12:00:00Z";

  static final String ATTRIBUTES =
      "'specversion': '1.0', 'source': 'gateway', 'type': 'llm.request', 'subject': 'known',"
          + " 'time': '2026-03-01T12:00:00Z'";
  static final String DATA =
      "{'provider': 'openai', 'model': 'small', 'nesting': 'DISJOINT',"
          + " 'quantities': {'input': 12.50, 'output': '3'}, 'dimensions': {'region': 'eu'},"
          + " 'quantity': {'value': '1'}, 'evidence': {'ticket': '7'}}";

  private CloudEventSamples() {}

  /** What {@link #ATTRIBUTES} and {@link #DATA} say, over gRPC. */
  static UsageEvent same(String id) {
    return event(id, "known", NOON, "small", "input", "12.5", "output", "3").toBuilder()
        .setEventType("llm.request")
        .putDimensions("region", "eu")
        .setQuantity(com.google.type.Decimal.newBuilder().setValue("1.0"))
        .putEvidence("ticket", "7")
        .build();
  }

  static String json(String id) {
    return "{%s, 'id': '%s', 'data': %s}".formatted(ATTRIBUTES, id, DATA);
  }

  static String[] headers(String id) {
    return new String[] {
      "ce-specversion", "1.0",
      "ce-id", id,
      "ce-source", "gateway",
      "ce-type", "llm.request",
      "ce-subject", "known",
      "ce-time", NOON
    };
  }

  static CloudEvent.Builder proto(String id) {
    return CloudEvent.newBuilder()
        .setId(id)
        .setSource("gateway")
        .setSpecVersion("1.0")
        .setType("llm.request")
        .putAttributes(
            "subject", CloudEventAttributeValue.newBuilder().setCeString("known").build())
        .putAttributes(
            "time",
            CloudEventAttributeValue.newBuilder()
                .setCeTimestamp(Meter.stamp(MARCH.plusSeconds(43_200)))
                .build());
  }

  /** The data as a message: what no attribute states. */
  static UsageEvent rest(String id) {
    return same(id).toBuilder()
        .clearSource()
        .clearEventId()
        .clearEventTime()
        .clearCustomer()
        .clearEventType()
        .build();
  }

  /** A batch message; the library has none. */
  static byte[] batch(CloudEvent... events) {
    var bytes = new ByteArrayOutputStream();
    var output = CodedOutputStream.newInstance(bytes);
    try {
      for (var event : events) {
        output.writeMessage(1, event);
      }
      output.flush();
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
    return bytes.toByteArray();
  }
}
