package reckoner.invoicing;

/** The billed party, as copied onto a document when it was drafted. */
public record BillTo(String customer, String displayName) {}
