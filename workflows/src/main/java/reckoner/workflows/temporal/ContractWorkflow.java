package reckoner.workflows.temporal;

import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The life of one contract. */
@WorkflowInterface
public interface ContractWorkflow {
  /** Runs until every period of the contract is closed. */
  @WorkflowMethod
  void run(String tenant, String contract);

  /** Business time was set, or something else may have changed: look again now. */
  @SignalMethod
  void wakeUp();
}
