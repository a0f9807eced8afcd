package reckoner.invoicing;

/** Port: writes a finalised invoice in one format. The same invoice gives the same bytes. */
public interface Renderer {
  RenderingFormat format();

  byte[] render(InvoiceDocument document, Standing.Finalised standing);
}
