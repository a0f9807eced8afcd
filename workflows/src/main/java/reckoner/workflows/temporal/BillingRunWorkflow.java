package reckoner.workflows.temporal;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** One billing run, from its selection to the last rendered invoice. */
@WorkflowInterface
public interface BillingRunWorkflow {
  @WorkflowMethod
  void run(String tenant, String billingRun);
}
