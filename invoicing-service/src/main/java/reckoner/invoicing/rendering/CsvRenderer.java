package reckoner.invoicing.rendering;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import reckoner.invoicing.Invoice;
import reckoner.invoicing.InvoiceDocument;
import reckoner.invoicing.InvoiceLine;
import reckoner.invoicing.Renderer;
import reckoner.invoicing.RenderingFormat;
import reckoner.invoicing.Standing;
import reckoner.pricing.Decimals;

/**
 * CSV for spreadsheets: RFC 4180 in UTF-8, one row for each line. Periods are half-open, in UTC.
 * Text that a spreadsheet would run as a formula gets an apostrophe in front.
 */
@Singleton
class CsvRenderer implements Renderer {
  /** The last four are what Japanese and Chinese keyboards type, and spreadsheets take. */
  private static final String FORMULA_STARTS = "=+-@\t\r\n＝＋－＠";

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setHeader(
              "number",
              "customer",
              "currency",
              "zone",
              "period_start",
              "period_end",
              "charge",
              "provider",
              "model",
              "token_class",
              "price_version",
              "quantity",
              "allowance",
              "quantity_priced",
              "amount_exact",
              "amount")
          .get();

  @Override
  public RenderingFormat format() {
    return RenderingFormat.CSV;
  }

  @Override
  public byte[] render(InvoiceDocument document, Standing.Finalised standing) {
    var text = new StringBuilder();
    try (var csv = new CSVPrinter(text, FORMAT)) {
      for (var line : document.lines()) {
        print(csv, document.invoice(), standing, line);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void print(
      CSVPrinter csv, Invoice invoice, Standing.Finalised standing, InvoiceLine line)
      throws IOException {
    var head = invoice.head();
    csv.printRecord(
        text(standing.number()),
        text(head.billTo().customer()),
        text(head.currency().getCurrencyCode()),
        text(head.zone().getId()),
        head.period().start().toString(),
        head.period().end().toString(),
        text(line.key().charge()),
        text(line.provider()),
        text(line.model()),
        text(line.tokenClass()),
        text(line.priceVersion()),
        Decimals.plain(line.quantity()),
        Decimals.plain(line.allowance()),
        Decimals.plain(line.quantityPriced()),
        Decimals.plain(line.amountExact()),
        Shown.minorUnits(line.amount(), head.currency()));
  }

  private static String text(String value) {
    return !value.isEmpty() && FORMULA_STARTS.indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
  }
}
