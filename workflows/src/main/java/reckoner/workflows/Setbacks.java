package reckoner.workflows;

/**
 * Keeps one item that always fails from stopping its run. What a neighbour refuses is given up at
 * once, what breaks after some attempts: a period without a number goes back and may come on a
 * later run, an invoice with a number stays and waits for its files.
 */
public final class Setbacks {
  /** Attempts at one step of one item that may break. */
  public static final int BREAKAGES_MAX = 5;

  private final UnitOfWork work;
  private final ContractStore contracts;
  private final BillingStore runs;

  public Setbacks(UnitOfWork work, ContractStore contracts, BillingStore runs) {
    this.work = work;
    this.contracts = contracts;
    this.runs = runs;
  }

  /**
   * Does a step of an item; throws where it is to be tried again.
   *
   * @return false where the item was given up
   */
  boolean guard(String tenant, String run, BillingItem item, Runnable step) {
    try {
      step.run();
      return true;
    } catch (NeighbourFailure failure) {
      if (work.run(() -> isTriedAgain(tenant, run, item, failure))) {
        throw failure;
      }
      return false;
    }
  }

  private boolean isTriedAgain(
      String tenant, String run, BillingItem item, NeighbourFailure failure) {
    int failures = runs.countFailure(tenant, run, item);
    if (failures == 0) {
      return false; // somebody else brought it further
    }
    if (!failure.isRefusal() && failures < BREAKAGES_MAX) {
      return true;
    }
    switch (item.state()) {
      case SELECTED, DRAFTED ->
          runs.giveBack(
              tenant, run, item, exception(tenant, item, failure.reason(), failure.message()));
      case FINALISED -> {
        var message = "%s: %s".formatted(failure.reason(), failure.message());
        runs.advance(tenant, run, item.unrendered());
        runs.note(tenant, run, exception(tenant, item, BillingException.RENDER_FAILED, message));
      }
      case EMPTY, UNRENDERED, RENDERED ->
          throw new IllegalStateException("nothing is left to do for an item " + item.state());
    }
    return false;
  }

  private BillingException exception(
      String tenant, BillingItem item, String reason, String message) {
    var period = contracts.find(tenant, item.contract()).orElseThrow().period(item.periodStart());
    return new BillingException(
        item.contract(), item.customer(), period.start(), period.end(), reason, message);
  }
}
