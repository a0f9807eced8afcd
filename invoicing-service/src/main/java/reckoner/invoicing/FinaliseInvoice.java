package reckoner.invoicing;

import java.time.InstantSource;

/** Gives a draft the next number of its series and fixes it for ever. */
public final class FinaliseInvoice {
  private final LegalEntities legalEntities;
  private final Invoices invoices;
  private final InstantSource clock;

  public FinaliseInvoice(LegalEntities legalEntities, Invoices invoices, InstantSource clock) {
    this.legalEntities = legalEntities;
    this.invoices = invoices;
    this.clock = clock;
  }

  /**
   * To be called inside a transaction. The invoice is held first and its series last, so that
   * finalising never deadlocks and a series is held only for a moment.
   */
  public InvoiceDocument finalise(String tenant, String key) {
    var invoice = invoices.lock(tenant, key).orElseThrow(() -> Missing.invoice(key));
    switch (invoice.standing()) {
      case Standing.Finalised finalised -> {}
      case Standing.Draft draft -> number(tenant, invoice);
    }
    return invoices.document(tenant, key).orElseThrow();
  }

  private void number(String tenant, Invoice invoice) {
    var seller = invoice.head().seller().legalEntity();
    var legalEntity = legalEntities.find(tenant, seller).orElseThrow();
    long value = legalEntities.takeNumber(tenant, seller);
    var time = clock.instant(); // under the lock: a later number has no earlier time
    invoices.finalise(tenant, invoice.invoice(), legalEntity.number(value), value, time);
  }
}
