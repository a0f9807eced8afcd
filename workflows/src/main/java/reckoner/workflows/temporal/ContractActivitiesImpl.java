package reckoner.workflows.temporal;

import jakarta.inject.Singleton;
import java.time.Instant;
import reckoner.kit.clock.BusinessClock;
import reckoner.workflows.ActivateContract;
import reckoner.workflows.CloseDuePeriods;
import reckoner.workflows.ProcessRef;

@Singleton
class ContractActivitiesImpl implements ContractActivities {
  private final ActivateContract activateContract;
  private final CloseDuePeriods closeDuePeriods;
  private final BusinessClock clock;

  ContractActivitiesImpl(
      ActivateContract activateContract, CloseDuePeriods closeDuePeriods, BusinessClock clock) {
    this.activateContract = activateContract;
    this.closeDuePeriods = closeDuePeriods;
    this.clock = clock;
  }

  @Override
  public boolean activate(String tenant, String contract) {
    return Attempt.at(
        process(tenant, contract), "activation", () -> activateContract.activate(tenant, contract));
  }

  @Override
  public Outlook look(String tenant, String contract) {
    var outlook =
        Attempt.at(
            process(tenant, contract),
            "look at the clock",
            () -> closeDuePeriods.look(tenant, contract, clock.isStanding()));
    return new Outlook(
        outlook.accepted(),
        outlook.ended(),
        outlook.due().stream().map(Instant::toString).toList(),
        outlook.rest().toMillis() + 1); // the part of a millisecond would wake too early
  }

  @Override
  public boolean close(String tenant, String contract, String periodStart) {
    return Attempt.at(
        process(tenant, contract),
        "close of period " + periodStart,
        () -> closeDuePeriods.close(tenant, contract, Instant.parse(periodStart)));
  }

  private static ProcessRef process(String tenant, String contract) {
    return new ProcessRef(ProcessRef.Kind.CONTRACT, tenant, contract);
  }
}
