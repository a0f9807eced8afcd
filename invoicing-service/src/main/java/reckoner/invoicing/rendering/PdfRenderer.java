package reckoner.invoicing.rendering;

import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.GregorianCalendar;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import reckoner.invoicing.InvoiceDocument;
import reckoner.invoicing.Renderer;
import reckoner.invoicing.RenderingFormat;
import reckoner.invoicing.Standing;

/**
 * PDF for people: an HTML template with every text escaped, set on A4. Nothing is fetched, from
 * whatever address; dates and ids inside the file come from the invoice, so that it renders to the
 * same bytes again.
 */
@Singleton
class PdfRenderer implements Renderer {
  private static final String TEMPLATE = "invoice.mustache.html";
  private static final String PRODUCER = "Reckoner";
  private static final int HEX = 16;
  private static final int DOCUMENT_ID_DIGITS = 15;

  private final DocumentFont font = new DocumentFont();
  private final Template template = template();

  @Override
  public RenderingFormat format() {
    return RenderingFormat.PDF;
  }

  @Override
  public byte[] render(InvoiceDocument document, Standing.Finalised standing) {
    var html = template.execute(InvoicePage.of(document, standing, font::showable));
    var builder =
        new PdfRendererBuilder()
            .withHtmlContent(html, null)
            .useFont(font::stream, DocumentFont.FAMILY)
            .useUriResolver((base, uri) -> null)
            .useExternalResourceAccessControl(
                (uri, type) -> false, ExternalResourceControlPriority.RUN_BEFORE_RESOLVING_URI)
            .useExternalResourceAccessControl(
                (uri, type) -> false, ExternalResourceControlPriority.RUN_AFTER_RESOLVING_URI)
            .withProducer(PRODUCER)
            .usePdfUaAccessibility(true);
    var file = new ByteArrayOutputStream();
    try (var renderer = builder.buildPdfRenderer();
        var pdf = renderer.createPDFKeepOpen()) {
      describe(pdf, document, standing);
      pdf.save(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return file.toByteArray();
  }

  private static void describe(
      PDDocument pdf, InvoiceDocument document, Standing.Finalised standing) {
    var time = GregorianCalendar.from(standing.finaliseTime().atZone(ZoneOffset.UTC));
    var information = new PDDocumentInformation();
    information.setTitle("Invoice " + standing.number());
    information.setProducer(PRODUCER);
    information.setCreationDate(time);
    information.setModificationDate(time);
    pdf.setDocumentInformation(information);
    pdf.getDocumentCatalog().setLanguage("en");
    var hash = document.invoice().contentHash();
    pdf.setDocumentId(Long.parseLong(hash.substring(0, DOCUMENT_ID_DIGITS), HEX));
  }

  private static Template template() {
    try (var stream = PdfRenderer.class.getResourceAsStream(TEMPLATE)) {
      if (stream == null) {
        throw new IllegalStateException("the program has no " + TEMPLATE);
      }
      return Mustache.compiler()
          .escapeHTML(true)
          .emptyStringIsFalse(true)
          .compile(new InputStreamReader(stream, StandardCharsets.UTF_8));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
