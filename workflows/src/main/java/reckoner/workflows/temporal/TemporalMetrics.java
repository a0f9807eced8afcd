package reckoner.workflows.temporal;

import com.uber.m3.tally.RootScopeBuilder;
import com.uber.m3.tally.Scope;
import com.uber.m3.tally.ScopeCloseException;
import com.uber.m3.util.Duration;
import io.micrometer.core.instrument.MeterRegistry;
import io.temporal.common.reporter.MicrometerClientStatsReporter;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

/**
 * What Temporal's client counts, beside the service's own metrics; its names begin with temporal.
 */
@Singleton
class TemporalMetrics {
  private static final int REPORT_SECONDS = 10;

  private final Scope scope;

  TemporalMetrics(MeterRegistry registry) {
    scope =
        new RootScopeBuilder()
            .reporter(new MicrometerClientStatsReporter(registry))
            .reportEvery(Duration.ofSeconds(REPORT_SECONDS));
  }

  Scope scope() {
    return scope;
  }

  @PreDestroy
  void close() throws ScopeCloseException {
    scope.close();
  }
}
