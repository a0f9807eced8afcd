package reckoner.workflows.temporal;

import io.temporal.activity.ActivityExecutionContext;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every activity tells Temporal that it lives for as long as it runs, so that what died with its
 * worker is tried again within {@link #TIMEOUT}, however long a step may take. An attempt that
 * Temporal gave up is left to end by itself: each step may be done twice at once.
 */
final class Heartbeats extends WorkerInterceptorBase {
  /** An activity not heard of for so long is given to another worker. */
  static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** How often Temporal hears of an activity. */
  static final Duration INTERVAL = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);

  private final ScheduledExecutorService pulse =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("heartbeats").daemon().factory());

  @Override
  public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
    return new Pulsing(next);
  }

  void close() {
    pulse.shutdownNow();
  }

  private final class Pulsing extends ActivityInboundCallsInterceptorBase {
    private ActivityExecutionContext activity;

    @SuppressWarnings("NullAway.Init") // init comes before execute
    Pulsing(ActivityInboundCallsInterceptor next) {
      super(next);
    }

    @Override
    public void init(ActivityExecutionContext context) {
      activity = context;
      super.init(context);
    }

    @Override
    public ActivityOutput execute(ActivityInput input) {
      var beats =
          pulse.scheduleAtFixedRate(
              this::beat, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
      try {
        return super.execute(input);
      } finally {
        beats.cancel(false);
      }
    }

    private void beat() {
      try {
        activity.heartbeat(null);
      } catch (Throwable gone) { // what is thrown from here would end the beats
        LOG.debug("activity {} is not heard", activity.getInfo().getActivityType(), gone);
      }
    }
  }
}
