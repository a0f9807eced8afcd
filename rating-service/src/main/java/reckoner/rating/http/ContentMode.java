package reckoner.rating.http;

import io.micronaut.http.HttpHeaders;
import java.util.Locale;
import reckoner.kit.refusal.Refusal;

/** How a request carries CloudEvents, as the binding to HTTP names it. */
enum ContentMode {
  /** Attributes in headers, the data as body. */
  BINARY(""),
  JSON("application/cloudevents+json"),
  JSON_BATCH("application/cloudevents-batch+json"),
  PROTOBUF("application/cloudevents+protobuf"),
  PROTOBUF_BATCH("application/cloudevents-batch+protobuf");

  private static final String OF_CLOUD_EVENTS = "application/cloudevents";

  private final String mediaType;

  ContentMode(String mediaType) {
    this.mediaType = mediaType;
  }

  boolean isBatch() {
    return this == JSON_BATCH || this == PROTOBUF_BATCH;
  }

  /**
   * Refuses what carries no CloudEvents, is in another character set, or is packed in a way that
   * the server does not unpack; what it unpacks (gzip, deflate) comes without this header.
   */
  static ContentMode of(HttpHeaders headers) {
    var encoding = headers.get(HttpHeaders.CONTENT_ENCODING);
    if (encoding != null && !encoding.strip().equalsIgnoreCase("identity")) {
      throw unsupported("a body is packed with gzip, deflate or not at all, not with " + encoding);
    }
    var contentType = headers.get(HttpHeaders.CONTENT_TYPE);
    var stated = contentType == null ? "" : contentType;
    if (!isUtf8(stated)) {
      throw unsupported("texts are in UTF-8, not as " + stated);
    }
    var essence = essence(stated);
    if (!essence.startsWith(OF_CLOUD_EVENTS) && headers.contains(HeaderEvent.SPEC_VERSION)) {
      return BINARY;
    }
    for (var mode : values()) {
      if (mode != BINARY && mode.mediaType.equals(essence)) {
        return mode;
      }
    }
    throw unsupported(
        "a request has content type %s, %s, %s or %s, or header %s; this one has content type '%s'"
            .formatted(
                JSON.mediaType,
                JSON_BATCH.mediaType,
                PROTOBUF.mediaType,
                PROTOBUF_BATCH.mediaType,
                HeaderEvent.SPEC_VERSION,
                stated));
  }

  /** A media type without its parameters. */
  static String essence(String contentType) {
    var end = contentType.indexOf(';');
    return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  static boolean isUtf8(String contentType) {
    var lower = contentType.toLowerCase(Locale.ROOT).replace("\"", "").replace(" ", "");
    return !lower.contains(";charset=") || lower.contains(";charset=utf-8");
  }

  private static RuntimeException unsupported(String message) {
    return Refusal.of(HttpReason.CONTENT_TYPE_UNSUPPORTED, message).asException();
  }
}
