package reckoner.rating;

/** What became of an event. */
public sealed interface EventOutcome {
  /** Stored now; the reason says why it has no price, else it is empty. */
  record Stored(UsageState state, String reason) implements EventOutcome {}

  /** Stored before with the same content. */
  record Duplicate(UsageState first) implements EventOutcome {}

  /** Stored before with other content, of which this field differs first; kept for audit only. */
  record Conflict(String field, String message) implements EventOutcome {}

  /** At fault; kept with its reason. */
  record Rejected(RatingReason reason, String field, String message) implements EventOutcome {}
}
