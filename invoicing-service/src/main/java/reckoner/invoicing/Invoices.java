package reckoner.invoicing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import reckoner.invoicing.InvoiceLine.ChargeKey;

/** Port: invoices and the claims of their charges. */
public interface Invoices {
  /** A charge of a draft that stands on another invoice. */
  record Claimed(int line, ChargeKey key, String invoice) {}

  Optional<Invoice> find(String tenant, String invoice);

  Optional<InvoiceDocument> document(String tenant, String invoice);

  /** Reads an invoice and holds it until the transaction ends. */
  Optional<Invoice> lock(String tenant, String invoice);

  /** Adds a draft with its lines; false where the key is taken. */
  boolean add(String tenant, String invoice, InvoiceContent content, CanonicalContent canonical);

  /**
   * Claims the charges of an added draft (RULES C6), waiting for transactions that claim the same
   * ones. Answers those that others hold; {@code line} counts from 0.
   */
  List<Claimed> claim(String tenant, String invoice);

  void finalise(String tenant, String invoice, String number, long numberValue, Instant time);

  /** At most {@code limit} invoices with keys after {@code after}, by key. */
  List<Invoice> page(String tenant, String after, int limit);
}
