package reckoner.invoicing;

/** Formats of an invoice's files. */
public enum RenderingFormat {
  PDF,
  JSON,
  CSV
}
