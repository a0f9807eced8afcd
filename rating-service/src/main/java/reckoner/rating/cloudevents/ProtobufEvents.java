package reckoner.rating.cloudevents;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import com.google.protobuf.util.Timestamps;
import io.cloudevents.v1.proto.CloudEvent;
import io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reckoner.kit.refusal.Refusal;
import reckoner.rating.IncomingUsage;
import reckoner.rating.IncomingUsage.Came;
import reckoner.rating.IncomingUsage.Form;
import reckoner.rating.RatingReason;
import reckoner.rating.wire.UsageBatch;
import reckoner.rating.wire.UsageReader;

/** CloudEvents in their protobuf format: {@code io.cloudevents.v1.CloudEvent}, or its batch. */
public final class ProtobufEvents {
  /** {@code repeated CloudEvent events = 1} of the batch, which the library does not have. */
  private static final int EVENTS_TAG = (1 << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED;

  private ProtobufEvents() {}

  /** The only event of a request, which is refused where there is none in it. */
  public static IncomingUsage one(byte[] body, UsageReader reader) {
    try {
      return event(body, CloudEvent.parseFrom(body), reader);
    } catch (InvalidProtocolBufferException broken) {
      throw malformed(broken);
    }
  }

  public static List<IncomingUsage> batch(byte[] body, UsageReader reader) {
    var elements = elements(body);
    UsageBatch.checkSize(elements.size());
    return elements.stream().map(element -> element(element, reader)).toList();
  }

  private static List<byte[]> elements(byte[] body) {
    var elements = new ArrayList<byte[]>();
    var input = CodedInputStream.newInstance(body);
    try {
      for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
        if (tag == EVENTS_TAG) {
          elements.add(input.readByteArray());
        } else {
          input.skipField(tag);
        }
      }
      return elements;
    } catch (IOException broken) {
      throw malformed(broken);
    }
  }

  /** One event among others: what is wrong with it is its own. */
  public static IncomingUsage element(byte[] element, UsageReader reader) {
    try {
      return event(element, CloudEvent.parseFrom(element), reader);
    } catch (InvalidProtocolBufferException broken) {
      return CloudEventUsage.broken(
          new Came(Form.CLOUD_EVENT_PROTOBUF, element),
          "is no io.cloudevents.v1.CloudEvent: " + broken.getMessage());
    }
  }

  /** An event in binary mode: attributes beside the data, which is empty where there is none. */
  public static IncomingUsage ofParts(
      Map<String, String> attributes, byte[] data, UsageReader reader) {
    return CloudEventUsage.read(
        attributes,
        data.length == 0 ? new CloudEventUsage.Data.None() : new CloudEventUsage.Data.Bytes(data),
        () -> whole(attributes, data),
        reader);
  }

  /** The parts as one message, from which the same is read. */
  private static Came whole(Map<String, String> attributes, byte[] data) {
    var event = CloudEvent.newBuilder();
    attributes.forEach((name, value) -> {
      switch (name) {
        case "id" -> event.setId(value);
        case "source" -> event.setSource(value);
        case "specversion" -> event.setSpecVersion(value);
        case "type" -> event.setType(value);
        default ->
            event.putAttributes(
                name, CloudEventAttributeValue.newBuilder().setCeString(value).build());
      }
    });
    if (data.length > 0) {
      event.setBinaryData(ByteString.copyFrom(data));
    }
    return new Came(Form.CLOUD_EVENT_PROTOBUF, event.build().toByteArray());
  }

  private static IncomingUsage event(byte[] bytes, CloudEvent event, UsageReader reader) {
    var came = new Came(Form.CLOUD_EVENT_PROTOBUF, bytes);
    var attributes = new LinkedHashMap<String, String>();
    for (var attribute : event.getAttributesMap().entrySet()) {
      var value = text(attribute.getValue());
      if (value.isEmpty()) {
        return CloudEventUsage.broken(
            came, "attribute %s has no value of the published types".formatted(attribute.getKey()));
      }
      attributes.put(attribute.getKey(), value.get());
    }
    put(attributes, "id", event.getId());
    put(attributes, "source", event.getSource());
    put(attributes, "specversion", event.getSpecVersion());
    put(attributes, "type", event.getType());
    return CloudEventUsage.read(attributes, data(event), () -> came, reader);
  }

  /** What is not set is empty in protobuf. */
  private static void put(Map<String, String> attributes, String name, String value) {
    if (value.isEmpty()) {
      attributes.remove(name);
    } else {
      attributes.put(name, value);
    }
  }

  private static Optional<String> text(CloudEventAttributeValue value) {
    return switch (value.getAttrCase()) {
      case CE_BOOLEAN -> Optional.of(Boolean.toString(value.getCeBoolean()));
      case CE_INTEGER -> Optional.of(Integer.toString(value.getCeInteger()));
      case CE_STRING -> Optional.of(value.getCeString());
      case CE_BYTES ->
          Optional.of(Base64.getEncoder().encodeToString(value.getCeBytes().toByteArray()));
      case CE_URI -> Optional.of(value.getCeUri());
      case CE_URI_REF -> Optional.of(value.getCeUriRef());
      case CE_TIMESTAMP ->
          Timestamps.isValid(value.getCeTimestamp())
              ? Optional.of(Timestamps.toString(value.getCeTimestamp()))
              : Optional.empty();
      case ATTR_NOT_SET -> Optional.empty();
    };
  }

  private static CloudEventUsage.Data data(CloudEvent event) {
    return switch (event.getDataCase()) {
      case BINARY_DATA -> new CloudEventUsage.Data.Bytes(event.getBinaryData().toByteArray());
      case TEXT_DATA -> new CloudEventUsage.Data.Bytes(event.getTextDataBytes().toByteArray());
      case PROTO_DATA -> new CloudEventUsage.Data.Proto(event.getProtoData());
      case DATA_NOT_SET -> new CloudEventUsage.Data.None();
    };
  }

  private static RuntimeException malformed(IOException broken) {
    return Refusal.of(
            RatingReason.CLOUD_EVENT_MALFORMED,
            "the body is not in the protobuf format of CloudEvents: " + broken.getMessage())
        .asException();
  }
}
