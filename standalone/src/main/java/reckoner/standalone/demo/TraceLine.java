package reckoner.standalone.demo;

import java.time.Instant;
import java.util.Optional;

/** A line of a trace after its header. */
sealed interface TraceLine {
  /** Its number in the file; the header has 1. */
  long line();

  /**
   * A line from which an event can be made. Token counts stand as they are written: the rating
   * service judges them.
   *
   * @param row its number among the data rows of its file, from 1
   * @param model the model that the row names
   * @param customer the customer that the row names
   */
  record Row(
      long line,
      long row,
      String eventId,
      Instant eventTime,
      Optional<String> model,
      Optional<String> customer,
      String contextTokens,
      Optional<String> cacheReadTokens,
      Optional<String> cacheWriteTokens,
      String generatedTokens)
      implements TraceLine {}

  /** A line from which none can be made, and why. */
  record Broken(long line, String message, String text) implements TraceLine {}
}
