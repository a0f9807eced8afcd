package reckoner.rating.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import reckoner.kit.refusal.Refusal;
import reckoner.rating.IncomingUsage;
import reckoner.rating.wire.UsageBatch;
import reckoner.rating.wire.UsageJson;
import reckoner.rating.wire.UsageReader;

/** CloudEvents in their JSON format: one, or a batch, whose elements are read one by one. */
final class JsonEvents {
  /** JSON is longer than the event that is kept, which has a bound of its own. */
  static final int EVENT_BYTES_MAX = 4 * 65_536;

  private static final JsonFactory FACTORY =
      JsonFactory.builder().streamReadConstraints(UsageJson.BOUNDS).build();

  /** These are texts; an extension may also be a number or a truth value. */
  private static final Set<String> TEXTS =
      Set.of(
          "specversion",
          "id",
          "source",
          "type",
          "subject",
          "time",
          "dataschema",
          "datacontenttype");

  private JsonEvents() {}

  static IncomingUsage one(byte[] body, UsageReader reader) {
    try {
      return body.length > EVENT_BYTES_MAX ? tooLong() : event(UsageJson.parse(body), reader);
    } catch (IOException broken) {
      throw malformed("the body " + UsageJson.words(broken));
    }
  }

  static List<IncomingUsage> batch(byte[] body, UsageReader reader) {
    var events = new ArrayList<IncomingUsage>();
    for (var range : elements(body)) {
      events.add(element(body, range, reader));
    }
    return events;
  }

  private record Range(int from, int to) {}

  /** Where the elements stand: each becomes a tree by itself, so that a batch needs little room. */
  private static List<Range> elements(byte[] body) {
    int begin = 0;
    while (begin < body.length && Character.isWhitespace(body[begin])) {
      begin++;
    }
    if (begin == body.length || body[begin] != '[') {
      throw malformed("the body is no JSON array in UTF-8");
    }
    var elements = new ArrayList<Range>();
    try (var parser = FACTORY.createParser(body)) {
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        elements.add(new Range(from, (int) parser.currentLocation().getByteOffset()));
        if (elements.size() > UsageBatch.EVENTS_MAX) {
          break; // it is refused for its size
        }
      }
      if (elements.size() <= UsageBatch.EVENTS_MAX && parser.nextToken() != null) {
        throw malformed("something follows the JSON array");
      }
    } catch (IOException broken) {
      throw malformed("the body " + UsageJson.words(broken));
    }
    UsageBatch.checkSize(elements.size());
    return elements;
  }

  private static IncomingUsage element(byte[] body, Range range, UsageReader reader) {
    if (range.to() - range.from() > EVENT_BYTES_MAX) {
      return tooLong();
    }
    try {
      return event(UsageJson.parse(Arrays.copyOfRange(body, range.from(), range.to())), reader);
    } catch (IOException broken) {
      return CloudEventUsage.broken(UsageJson.words(broken));
    }
  }

  private static IncomingUsage tooLong() {
    return CloudEventUsage.broken("has more than %,d bytes".formatted(EVENT_BYTES_MAX));
  }

  private static IncomingUsage event(JsonNode object, UsageReader reader) {
    if (!object.isObject()) {
      return CloudEventUsage.broken("is not a JSON object");
    }
    var attributes = new LinkedHashMap<String, String>();
    for (var member : object.properties()) {
      var name = member.getKey();
      var value = member.getValue();
      if (name.equals("data") || name.equals("data_base64") || value.isNull()) {
        continue;
      }
      if (!value.isValueNode() || (TEXTS.contains(name) && !value.isTextual())) {
        return CloudEventUsage.broken("attribute %s is not a text".formatted(name));
      }
      attributes.put(name, value.asText());
    }
    if (object.hasNonNull("data") && object.hasNonNull("data_base64")) {
      return CloudEventUsage.broken("has both data and data_base64");
    }
    try {
      return CloudEventUsage.read(attributes, data(object), reader);
    } catch (IOException notBase64) {
      return CloudEventUsage.broken("data_base64 is not Base64");
    }
  }

  private static CloudEventUsage.Data data(JsonNode object) throws IOException {
    if (object.hasNonNull("data")) {
      return new CloudEventUsage.Data.Json(object.get("data"));
    }
    var packed = object.path("data_base64");
    if (packed.isMissingNode() || packed.isNull()) {
      return new CloudEventUsage.Data.None();
    }
    var bytes = packed.isTextual() ? packed.binaryValue() : null;
    if (bytes == null) {
      throw new IOException("no text");
    }
    return new CloudEventUsage.Data.Bytes(bytes);
  }

  private static RuntimeException malformed(String message) {
    return Refusal.of(HttpReason.CLOUD_EVENT_MALFORMED, message).asException();
  }
}
