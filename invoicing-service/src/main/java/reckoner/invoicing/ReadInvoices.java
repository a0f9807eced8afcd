package reckoner.invoicing;

import java.util.List;
import java.util.Optional;
import reckoner.kit.refusal.Refusal;

/** Reads invoices and their files. */
public final class ReadInvoices {
  private final Invoices invoices;
  private final Renderings renderings;

  public ReadInvoices(Invoices invoices, Renderings renderings) {
    this.invoices = invoices;
    this.renderings = renderings;
  }

  /**
   * A page by invoice key.
   *
   * @param last key to go on after; empty on the last page
   */
  public record Page(List<Invoice> invoices, Optional<String> last) {
    public Page {
      invoices = List.copyOf(invoices);
    }
  }

  public InvoiceDocument get(String tenant, String key) {
    return invoices.document(tenant, key).orElseThrow(() -> Missing.invoice(key));
  }

  /**
   * At most {@code size} invoices.
   *
   * @param after key of the last invoice of the page before; empty for the first page
   */
  public Page list(String tenant, String after, int size) {
    var found = invoices.page(tenant, after, size + 1);
    if (found.size() <= size) {
      return new Page(found, Optional.empty());
    }
    var page = found.subList(0, size);
    return new Page(page, Optional.of(page.getLast().invoice()));
  }

  /** The bytes of a kept file. */
  public byte[] file(String tenant, String key, RenderingFormat format) {
    if (invoices.find(tenant, key).isEmpty()) {
      throw Missing.invoice(key);
    }
    return renderings
        .content(tenant, key, format)
        .orElseThrow(() ->
            Refusal.of(
                    InvoicingReason.RENDERING_MISSING,
                    "invoice %s has no %s yet; render it first".formatted(key, format))
                .asException());
  }
}
