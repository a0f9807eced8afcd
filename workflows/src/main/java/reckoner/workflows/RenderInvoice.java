package reckoner.workflows;

/** Makes the files of one item's finalised invoice. */
public final class RenderInvoice {
  private final BillingStore runs;
  private final Invoicing invoicing;

  public RenderInvoice(BillingStore runs, Invoicing invoicing) {
    this.runs = runs;
    this.invoicing = invoicing;
  }

  public void render(String tenant, String run, BillingItem item) {
    invoicing.render(tenant, item.invoiceKey());
    runs.advance(tenant, run, item.rendered());
  }
}
