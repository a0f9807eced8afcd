package reckoner.standalone.rules.wrong;

import io.temporal.workflow.Workflow;
import java.time.Instant;
import org.slf4j.LoggerFactory;

/** A domain class that reads the clock, logs, knows Temporal and keeps money in a double. */
record Clocked(double amount, Instant at) {
  static Clocked now() {
    LoggerFactory.getLogger(Clocked.class).info("now");
    return new Clocked(1, Instant.now());
  }

  static long time() {
    return Workflow.currentTimeMillis();
  }
}
