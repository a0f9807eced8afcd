package reckoner.invoicing.rendering;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import reckoner.invoicing.InvoiceDocument;
import reckoner.invoicing.JsonText;
import reckoner.invoicing.Renderer;
import reckoner.invoicing.RenderingFormat;
import reckoner.invoicing.Standing;

/** JSON for machines: the canonical content as hashed, with number and dates beside it. */
@Singleton
class JsonRenderer implements Renderer {
  @Override
  public RenderingFormat format() {
    return RenderingFormat.JSON;
  }

  @Override
  public byte[] render(InvoiceDocument document, Standing.Finalised standing) {
    var invoice = document.invoice();
    return JsonText.object(json ->
            json.text("invoice", invoice.invoice())
                .text("number", standing.number())
                .text("finalise_time", standing.finaliseTime().toString())
                .text("content_hash", invoice.contentHash())
                .raw("content", document.canonicalContent()))
        .getBytes(StandardCharsets.UTF_8);
  }
}
