package reckoner.workflows.temporal;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reckoner.kit.clock.BusinessClock;
import reckoner.workflows.ActivateContract;
import reckoner.workflows.CloseDuePeriods;

@Singleton
class ContractActivitiesImpl implements ContractActivities {
  private static final Logger LOG = LoggerFactory.getLogger(ContractActivitiesImpl.class);

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
  public void activate(String tenant, String contract) {
    try {
      activateContract.activate(tenant, contract);
    } catch (RuntimeException failure) {
      LOG.warn(
          "tenant {} contract {} is not activated, tried again: {}",
          tenant,
          contract,
          failure.toString());
      throw failure;
    }
  }

  @Override
  public Outlook look(String tenant, String contract) {
    var outlook = closeDuePeriods.look(tenant, contract);
    return new Outlook(
        outlook.ended(),
        outlook.due().stream().map(Instant::toString).toList(),
        rest(outlook).toMillis() + 1);
  }

  /** A standing clock reaches no cut-off by itself; a wake-up says when it was set. */
  private Duration rest(CloseDuePeriods.Outlook outlook) {
    if (!clock.isStanding()) {
      return outlook.rest();
    }
    return outlook.due().isEmpty() ? CloseDuePeriods.WAIT_MAX : CloseDuePeriods.BLOCKED_RETRY;
  }

  @Override
  public boolean close(String tenant, String contract, String periodStart) {
    try {
      return closeDuePeriods.close(tenant, contract, Instant.parse(periodStart));
    } catch (RuntimeException failure) {
      LOG.warn(
          "tenant {} contract {} period {} is not closed, tried again: {}",
          tenant,
          contract,
          periodStart,
          failure.toString());
      throw failure;
    }
  }
}
