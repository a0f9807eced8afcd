package reckoner.rating.cloudevents;

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
import reckoner.rating.IncomingUsage.Came;
import reckoner.rating.IncomingUsage.Form;
import reckoner.rating.RatingReason;
import reckoner.rating.wire.UsageBatch;
import reckoner.rating.wire.UsageJson;
import reckoner.rating.wire.UsageReader;

/** CloudEvents in their JSON format: one, or a batch, whose elements are read one by one. */
public final class JsonEvents {
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

  /** The only event of a request, which is refused where there is none in it. */
  public static IncomingUsage one(byte[] body, UsageReader reader) {
    try {
      return body.length > CloudEventUsage.BYTES_MAX
          ? tooLong(body)
          : event(body, UsageJson.parse(body), reader);
    } catch (IOException broken) {
      throw malformed("the body " + UsageJson.words(broken));
    }
  }

  public static List<IncomingUsage> batch(byte[] body, UsageReader reader) {
    var events = new ArrayList<IncomingUsage>();
    for (var range : elements(body)) {
      events.add(element(Arrays.copyOfRange(body, range.from(), range.to()), reader));
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

  /** One event among others: what is wrong with it is its own. */
  public static IncomingUsage element(byte[] json, UsageReader reader) {
    if (json.length > CloudEventUsage.BYTES_MAX) {
      return tooLong(json);
    }
    try {
      return event(json, UsageJson.parse(json), reader);
    } catch (IOException broken) {
      return broken(json, UsageJson.words(broken));
    }
  }

  private static IncomingUsage tooLong(byte[] json) {
    return broken(json, "has more than %,d bytes".formatted(CloudEventUsage.BYTES_MAX));
  }

  private static IncomingUsage broken(byte[] json, String message) {
    return CloudEventUsage.broken(new Came(Form.CLOUD_EVENT_JSON, json), message);
  }

  private static IncomingUsage event(byte[] json, JsonNode object, UsageReader reader) {
    if (!object.isObject()) {
      return broken(json, "is not a JSON object");
    }
    var attributes = new LinkedHashMap<String, String>();
    for (var member : object.properties()) {
      var name = member.getKey();
      var value = member.getValue();
      if (name.equals("data") || name.equals("data_base64") || value.isNull()) {
        continue;
      }
      if (!value.isValueNode() || (TEXTS.contains(name) && !value.isTextual())) {
        return broken(json, "attribute %s is not a text".formatted(name));
      }
      attributes.put(name, value.asText());
    }
    if (object.hasNonNull("data") && object.hasNonNull("data_base64")) {
      return broken(json, "has both data and data_base64");
    }
    try {
      return CloudEventUsage.read(
          attributes, data(object), () -> new Came(Form.CLOUD_EVENT_JSON, json), reader);
    } catch (IOException notBase64) {
      return broken(json, "data_base64 is not Base64");
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
    return Refusal.of(RatingReason.CLOUD_EVENT_MALFORMED, message).asException();
  }
}
