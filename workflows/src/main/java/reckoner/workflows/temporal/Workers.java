package reckoner.workflows.temporal;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
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
  private final TemporalConnection connection;
  private final ContractActivitiesImpl contracts;
  private final BillingRunActivitiesImpl runs;
  private final TemporalMetrics metrics;
  private final Heartbeats heartbeats = new Heartbeats();
  private @Nullable WorkflowServiceStubs service;
  private @Nullable WorkerFactory factory;
  private volatile String trouble = "not asked yet";

  Workers(
      TemporalSettings settings,
      TemporalConnection connection,
      ContractActivitiesImpl contracts,
      BillingRunActivitiesImpl runs,
      TemporalMetrics metrics) {
    this.settings = settings;
    this.connection = connection;
    this.contracts = contracts;
    this.runs = runs;
    this.metrics = metrics;
  }

  /**
   * Why Temporal answers and yet takes no workers of this process; empty where it does, or does not
   * answer.
   */
  String trouble() {
    return trouble;
  }

  /**
   * Starts the workers unless they run; throws where Temporal is out of reach or has no such
   * namespace.
   *
   * @return whether they were started now
   */
  synchronized boolean start() {
    if (factory != null) {
      return false;
    }
    var stubs =
        WorkflowServiceStubs.newServiceStubs(
            connection.options().setMetricsScope(metrics.scope()).build());
    try {
      stubs.connect(CONNECT_MAX);
      requireNamespace(stubs);
      factory = started(stubs);
      service = stubs;
      trouble = "";
      return true;
    } catch (RuntimeException failure) {
      stubs.shutdownNow();
      trouble = refusal(failure);
      throw failure;
    }
  }

  private String refusal(RuntimeException failure) {
    return switch (Status.fromThrowable(failure).getCode()) {
      case NOT_FOUND, PERMISSION_DENIED, UNAUTHENTICATED, INVALID_ARGUMENT ->
          "Temporal at %s: %s".formatted(settings.target, failure.getMessage());
      default -> "";
    };
  }

  /** A real Temporal knows only namespaces that somebody made; making them is not our business. */
  private void requireNamespace(WorkflowServiceStubs stubs) {
    try {
      var _ =
          stubs
              .blockingStub()
              .withDeadlineAfter(CONNECT_MAX.toSeconds(), TimeUnit.SECONDS)
              .describeNamespace(
                  DescribeNamespaceRequest.newBuilder().setNamespace(settings.namespace).build());
    } catch (StatusRuntimeException failure) {
      if (failure.getStatus().getCode() == Status.Code.NOT_FOUND) {
        throw new IllegalStateException(
            "namespace %s does not exist; make it (temporal operator namespace create -n %s) or set RECKONER_TEMPORAL_NAMESPACE"
                .formatted(settings.namespace, settings.namespace),
            failure);
      }
      throw failure;
    }
  }

  private WorkerFactory started(WorkflowServiceStubs stubs) {
    var client =
        WorkflowClient.newInstance(
            stubs, WorkflowClientOptions.newBuilder().setNamespace(settings.namespace).build());
    var made =
        WorkerFactory.newInstance(
            client,
            WorkerFactoryOptions.newBuilder()
                .setUsingVirtualWorkflowThreads(true)
                .setWorkerInterceptors(heartbeats)
                .build());
    var worker =
        made.newWorker(
            TemporalSettings.TASK_QUEUE,
            WorkerOptions.newBuilder()
                .setUsingVirtualThreads(true)
                .setMaxConcurrentActivityExecutionSize(ACTIVITIES_AT_ONCE_MAX)
                .setMaxHeartbeatThrottleInterval(Heartbeats.INTERVAL)
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
    heartbeats.close();
    if (service != null) {
      service.shutdownNow();
    }
  }
}
