package reckoner.workflows;

/** Chooses a run's periods once, and notes those that were due and are not closed. */
public final class SelectBillingRun {
  private final UnitOfWork work;
  private final BillingStore runs;

  public SelectBillingRun(UnitOfWork work, BillingStore runs) {
    this.work = work;
    this.runs = runs;
  }

  public void select(String tenant, String key) {
    work.run(() -> {
      var run = runs.lock(tenant, key).orElseThrow();
      if (!run.selected()) {
        // in this order: what is closed meanwhile stays noted, and nothing is left out of both
        runs.noteUnclosedPeriods(tenant, run);
        runs.selectClosedPeriods(tenant, run);
        runs.markSelected(tenant, key);
      }
      return run;
    });
  }
}
