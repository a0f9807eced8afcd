package reckoner.workflows;

/** Gives the invoice of one item its number; its period is billed from then on. */
public final class FinaliseInvoice {
  private final Setbacks setbacks;
  private final UnitOfWork work;
  private final ContractStore contracts;
  private final BillingStore runs;
  private final Invoicing invoicing;

  public FinaliseInvoice(
      Setbacks setbacks,
      UnitOfWork work,
      ContractStore contracts,
      BillingStore runs,
      Invoicing invoicing) {
    this.setbacks = setbacks;
    this.work = work;
    this.contracts = contracts;
    this.runs = runs;
    this.invoicing = invoicing;
  }

  /**
   * Finalises it, or gives it up; throws where it is to be tried again.
   *
   * @return false where it was given up
   */
  public boolean finalise(String tenant, String run, BillingItem item) {
    return setbacks.guard(tenant, run, item, () -> attempt(tenant, run, item));
  }

  private void attempt(String tenant, String run, BillingItem item) {
    invoicing.finalise(tenant, item.invoiceKey());
    work.run(() -> {
      runs.advance(tenant, run, item.finalised());
      contracts.markBilled(tenant, item.contract(), item.periodStart());
      return item;
    });
  }
}
