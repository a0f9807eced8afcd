package reckoner.rating.http;

import io.micronaut.http.HttpHeaders;
import reckoner.kit.refusal.Refusal;
import reckoner.rating.cloudevents.ContentType;

/** How a request carries CloudEvents, as the binding to HTTP names it. */
enum ContentMode {
  /** Attributes in headers, the data as body. */
  BINARY(""),
  JSON(ContentType.JSON),
  JSON_BATCH(ContentType.JSON_BATCH),
  PROTOBUF(ContentType.PROTOBUF),
  PROTOBUF_BATCH(ContentType.PROTOBUF_BATCH);

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
    if (!ContentType.isUtf8(stated)) {
      throw unsupported("texts are in UTF-8, not as " + stated);
    }
    var essence = ContentType.essence(stated);
    if (!ContentType.isOfCloudEvents(stated) && headers.contains(HeaderEvent.SPEC_VERSION)) {
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

  private static RuntimeException unsupported(String message) {
    return Refusal.of(HttpReason.CONTENT_TYPE_UNSUPPORTED, message).asException();
  }
}
