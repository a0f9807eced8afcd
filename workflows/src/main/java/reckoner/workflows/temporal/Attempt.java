package reckoner.workflows.temporal;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import reckoner.workflows.ProcessRef;

/** One attempt at a step of a process, with tenant and process on its log lines. */
final class Attempt {
  private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

  private Attempt() {}

  /** Logs a failure and throws it on, so that Temporal tries again. */
  static <T> T at(ProcessRef process, String step, Supplier<T> work) {
    MDC.put("tenant", process.tenant());
    MDC.put("process", WorkflowIds.of(process));
    try {
      return work.get();
    } catch (RuntimeException failure) {
      LOG.warn(
          "{}: {} failed and is tried again: {}",
          WorkflowIds.of(process),
          step,
          failure.toString());
      LOG.debug("{}", step, failure);
      throw failure;
    } finally {
      MDC.remove("tenant");
      MDC.remove("process");
    }
  }

  static void at(ProcessRef process, String step, Runnable work) {
    at(
        process,
        step,
        () -> {
          work.run();
          return step;
        });
  }
}
