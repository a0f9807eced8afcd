package reckoner.rating.cloudevents;

import java.util.Locale;

/** Media types as headers and attributes state them. */
public final class ContentType {
  public static final String JSON = "application/cloudevents+json";
  public static final String JSON_BATCH = "application/cloudevents-batch+json";
  public static final String PROTOBUF = "application/cloudevents+protobuf";
  public static final String PROTOBUF_BATCH = "application/cloudevents-batch+protobuf";

  private static final String OF_CLOUD_EVENTS = "application/cloudevents";

  private ContentType() {}

  /** A media type without its parameters. */
  public static String essence(String contentType) {
    var end = contentType.indexOf(';');
    return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  public static boolean isUtf8(String contentType) {
    var lower = contentType.toLowerCase(Locale.ROOT).replace("\"", "").replace(" ", "");
    return !lower.contains(";charset=") || lower.contains(";charset=utf-8");
  }

  /** Whether the whole CloudEvent stands in the body, and not the data alone. */
  public static boolean isOfCloudEvents(String contentType) {
    return essence(contentType).startsWith(OF_CLOUD_EVENTS);
  }
}
