package reckoner.workflows;

/** Makes the files of one item's finalised invoice. */
public final class RenderInvoice {
  private final Setbacks setbacks;
  private final UnitOfWork work;
  private final BillingStore runs;
  private final Invoicing invoicing;

  public RenderInvoice(Setbacks setbacks, UnitOfWork work, BillingStore runs, Invoicing invoicing) {
    this.setbacks = setbacks;
    this.work = work;
    this.runs = runs;
    this.invoicing = invoicing;
  }

  /** Renders it, or gives it up; throws where it is to be tried again. */
  public void render(String tenant, String run, BillingItem item) {
    setbacks.guard(
        tenant,
        run,
        item,
        () -> {
          invoicing.render(tenant, item.invoiceKey());
          runs.advance(tenant, run, item.rendered());
        });
  }

  /** Tries once more what an earlier run gave up; throws where it fails again. */
  public void renderAgain(String tenant, BillingStore.Unrendered unrendered) {
    runs.countFailure(tenant, unrendered.run(), unrendered.item());
    invoicing.render(tenant, unrendered.item().invoiceKey());
    work.run(() -> {
      runs.markRendered(tenant, unrendered);
      return unrendered;
    });
  }
}
