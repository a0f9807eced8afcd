package reckoner.catalog.template;

import java.util.List;
import reckoner.proto.pricing.v1.ComputeDocumentRequest;

/**
 * A line before discounts and taxes. Numbers are text, as the computations have them.
 *
 * @param charge key of the charge, or of the commitment or bound that a true-up is for
 * @param quantityPriced empty where none was priced
 * @param words how it came about, for a person
 * @param ofDocument as the document has it
 */
public record InvoiceLine(
    String charge,
    String quantityPriced,
    String amountExact,
    String amount,
    List<String> words,
    ComputeDocumentRequest.Line ofDocument) {
  public InvoiceLine {
    words = List.copyOf(words);
  }
}
