package reckoner.rating.cloudevents;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import reckoner.kit.wire.CanonicalForm;
import reckoner.kit.wire.Wire;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.rating.IncomingUsage;
import reckoner.rating.IncomingUsage.Came;
import reckoner.rating.RatingReason;
import reckoner.rating.wire.UsageJson;
import reckoner.rating.wire.UsageJson.Fault;
import reckoner.rating.wire.UsageReader;

/**
 * A CloudEvent as a usage event: its attributes say what it is about, its data holds the other
 * fields of the usage event (docs/ingest.md). The same facts give the same content as over gRPC, so
 * that an event that comes both ways is a duplicate.
 */
public final class CloudEventUsage {
  /** Of one CloudEvent; it is longer than the event that is kept, which has a bound of its own. */
  public static final int BYTES_MAX = 4 * 65_536;

  private static final String SCHEMA = UsageEvent.getDescriptor().getFullName();
  private static final String TRACE_PARENT = "traceparent";
  private static final String PROTOBUF = "application/protobuf";

  /** The fields that no attribute states. */
  private static final Set<String> DATA_FIELDS =
      Set.of("provider", "model", "nesting", "quantities", "quantity", "dimensions", "evidence");

  private final UsageEvent.Builder event = UsageEvent.newBuilder();
  private Optional<Fault> fault = Optional.empty();

  private CloudEventUsage() {}

  /** What a CloudEvent carries, in the form in which it came. */
  public sealed interface Data {
    /** Nothing: the event itself is counted. */
    record None() implements Data {}

    record Json(JsonNode value) implements Data {}

    record Bytes(byte[] bytes) implements Data {}

    record Proto(Any message) implements Data {}
  }

  /**
   * Reads one CloudEvent.
   *
   * @param attributes by name, as texts
   * @param came what it is read from, asked for where it is at fault
   */
  public static IncomingUsage read(
      Map<String, String> attributes, Data data, Supplier<Came> came, UsageReader reader) {
    var usage = new CloudEventUsage();
    usage.attributes(attributes);
    usage.schema(attributes.getOrDefault("dataschema", SCHEMA));
    usage.data(attributes.getOrDefault("datacontenttype", ""), data);
    usage.trace(attributes.getOrDefault(TRACE_PARENT, ""));
    return usage.taken(came, reader);
  }

  /** Something that is no CloudEvent, among others that are. */
  static IncomingUsage broken(Came came, String message) {
    return faulty(UsageEvent.getDefaultInstance(), came, new Fault("", message));
  }

  private IncomingUsage taken(Supplier<Came> came, UsageReader reader) {
    var read = event.build();
    return fault.map(found -> faulty(read, came.get(), found)).orElseGet(() -> reader.read(read));
  }

  /** Kept with its reason, as every rejected event, and with as much of it as could be read. */
  private static IncomingUsage faulty(UsageEvent event, Came came, Fault fault) {
    return new IncomingUsage.Faulty(
        new reckoner.rating.UsageEvent.Key(event.getSource(), event.getEventId()),
        CanonicalForm.sha256(came.bytes()),
        event.toByteArray(),
        came.bytes().length > BYTES_MAX ? Optional.empty() : Optional.of(came),
        RatingReason.FIELD_INVALID,
        fault.field(),
        (fault.field() + " " + fault.message()).strip(),
        "");
  }

  private void attributes(Map<String, String> attributes) {
    event
        .setSource(attributes.getOrDefault("source", ""))
        .setEventId(attributes.getOrDefault("id", ""))
        .setCustomer(attributes.getOrDefault("subject", ""))
        .setEventType(attributes.getOrDefault("type", ""));
    if (!"1.0".equals(attributes.get("specversion"))) {
      fault("specversion", "is not 1.0");
    }
    var checked = CloudEventBuilder.v1();
    attributes.forEach((name, value) -> {
      if (!name.equals("specversion")) {
        try {
          checked.withContextAttribute(name, value);
        } catch (RuntimeException refused) { // of several types, by what is wrong
          fault(name, "is not as CloudEvents have it: " + refused.getMessage());
        }
      }
    });
    if (fault.isPresent()) {
      return;
    }
    try {
      var cloudEvent = checked.build();
      if (cloudEvent.getTime() == null) {
        fault("time", "is missing: usage is priced by when it happened, which nobody guesses");
      } else {
        event.setEventTime(Wire.timestamp(cloudEvent.getTime().toInstant()));
      }
    } catch (IllegalStateException incomplete) {
      fault("", "is no CloudEvent: " + incomplete.getMessage());
    }
  }

  private void schema(String schema) {
    if (!schema.endsWith(SCHEMA)) {
      fault("dataschema", "names another schema than " + SCHEMA);
    }
  }

  /** The one extension that no broker on the way changes; the data's own dimension goes before. */
  private void trace(String traceParent) {
    if (!traceParent.isEmpty() && !event.containsDimensions(TRACE_PARENT)) {
      event.putDimensions(TRACE_PARENT, traceParent);
    }
  }

  private void data(String contentType, Data data) {
    switch (data) {
      case Data.None _ -> {}
      case Data.Json(var value) -> {
        if (isJson(contentType)) {
          json(value);
        } else {
          otherContent(contentType);
        }
      }
      case Data.Bytes(var bytes) -> {
        if (ContentType.essence(contentType).equals(PROTOBUF)) {
          message(bytes);
        } else if (isJson(contentType)) {
          json(bytes);
        } else {
          otherContent(contentType);
        }
      }
      case Data.Proto(var message) -> {
        if (message.getTypeUrl().endsWith("/" + SCHEMA)) {
          message(message.getValue().toByteArray());
        } else {
          fault("data", "is a message of another type than " + SCHEMA);
        }
      }
    }
  }

  private static boolean isJson(String contentType) {
    var essence = ContentType.essence(contentType);
    return (essence.isEmpty() || essence.equals("application/json") || essence.endsWith("+json"))
        && ContentType.isUtf8(contentType);
  }

  private void otherContent(String contentType) {
    fault("datacontenttype", "is application/json or %s, not %s".formatted(PROTOBUF, contentType));
  }

  private void json(byte[] bytes) {
    try {
      json(UsageJson.parse(bytes));
    } catch (IOException broken) {
      fault("data", UsageJson.words(broken));
    }
  }

  private void json(JsonNode value) {
    UsageJson.merge(value, DATA_FIELDS, event).ifPresent(this::ofData);
  }

  private void message(byte[] bytes) {
    try {
      var read = UsageEvent.parseFrom(bytes);
      for (var field : read.getAllFields().keySet()) {
        if (!DATA_FIELDS.contains(field.getName())) {
          ofData(new Fault(field.getName(), "is stated by an attribute"));
        }
      }
      event.mergeFrom(read);
    } catch (InvalidProtocolBufferException broken) {
      fault("data", "is no %s: %s".formatted(SCHEMA, broken.getMessage()));
    }
  }

  private void ofData(Fault found) {
    fault(found.field().isEmpty() ? "data" : "data." + found.field(), found.message());
  }

  private void fault(String field, String message) {
    if (fault.isEmpty()) {
      fault = Optional.of(new Fault(field, message));
    }
  }
}
