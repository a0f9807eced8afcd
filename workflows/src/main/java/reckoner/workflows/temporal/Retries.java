package reckoner.workflows.temporal;

import io.temporal.common.RetryOptions;
import java.time.Duration;

/** How what failed is tried again. */
final class Retries {
  /**
   * Nothing that a process does may be left out, and everything may be repeated: it is tried until
   * it works, at least once a minute.
   */
  static final RetryOptions UNTIL_IT_WORKS =
      RetryOptions.newBuilder()
          .setInitialInterval(Duration.ofSeconds(1))
          .setBackoffCoefficient(2)
          .setMaximumInterval(Duration.ofMinutes(1))
          .setMaximumAttempts(0)
          .build();

  private Retries() {}
}
