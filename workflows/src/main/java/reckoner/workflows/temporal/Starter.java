package reckoner.workflows.temporal;

import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import io.temporal.serviceclient.RpcRetryOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import reckoner.workflows.ProcessRef;

/** Starts and wakes processes; gives up after seconds where Temporal is out of reach. */
@Singleton
class Starter {
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private final WorkflowServiceStubs service;
  private final WorkflowClient client;

  Starter(TemporalSettings settings, TemporalConnection connection) {
    this.service =
        WorkflowServiceStubs.newServiceStubs(
            connection
                .options()
                .setRpcTimeout(DEADLINE)
                .setRpcRetryOptions(
                    RpcRetryOptions.newBuilder()
                        .setExpiration(DEADLINE)
                        .validateBuildWithDefaults())
                .build());
    this.client =
        WorkflowClient.newInstance(
            service, WorkflowClientOptions.newBuilder().setNamespace(settings.namespace).build());
  }

  /**
   * Starts a process that was asked for. A contract's process that runs already is woken: it may be
   * an older one, that rests over a contract of the same key.
   */
  void startOrWake(ProcessRef process) {
    switch (process.kind()) {
      case CONTRACT -> wakeUp(process);
      case BILLING_RUN -> start(process);
    }
  }

  /** Sees to it that a process runs; one that runs already is left alone. */
  void start(ProcessRef process) {
    try {
      switch (process.kind()) {
        case CONTRACT ->
            WorkflowClient.start(contract(process)::run, process.tenant(), process.key());
        case BILLING_RUN ->
            WorkflowClient.start(
                client.newWorkflowStub(BillingRunWorkflow.class, options(process))::run,
                process.tenant(),
                process.key());
      }
    } catch (WorkflowExecutionAlreadyStarted itRuns) {
      // that is what was asked for
    }
  }

  /** Wakes a contract's process, and starts it where there is none. */
  void wakeUp(ProcessRef contract) {
    var workflow = contract(contract);
    var both = client.newSignalWithStartRequest();
    both.add(workflow::run, contract.tenant(), contract.key());
    both.add(workflow::wakeUp);
    var _ = client.signalWithStart(both);
  }

  private ContractWorkflow contract(ProcessRef process) {
    return client.newWorkflowStub(ContractWorkflow.class, options(process));
  }

  private static WorkflowOptions options(ProcessRef process) {
    return WorkflowOptions.newBuilder()
        .setWorkflowId(WorkflowIds.of(process))
        .setTaskQueue(TemporalSettings.TASK_QUEUE)
        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
        .build();
  }

  @PreDestroy
  void close() {
    service.shutdownNow();
  }
}
