package reckoner.workflows.temporal;

import io.temporal.activity.ActivityOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/**
 * A contract is activated, then its periods are closed one after the other when their cut-offs
 * come, until none is left. What is to be done is read from the tables in every round, so that a
 * fresh run goes on where any run ended, and an old run serves tables that were put back or made
 * anew under it.
 */
public final class ContractWorkflowImpl implements ContractWorkflow {
  /** A run that grew so long goes on as a new one, with an empty history. */
  private static final int ROUNDS_MAX = 12;

  private static final int CLOSES_MAX = 12;

  private final ContractActivities contracts =
      Workflow.newActivityStub(
          ContractActivities.class,
          ActivityOptions.newBuilder()
              .setStartToCloseTimeout(Duration.ofSeconds(30))
              .setHeartbeatTimeout(Heartbeats.TIMEOUT)
              .setRetryOptions(Retries.UNTIL_IT_WORKS)
              .build());

  private final ContractActivities closes =
      Workflow.newActivityStub(
          ContractActivities.class,
          ActivityOptions.newBuilder()
              .setStartToCloseTimeout(Duration.ofSeconds(75))
              .setHeartbeatTimeout(Heartbeats.TIMEOUT)
              .setRetryOptions(Retries.UNTIL_IT_WORKS)
              .build());

  private boolean woken;

  @Override
  public void run(String tenant, String contract) {
    int closed = 0;
    for (int round = 0; round < ROUNDS_MAX && closed < CLOSES_MAX; round++) {
      woken = false;
      var outlook = contracts.look(tenant, contract);
      if (outlook.ended()) {
        return;
      }
      boolean rests = outlook.due().isEmpty();
      if (outlook.accepted()) {
        rests = !contracts.activate(tenant, contract);
      }
      for (var periodStart : outlook.due()) {
        if (closes.close(tenant, contract, periodStart)) {
          closed++;
        } else {
          rests = true;
        }
      }
      if (rests) {
        Workflow.await(Duration.ofMillis(outlook.restMillis()), () -> woken);
      }
    }
    Workflow.continueAsNew(tenant, contract);
  }

  @Override
  public void wakeUp() {
    woken = true;
  }
}
