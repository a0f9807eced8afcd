package reckoner.invoicing;

import java.util.List;

/** The issuing party, as copied onto a document when it was drafted. */
public record Seller(String legalEntity, String displayName, List<String> addressLines) {
  public Seller {
    addressLines = List.copyOf(addressLines);
  }
}
