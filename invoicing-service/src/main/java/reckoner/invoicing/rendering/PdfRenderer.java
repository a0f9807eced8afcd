package reckoner.invoicing.rendering;

import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.slf4j.Slf4jLogger;
import com.openhtmltopdf.util.XRLog;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.GregorianCalendar;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.common.PDMetadata;
import reckoner.invoicing.InvoiceDocument;
import reckoner.invoicing.LegalEntity;
import reckoner.invoicing.Renderer;
import reckoner.invoicing.RenderingFormat;
import reckoner.invoicing.Standing;

/**
 * PDF for people: an HTML template with every text escaped, set on A4. Nothing is fetched, from
 * whatever address; dates and ids inside the file come from the invoice, so that it renders to the
 * same bytes again. How many are made at once is bounded.
 */
@Singleton
class PdfRenderer implements Renderer {
  private static final String TEMPLATE = "invoice.mustache.html";
  private static final String PRODUCER = "Reckoner";
  private static final int HEX = 16;
  private static final int DOCUMENT_ID_DIGITS = 15;

  private final RenderingPlaces places = new RenderingPlaces();
  private final DocumentFont font = new DocumentFont();
  private final Template template = template();

  PdfRenderer() {
    // the library has one log for the process; without this it writes to the terminal
    XRLog.setLoggerImpl(new Slf4jLogger());
  }

  @Override
  public RenderingFormat format() {
    return RenderingFormat.PDF;
  }

  @Override
  public byte[] render(InvoiceDocument document, Standing.Finalised standing) {
    return places.with(document.lines().size(), () -> pdf(document, standing));
  }

  private byte[] pdf(InvoiceDocument document, Standing.Finalised standing) {
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

  /** Replaces what the library wrote about the file, which has the time of rendering in it. */
  private static void describe(
      PDDocument pdf, InvoiceDocument document, Standing.Finalised standing) throws IOException {
    var title = "Invoice " + standing.number();
    var time = GregorianCalendar.from(standing.finaliseTime().atZone(ZoneOffset.UTC));
    var information = new PDDocumentInformation();
    information.setTitle(title);
    information.setProducer(PRODUCER);
    information.setCreationDate(time);
    information.setModificationDate(time);
    pdf.setDocumentInformation(information);
    var catalog = pdf.getDocumentCatalog();
    catalog.setLanguage("en");
    var metadata = metadata(title, standing.finaliseTime());
    catalog.setMetadata(new PDMetadata(pdf, new ByteArrayInputStream(metadata)));
    var hash = document.invoice().contentHash();
    pdf.setDocumentId(Long.parseLong(hash.substring(0, DOCUMENT_ID_DIGITS), HEX));
  }

  /** XMP of a file after PDF/UA-1; a title needs no escaping, see {@link LegalEntity}. */
  private static byte[] metadata(String title, Instant time) {
    return """
    <?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
    <x:xmpmeta xmlns:x="adobe:ns:meta/">
    <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
      xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
    <dc:format>application/pdf</dc:format>
    <dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title>
    <xmp:CreateDate>%s</xmp:CreateDate>
    <xmp:ModifyDate>%s</xmp:ModifyDate>
    <pdfuaid:part>1</pdfuaid:part>
    </rdf:Description>
    </rdf:RDF>
    </x:xmpmeta>
    <?xpacket end="r"?>
    """
        .formatted(title, time, time)
        .getBytes(StandardCharsets.UTF_8);
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
