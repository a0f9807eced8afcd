package reckoner.workflows;

import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;

/** Keeps a run and asks for its process; runs inside its caller's transaction. */
public final class StartBillingRun {
  private final BillingStore runs;
  private final ProcessStore processes;

  public StartBillingRun(BillingStore runs, ProcessStore processes) {
    this.runs = runs;
    this.processes = processes;
  }

  public BillingProgress start(String tenant, BillingRun run) {
    if (runs.add(tenant, run)) {
      processes.requestStart(new ProcessRef(ProcessRef.Kind.BILLING_RUN, tenant, run.billingRun()));
      return runs.progress(tenant, run);
    }
    var existing = runs.find(tenant, run.billingRun()).orElseThrow();
    if (!existing.asksTheSameAs(run)) {
      throw Refusal.of(
              KitReason.KEY_TAKEN,
              "billing run %s exists with other content".formatted(run.billingRun()))
          .asException();
    }
    return runs.progress(tenant, existing);
  }
}
