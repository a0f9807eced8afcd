package reckoner.invoicing.rendering;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How an invoice lies on its pages. Pictures for people to look at: target/pictures. */
class PdfPagesTest {
  private static final int SCREEN_DPI = 110;
  private static final Pattern LINE_WITH_AMOUNT =
      Pattern.compile("(Tokens|Platform fee).*[.][0-9]{2}");

  @ParameterizedTest
  @CsvSource({
    "UTC, 84, 3 June 2024, 1 May 2024 – 31 May 2024 (UTC)",
    "America/New_York, 12, 3 June 2024, 1 May 2024 – 31 May 2024 (America/New_York)",
    "Asia/Tokyo, 84, 4 June 2024, 1 May 2024 – 31 May 2024 (Asia/Tokyo)"
  })
  void everyPageHasTheColumnsAndItsNumberAndDatesAreOfTheZone(
      String zone, int lines, String issued, String period) throws IOException {
    try (var pdf = Loader.loadPDF(SampleInvoice.pdf(zone, lines))) {
      picture(pdf, "zone-" + zone.replace('/', '-'));
      assertTrue(page(pdf, 1).contains(issued), page(pdf, 1));
      assertTrue(page(pdf, 1).contains(period), page(pdf, 1));
      for (int page = 1; page <= pdf.getNumberOfPages(); page++) {
        var shown = page(pdf, page);
        assertTrue(shown.contains("Page %d of %d".formatted(page, pdf.getNumberOfPages())), shown);
        assertTrue(shown.contains("Allowance"), shown);
      }
    }
  }

  @Test
  void theTotalIsNeverAloneOnAPage() throws IOException {
    for (int lines = 1; lines <= 40; lines++) {
      try (var pdf = Loader.loadPDF(SampleInvoice.pdf("UTC", lines))) {
        var last = page(pdf, pdf.getNumberOfPages());
        int total = last.indexOf("Total (USD)");
        assertTrue(total > 0, lines + " lines: " + last);
        assertTrue(
            LINE_WITH_AMOUNT.matcher(last.substring(0, total)).find(), lines + " lines: " + last);
      }
    }
  }

  private static String page(PDDocument pdf, int page) throws IOException {
    var stripper = new PDFTextStripper();
    stripper.setSortByPosition(true);
    stripper.setStartPage(page);
    stripper.setEndPage(page);
    return stripper.getText(pdf);
  }

  private static void picture(PDDocument pdf, String name) throws IOException {
    var folder = Files.createDirectories(Path.of("target", "pictures"));
    for (int page = 0; page < pdf.getNumberOfPages(); page++) {
      BufferedImage image = new PDFRenderer(pdf).renderImageWithDPI(page, SCREEN_DPI);
      ImageIO.write(image, "png", folder.resolve(name + "-" + (page + 1) + ".png").toFile());
    }
  }
}
