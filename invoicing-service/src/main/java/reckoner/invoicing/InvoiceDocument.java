package reckoner.invoicing;

import java.util.List;

/**
 * An invoice with its lines.
 *
 * @param canonicalContent the text that the content hash is of (RULES G5)
 */
public record InvoiceDocument(Invoice invoice, List<InvoiceLine> lines, String canonicalContent) {
  public InvoiceDocument {
    lines = List.copyOf(lines);
  }
}
