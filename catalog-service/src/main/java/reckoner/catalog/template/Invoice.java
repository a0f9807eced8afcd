package reckoner.catalog.template;

import java.math.BigDecimal;
import java.util.List;
import reckoner.proto.pricing.v1.ComputeDocumentResponse;

/**
 * What an offer comes to in a period.
 *
 * @param lines in the order of the document
 */
public record Invoice(List<InvoiceLine> lines, ComputeDocumentResponse document) {
  public Invoice {
    lines = List.copyOf(lines);
  }

  public BigDecimal total() {
    return new BigDecimal(document.getTotals().getTotal());
  }
}
