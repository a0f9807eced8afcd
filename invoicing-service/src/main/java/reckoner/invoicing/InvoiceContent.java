package reckoner.invoicing;

import java.math.BigDecimal;
import java.util.List;
import reckoner.pricing.Decimals;

/** What an invoice says, without number, dates of issue and cost (RULES G5, G6). */
public record InvoiceContent(InvoiceHead head, List<InvoiceLine> lines) {
  public InvoiceContent {
    lines = List.copyOf(lines);
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("an invoice without lines");
    }
  }

  /** Sum of the rounded lines (RULES A5). */
  public BigDecimal total() {
    return Decimals.normalise(
        lines.stream().map(InvoiceLine::amount).reduce(BigDecimal.ZERO, BigDecimal::add));
  }
}
