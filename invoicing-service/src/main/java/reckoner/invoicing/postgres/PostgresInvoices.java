package reckoner.invoicing.postgres;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import reckoner.invoicing.CanonicalContent;
import reckoner.invoicing.Invoice;
import reckoner.invoicing.InvoiceContent;
import reckoner.invoicing.InvoiceDocument;
import reckoner.invoicing.InvoiceLine.ChargeKey;
import reckoner.invoicing.Invoices;

@Singleton
class PostgresInvoices implements Invoices {
  private final InvoiceRepository rows;

  PostgresInvoices(InvoiceRepository rows) {
    this.rows = rows;
  }

  @Override
  public Optional<Invoice> find(String tenant, String invoice) {
    return rows.find(tenant, invoice).map(InvoiceRow::toInvoice);
  }

  @Override
  public Optional<InvoiceDocument> document(String tenant, String invoice) {
    return find(tenant, invoice)
        .map(found -> {
          var content = rows.content(tenant, invoice).orElseThrow();
          return new InvoiceDocument(found, StoredLines.of(content), content);
        });
  }

  @Override
  public Optional<Invoice> lock(String tenant, String invoice) {
    return rows.lock(tenant, invoice).map(InvoiceRow::toInvoice);
  }

  @Override
  public boolean add(
      String tenant, String invoice, InvoiceContent content, CanonicalContent canonical) {
    var head = content.head();
    var inserted =
        rows.insert(
            tenant,
            invoice,
            head.seller().legalEntity(),
            head.seller().displayName(),
            head.seller().addressLines().toArray(String[]::new),
            head.billTo().customer(),
            head.billTo().displayName(),
            head.contract(),
            head.zone().getId(),
            head.currency().getCurrencyCode(),
            head.period().start(),
            head.period().end(),
            content.total(),
            canonical.text(),
            canonical.hash());
    if (inserted == 0) {
      return false;
    }
    rows.insertLines(tenant, invoice);
    return true;
  }

  @Override
  public List<Claimed> claim(String tenant, String invoice) {
    rows.insertClaims(tenant, invoice);
    return rows.claimedByOthers(tenant, invoice).stream()
        .map(row ->
            new Claimed(
                row.ordinal() - 1,
                new ChargeKey(row.charge(), row.part(), row.revision()),
                row.holder()))
        .toList();
  }

  @Override
  public void finalise(
      String tenant, String invoice, String number, long numberValue, Instant time) {
    rows.finalise(tenant, invoice, number, numberValue, time);
  }

  @Override
  public List<Invoice> page(String tenant, String after, int limit) {
    return rows.page(tenant, after, limit).stream().map(InvoiceRow::toInvoice).toList();
  }
}
