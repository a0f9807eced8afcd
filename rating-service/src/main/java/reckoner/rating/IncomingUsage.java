package reckoner.rating;

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

  /** An event that is at fault: it is kept with its reason, and its id stays free (RULES C4). */
  record Faulty(
      UsageEvent.Key key,
      byte[] contentHash,
      byte[] body,
      RatingReason reason,
      String field,
      String message)
      implements IncomingUsage {}
}
