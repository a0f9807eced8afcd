package reckoner.rating.http;

import io.micronaut.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import reckoner.kit.refusal.Refusal;
import reckoner.rating.IncomingUsage;
import reckoner.rating.RatingReason;
import reckoner.rating.cloudevents.ProtobufEvents;
import reckoner.rating.wire.UsageReader;

/** The CloudEvent of a request in binary mode: attributes in headers, percent-encoded. */
final class HeaderEvent {
  static final String SPEC_VERSION = "ce-specversion";

  private static final String PREFIX = "ce-";
  private static final int HEX = 16;

  private HeaderEvent() {}

  static IncomingUsage read(HttpHeaders headers, byte[] body, UsageReader reader) {
    var attributes = new LinkedHashMap<String, String>();
    for (Map.Entry<String, List<String>> header : headers) {
      var name = header.getKey().toLowerCase(Locale.ROOT);
      if (name.startsWith(PREFIX)) {
        var attribute = name.substring(PREFIX.length());
        if (header.getValue().size() > 1) {
          throw malformed("header %s is there more than once".formatted(name));
        }
        attributes.put(attribute, decoded(name, header.getValue().getFirst()));
      }
    }
    var contentType = headers.get(HttpHeaders.CONTENT_TYPE);
    if (contentType != null) {
      attributes.put("datacontenttype", contentType);
    }
    return ProtobufEvents.ofParts(attributes, body, reader);
  }

  /** A value without its quotation marks and with the bytes that %XX stands for, as UTF-8. */
  private static String decoded(String name, String header) {
    var text = header.strip();
    if (text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")) {
      text = text.substring(1, text.length() - 1).replaceAll("\\\\(.)", "$1");
    }
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      var character = text.charAt(i);
      if (character == '%') {
        bytes.write(escaped(name, text, i));
        i += 2;
      } else {
        // as what it came: a byte
        bytes.write(character);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static int escaped(String name, String text, int at) {
    var high = at + 2 < text.length() ? Character.digit(text.charAt(at + 1), HEX) : -1;
    var low = at + 2 < text.length() ? Character.digit(text.charAt(at + 2), HEX) : -1;
    if (high < 0 || low < 0) {
      throw malformed("header %s has a %% that no two hexadecimal digits follow".formatted(name));
    }
    return high * HEX + low;
  }

  private static RuntimeException malformed(String message) {
    return Refusal.of(RatingReason.CLOUD_EVENT_MALFORMED, message).asException();
  }
}
