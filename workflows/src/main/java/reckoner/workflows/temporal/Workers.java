package reckoner.workflows.temporal;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The workers of this process; they start when Temporal is first in reach. */
@Singleton
class Workers {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(3);
  private static final Duration SHUTDOWN_MAX = Duration.ofSeconds(20);
  private static final int ACTIVITIES_AT_ONCE_MAX = 20;

  private final TemporalSettings settings;
  private final ContractActivitiesImpl contracts;
  private final BillingRunActivitiesImpl runs;
  private final TemporalMetrics metrics;
  private @Nullable WorkflowServiceStubs service;
  private @Nullable WorkerFactory factory;

  Workers(
      TemporalSettings settings,
      ContractActivitiesImpl contracts,
      BillingRunActivitiesImpl runs,
      TemporalMetrics metrics) {
    this.settings = settings;
    this.contracts = contracts;
    this.runs = runs;
    this.metrics = metrics;
  }

  /**
   * Starts the workers unless they run; throws where Temporal is out of reach.
   *
   * @return whether they were started now
   */
  synchronized boolean start() {
    if (factory != null) {
      return false;
    }
    var stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder()
                .setTarget(settings.target)
                .setMetricsScope(metrics.scope())
                .build());
    try {
      stubs.connect(CONNECT_MAX);
      factory = started(stubs);
      service = stubs;
      return true;
    } catch (RuntimeException outOfReach) {
      stubs.shutdownNow();
      throw outOfReach;
    }
  }

  private WorkerFactory started(WorkflowServiceStubs stubs) {
    var client =
        WorkflowClient.newInstance(
            stubs, WorkflowClientOptions.newBuilder().setNamespace(settings.namespace).build());
    var made =
        WorkerFactory.newInstance(
            client, WorkerFactoryOptions.newBuilder().setUsingVirtualWorkflowThreads(true).build());
    var worker =
        made.newWorker(
            TemporalSettings.TASK_QUEUE,
            WorkerOptions.newBuilder()
                .setUsingVirtualThreads(true)
                .setMaxConcurrentActivityExecutionSize(ACTIVITIES_AT_ONCE_MAX)
                .build());
    worker.registerWorkflowImplementationTypes(
        ContractWorkflowImpl.class, BillingRunWorkflowImpl.class);
    worker.registerActivitiesImplementations(contracts, runs);
    made.start();
    return made;
  }

  /** Takes no more work and finishes what is under way, within a bound. */
  synchronized void close() {
    if (factory != null) {
      factory.shutdown();
      factory.awaitTermination(SHUTDOWN_MAX.toSeconds(), TimeUnit.SECONDS);
      factory.shutdownNow();
    }
    if (service != null) {
      service.shutdownNow();
    }
  }
}
