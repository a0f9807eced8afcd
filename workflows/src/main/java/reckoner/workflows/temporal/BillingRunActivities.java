package reckoner.workflows.temporal;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** What a billing run is made of. Each may be repeated; batches answer how many items they did. */
@ActivityInterface(namePrefix = "BillingRun")
public interface BillingRunActivities {
  @ActivityMethod
  void select(String tenant, String billingRun);

  @ActivityMethod
  int draft(String tenant, String billingRun);

  @ActivityMethod
  int finalise(String tenant, String billingRun);

  @ActivityMethod
  int render(String tenant, String billingRun);

  @ActivityMethod
  void complete(String tenant, String billingRun);

  /** Tries once to render what earlier runs of the tenant gave up; never fails for it. */
  @ActivityMethod
  void renderAgain(String tenant, String billingRun);
}
