package reckoner.client;

import java.time.Duration;

/**
 * How a lane behaves in time.
 *
 * @param pauses between a call that broke off and the next
 * @param silenceMax how long a call may go without an answer, or without a connection, before it is
 *     given up
 * @param idleMax how long a call is kept that nothing is sent on; it would hold up a service that
 *     stops
 * @param callMax how long any call is used; the next has a fresh token, and goes to whichever
 *     server is there
 */
record Pace(Pauses pauses, Duration silenceMax, Duration idleMax, Duration callMax) {
  private static final Duration IDLE_MAX = Duration.ofSeconds(10);
  private static final Duration CALL_MAX = Duration.ofMinutes(5);

  /** Longer pauses would keep events back when the service has returned. */
  static final Pace PATIENT =
      new Pace(
          new Pauses(Duration.ofMillis(200), Duration.ofSeconds(10)),
          Duration.ofSeconds(60),
          IDLE_MAX,
          CALL_MAX);

  /** Somebody waits. */
  static final Pace EAGER =
      new Pace(
          new Pauses(Duration.ofMillis(50), Duration.ofMillis(500)),
          Duration.ofSeconds(10),
          IDLE_MAX,
          CALL_MAX);
}
