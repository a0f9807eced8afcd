package reckoner.workflows;

/** Gives the invoice of one item its number; its period is billed from then on. */
public final class FinaliseInvoice {
  private final UnitOfWork work;
  private final ContractStore contracts;
  private final BillingStore runs;
  private final Invoicing invoicing;

  public FinaliseInvoice(
      UnitOfWork work, ContractStore contracts, BillingStore runs, Invoicing invoicing) {
    this.work = work;
    this.contracts = contracts;
    this.runs = runs;
    this.invoicing = invoicing;
  }

  public void finalise(String tenant, String run, BillingItem item) {
    invoicing.finalise(tenant, item.invoiceKey());
    work.run(() -> {
      runs.advance(tenant, run, item.finalised());
      contracts.markBilled(tenant, item.contract(), item.periodStart());
      return item;
    });
  }
}
