package reckoner.invoicing;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import reckoner.kit.refusal.Refusal;

/** Renders a finalised invoice in every format and keeps the files. */
public final class RenderInvoice {
  private final Invoices invoices;
  private final Renderings renderings;
  private final List<Renderer> renderers;

  public RenderInvoice(Invoices invoices, Renderings renderings, List<Renderer> renderers) {
    this.invoices = invoices;
    this.renderings = renderings;
    this.renderers = List.copyOf(renderers);
  }

  /**
   * Makes the files that are not kept yet. Slow, and so to be called outside a transaction; the
   * same invoice gives the same bytes, whoever makes them.
   */
  public Map<RenderingFormat, byte[]> make(String tenant, String key) {
    var document = invoices.document(tenant, key).orElseThrow(() -> Missing.invoice(key));
    var finalised = finalised(document.invoice());
    var kept = renderings.of(tenant, key).stream().map(Rendering::format).toList();
    var files = new EnumMap<RenderingFormat, byte[]>(RenderingFormat.class);
    for (var renderer : renderers) {
      if (!kept.contains(renderer.format())) {
        files.put(renderer.format(), renderer.render(document, finalised));
      }
    }
    return files;
  }

  /** Keeps files; to be called inside a transaction. Those kept before stay. */
  public List<Rendering> keep(String tenant, String key, Map<RenderingFormat, byte[]> files) {
    files.forEach((format, content) -> renderings.keep(tenant, key, format, content));
    return renderings.of(tenant, key);
  }

  private static Standing.Finalised finalised(Invoice invoice) {
    return switch (invoice.standing()) {
      case Standing.Finalised finalised -> finalised;
      case Standing.Draft draft ->
          throw Refusal.of(
                  InvoicingReason.INVOICE_NOT_FINAL,
                  "invoice %s is a draft; finalise it first".formatted(invoice.invoice()))
              .asException();
    };
  }
}
