package reckoner.workflows.temporal;

import io.temporal.activity.ActivityOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * A run selects closed periods, drafts their invoices, and when all drafts are made finalises them
 * in (customer, contract) order (RULES G5) and renders them. How far it is stands in the tables.
 * When it is completed it looks after what earlier runs could not render.
 */
public final class BillingRunWorkflowImpl implements BillingRunWorkflow {
  private final BillingRunActivities steps =
      Workflow.newActivityStub(
          BillingRunActivities.class,
          ActivityOptions.newBuilder()
              .setStartToCloseTimeout(Duration.ofMinutes(1))
              .setHeartbeatTimeout(Heartbeats.TIMEOUT)
              .setRetryOptions(Retries.UNTIL_IT_WORKS)
              .build());

  private final BillingRunActivities batches =
      Workflow.newActivityStub(
          BillingRunActivities.class,
          ActivityOptions.newBuilder()
              .setStartToCloseTimeout(Duration.ofMinutes(30))
              .setHeartbeatTimeout(Heartbeats.TIMEOUT)
              .setRetryOptions(Retries.UNTIL_IT_WORKS)
              .build());

  @Override
  public void run(String tenant, String billingRun) {
    steps.select(tenant, billingRun);
    inBatches(tenant, billingRun, () -> batches.draft(tenant, billingRun));
    inBatches(tenant, billingRun, () -> batches.finalise(tenant, billingRun));
    inBatches(tenant, billingRun, () -> batches.render(tenant, billingRun));
    steps.complete(tenant, billingRun);
    batches.renderAgain(tenant, billingRun);
  }

  /** Repeats a batch until it finds nothing to do; a long history goes on as a new one. */
  private static void inBatches(String tenant, String billingRun, IntSupplier batch) {
    while (batch.getAsInt() > 0) {
      if (Workflow.getInfo().isContinueAsNewSuggested()) {
        Workflow.continueAsNew(tenant, billingRun);
      }
    }
  }
}
