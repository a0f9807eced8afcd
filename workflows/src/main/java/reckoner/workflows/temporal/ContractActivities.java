package reckoner.workflows.temporal;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;

/** What the life of a contract is made of. Each may be repeated. */
@ActivityInterface(namePrefix = "Contract")
public interface ContractActivities {
  /**
   * Makes rating take the contract.
   *
   * @return false where rating refuses it
   */
  @ActivityMethod
  boolean activate(String tenant, String contract);

  @ActivityMethod
  Outlook look(String tenant, String contract);

  /**
   * Closes one period.
   *
   * @param periodStart an ISO 8601 instant
   * @return false where it is blocked, or the contract is not activated
   */
  @ActivityMethod
  boolean close(String tenant, String contract, String periodStart);

  /**
   * What is to be done now.
   *
   * @param accepted whether the contract is still to be activated, before anything else
   * @param due starts of the periods to close, ISO 8601 instants, ascending
   * @param restMillis how long to rest afterwards unless woken
   */
  record Outlook(boolean accepted, boolean ended, List<String> due, long restMillis) {
    public Outlook {
      due = List.copyOf(due);
    }
  }
}
