package reckoner.workflows;

import java.time.InstantSource;

/**
 * Chooses a run's periods once, and notes those that were due and are not closed. A period that has
 * not ended yet is not due, however late the run's bound.
 */
public final class SelectBillingRun {
  private final UnitOfWork work;
  private final BillingStore runs;
  private final InstantSource clock;

  public SelectBillingRun(UnitOfWork work, BillingStore runs, InstantSource clock) {
    this.work = work;
    this.runs = runs;
    this.clock = clock;
  }

  public void select(String tenant, String key) {
    work.run(() -> {
      var run = runs.lock(tenant, key).orElseThrow();
      if (!run.selected()) {
        // in this order: what is closed meanwhile stays noted, and nothing is left out of both
        var now = clock.instant();
        var endMax = now.isBefore(run.periodEndMax()) ? now : run.periodEndMax();
        runs.noteUnclosedPeriods(tenant, key, endMax);
        runs.selectClosedPeriods(tenant, run);
        runs.markSelected(tenant, key);
      }
      return run;
    });
  }
}
