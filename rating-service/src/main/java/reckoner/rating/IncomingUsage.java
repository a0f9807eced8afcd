package reckoner.rating;

import java.util.Optional;

/** An element of a batch as it came through the door. */
public sealed interface IncomingUsage {
  /**
   * An event whose content is acceptable.
   *
   * @param keyHash of its key
   * @param contentHash SHA-256 of its canonical form (RULES C2)
   * @param body the event as it came, for audit
   */
  record Acceptable(UsageEvent event, KeyHash keyHash, byte[] contentHash, byte[] body)
      implements IncomingUsage {}

  /**
   * An event that is at fault: it is kept with its reason, and its id stays free (RULES C4).
   *
   * @param contentHash tells what is kept under one key apart
   * @param body as much of the event as could be read
   * @param came what came, where the event could not be read from it whole
   * @param origin where it came from, of doors that can be asked for it again; else empty
   */
  record Faulty(
      UsageEvent.Key key,
      byte[] contentHash,
      byte[] body,
      Optional<Came> came,
      RatingReason reason,
      String field,
      String message,
      String origin)
      implements IncomingUsage {}

  /** What came, byte by byte, so that it can be read again. */
  record Came(Form form, byte[] bytes) {}

  /** How what came is to be read. */
  enum Form {
    CLOUD_EVENT_JSON,
    CLOUD_EVENT_PROTOBUF
  }
}
