package reckoner.invoicing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.grpc.Status;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reckoner.kit.testing.TestService;
import reckoner.kit.wire.CanonicalForm;
import reckoner.proto.invoicing.v1.BillTo;
import reckoner.proto.invoicing.v1.DraftInvoiceRequest;
import reckoner.proto.invoicing.v1.LineStep;
import reckoner.proto.invoicing.v1.RenderingFormat;

/** The files of an invoice, as a customer gets them. */
class RenderingTest {
  private static final TestService SERVICE = TestService.start("invoicing", Map.of());
  private static final int SCREEN_DPI = 110;

  @AfterAll
  static void stop() {
    SERVICE.close();
  }

  @Test
  void theThreeFilesAreMadeOnceAndKept() {
    var desk = finalised("kept", "i", Desk.may("i").addLines(Desk.tokens("chat")));
    var files = desk.render("i", "r");
    assertEquals(
        List.of(RenderingFormat.PDF, RenderingFormat.JSON, RenderingFormat.CSV),
        files.getRenderingsList().stream().map(file -> file.getFormat()).toList());
    assertEquals(files, desk.render("i", "r"), "same request id");
    assertEquals(files, desk.render("i", "r, other id"));
    for (var file : files.getRenderingsList()) {
      var content = desk.download("i", file.getFormat());
      assertEquals(content.length, file.getSizeBytes());
      assertEquals(CanonicalForm.sha256Hex(content), file.getSha256());
    }
  }

  @Test
  void theCsvHasTheseBytes() {
    var may = Desk.may("i").addLines(Desk.tokens("chat")).addLines(Desk.fee("fee", "99.5"));
    var desk = finalised("csv", "i", may);
    desk.render("i", "r");
    assertEquals(
        """
        number,customer,currency,zone,period_start,period_end,charge,provider,model,token_class,price_version,quantity,allowance,quantity_priced,amount_exact,amount
        NW-000001,globex,USD,America/New_York,2024-05-01T04:00:00Z,2024-06-01T04:00:00Z,chat,openai,gpt-4o-mini,input,5f2c,1234567,1000000,234567,0.07740711,0.08
        NW-000001,globex,USD,America/New_York,2024-05-01T04:00:00Z,2024-06-01T04:00:00Z,fee,,,,,1,0,1,99.5,99.50
        """
            .replace("\n", "\r\n"),
        text(desk.download("i", RenderingFormat.CSV)));
  }

  @Test
  void theJsonHasTheCanonicalContentWithNumberAndDatesBesideIt() throws IOException {
    var desk = finalised("json", "i", Desk.may("i").addLines(Desk.tokens("chat")));
    desk.render("i", "r");
    var file = text(desk.download("i", RenderingFormat.JSON));
    var hash = desk.get("i").getContentHash();
    var begin =
        """
        {"invoice":"i","number":"NW-000001","finalise_time":"2024-06-03T09:00:00Z","content_hash":"%s","content":\
        """
            .formatted(hash);
    assertTrue(file.startsWith(begin), file);
    var content = file.substring(begin.length(), file.length() - 1);
    assertEquals(hash, CanonicalForm.sha256Hex(content.getBytes(StandardCharsets.UTF_8)));
    assertEquals(
        """
        {"version":1,"seller":{"legal_entity":"northwind","display_name":"Northwind Inference Ltd","address_lines":["1 Harbour Street","Dublin 1"]},\
        "bill_to":{"customer":"globex","display_name":"Globex Corporation"},"contract":"globex-2024","zone":"America/New_York","currency":"USD",\
        "period":{"start":"2024-05-01T04:00:00Z","end":"2024-06-01T04:00:00Z"},"lines":[{"charge":"chat","part":"part-of-chat","revision":0,\
        "display_name":"Chat tokens","provider":"openai","model":"gpt-4o-mini","token_class":"input","price_version":"5f2c","quantity":"1234567",\
        "allowance":"1000000","quantity_priced":"234567","amount_exact":"0.07740711","amount":"0.08","steps":[{"condition":"","quantity":"1234567",\
        "allowance":"1000000","quantity_priced":"234567","price":"0.33","per":1000000,"amount_exact":"0.07740711"}]}],"total":"0.08"}\
        """,
        content);
    assertEquals("0.08", new ObjectMapper().readTree(file).at("/content/total").asText());
  }

  @Test
  void thePdfShowsWhatIsOwedAndWhy() throws IOException {
    var may = Desk.may("i").addLines(Desk.tokens("chat")).addLines(Desk.fee("fee", "1234567.5"));
    var desk = finalised("pdf", "i", may);
    desk.render("i", "r");
    try (var pdf = Loader.loadPDF(desk.download("i", RenderingFormat.PDF))) {
      var shown = shown(pdf);
      for (var part :
          List.of(
              "NW-000001",
              "1,234,567.58",
              "Northwind Inference Ltd",
              "1 Harbour Street",
              "Globex Corporation",
              "globex-2024",
              "1 May 2024 – 31 May 2024 (America/New_York)",
              "3 June 2024",
              "openai / gpt-4o-mini",
              "0.33 per 1,000,000",
              "234,567",
              "0.07740711",
              desk.get("i").getContentHash())) {
        assertTrue(shown.contains(part), part + " is not in " + shown);
      }
      assertEquals("en", pdf.getDocumentCatalog().getLanguage());
      assertEquals("Invoice NW-000001", pdf.getDocumentInformation().getTitle());
      assertEquals(
          "2024-06-03T09:00:00Z",
          pdf.getDocumentInformation().getCreationDate().toInstant().toString());
      var metadata = text(pdf.getDocumentCatalog().getMetadata().toByteArray());
      assertTrue(metadata.contains("<xmp:CreateDate>2024-06-03T09:00:00Z<"), metadata);
      assertEquals(1, pdf.getNumberOfPages());
      assertTrue(onlyEmbeddedFonts(pdf));
      picture(pdf, "invoice");
    }
  }

  @Test
  void sixtyLinesWithLongNamesGoOverPagesWithTheirHeadersAndNothingIsCut() throws IOException {
    var desk = finalised("long", "i", longInvoice());
    desk.render("i", "r");
    try (var pdf = Loader.loadPDF(desk.download("i", RenderingFormat.PDF))) {
      assertTrue(pdf.getNumberOfPages() > 1);
      for (int page = 1; page <= pdf.getNumberOfPages(); page++) {
        var stripper = new PDFTextStripper();
        stripper.setStartPage(page);
        stripper.setEndPage(page);
        var shown = stripper.getText(pdf);
        assertTrue(shown.contains("Page " + page + " of " + pdf.getNumberOfPages()), shown);
        assertTrue(shown.contains("Allowance"), "page " + page + " has no header: " + shown);
      }
      assertTrue(shown(pdf).replaceAll("\\s", "").contains("x".repeat(120)), "the name is whole");
      picture(pdf, "long");
    }
  }

  @Test
  void aCustomersTextIsNoMarkup() throws IOException {
    var name = "<b>Bold</b> & \"Sons\" <img src='http://127.0.0.1:1/x.png'/>{{number}}";
    var may =
        Desk.may("i")
            .setBillTo(BillTo.newBuilder().setCustomer("</td>").setDisplayName(name))
            .addLines(Desk.fee("fee", "1").setDisplayName("<script>alert(1)</script>"));
    var desk = finalised("markup", "i", may);
    desk.render("i", "r");
    try (var pdf = Loader.loadPDF(desk.download("i", RenderingFormat.PDF))) {
      var shown = shown(pdf).replaceAll("\\s+", " ");
      assertTrue(shown.contains("<b>Bold</b> & \"Sons\" <img"), shown);
      assertTrue(shown.contains("{{number}}"), shown);
      assertTrue(shown.contains("<script>alert(1)</script>"), shown);
    }
  }

  @Test
  void textThatTheFontLacksStopsNoDocument() throws IOException {
    var may =
        Desk.may("i")
            .setBillTo(
                BillTo.newBuilder().setCustomer("c\u0001\u200f").setDisplayName("東京 Łódź 🚀 Ω"))
            .addLines(Desk.fee("fee", "1"));
    var desk = finalised("scripts", "i", may);
    desk.render("i", "r");
    try (var pdf = Loader.loadPDF(desk.download("i", RenderingFormat.PDF))) {
      assertTrue(shown(pdf).contains("□□ Łódź □ Ω"), shown(pdf));
    }
    assertTrue(text(desk.download("i", RenderingFormat.JSON)).contains("東京 Łódź 🚀 Ω"));
  }

  @Test
  void aCustomersTextIsNoFormula() {
    var request = Desk.may("i").setBillTo(Desk.may("i").getBillToBuilder().setCustomer("=1+1"));
    var starts = List.of("=", "+", "-", "@", "\t", "\r");
    for (int i = 0; i < starts.size(); i++) {
      request.addLines(Desk.fee("fee" + i, "1").setModel(starts.get(i) + "cmd|'/C calc'!A0"));
    }
    request.addLines(Desk.fee("-fee", "1").setProvider("a=b"));
    var desk = finalised("formula", "i", request);
    desk.render("i", "r");
    var csv = text(desk.download("i", RenderingFormat.CSV));
    assertTrue(csv.contains(",'=cmd|'/C calc'!A0,"), csv);
    assertTrue(csv.contains(",'+cmd|") && csv.contains(",'-cmd|") && csv.contains(",'@cmd|"), csv);
    assertTrue(csv.contains(",'\tcmd|") && csv.contains(",\"'\rcmd|"), csv);
    assertTrue(csv.contains(",'-fee,a=b,"), csv);
    assertTrue(csv.contains("NW-000001,'=1+1,USD"), csv);
    assertFalse(csv.contains("'1"), "numbers stay numbers: " + csv);
  }

  @Test
  void theSameInvoiceRendersToTheSameBytesOnAnotherInstallation() {
    var may = Desk.may("i").addLines(Desk.tokens("chat"));
    var one = finalised("same-one", "i", may);
    var other = finalised("same-other", "i", may);
    one.render("i", "r");
    other.render("i", "r");
    for (var format : List.of(RenderingFormat.PDF, RenderingFormat.JSON, RenderingFormat.CSV)) {
      assertArrayEquals(one.download("i", format), other.download("i", format), format.name());
    }
  }

  @Test
  void aDraftHasNoFiles() {
    var desk = Desk.open(SERVICE, "draft-files");
    desk.draft(Desk.may("i").addLines(Desk.fee("fee", "1")));
    Desk.refused("INVOICE_NOT_FINAL", Status.Code.FAILED_PRECONDITION, () -> desk.render("i", "r"));
    Desk.refused(
        "RENDERING_MISSING", Status.Code.NOT_FOUND, () -> desk.download("i", RenderingFormat.PDF));
    Desk.refused(
        "NOT_FOUND", Status.Code.NOT_FOUND, () -> desk.download("none", RenderingFormat.PDF));
  }

  @Test
  void aFileLargerThanAChunkArrivesWhole() {
    var request = Desk.may("i");
    for (int i = 0; i < 2000; i++) {
      request.addLines(Desk.fee("fee" + i, "1"));
    }
    var desk = finalised("chunks", "i", request);
    var csv = desk.render("i", "r").getRenderings(2);
    assertTrue(csv.getSizeBytes() > 2 * 64 * 1024, "more than two chunks");
    var content = desk.download("i", RenderingFormat.CSV);
    assertEquals(csv.getSha256(), CanonicalForm.sha256Hex(content));
  }

  private static Desk finalised(String tenant, String key, DraftInvoiceRequest.Builder request) {
    var desk = Desk.open(SERVICE, tenant);
    desk.itIs("2024-06-03T09:00:00Z");
    desk.draft(request);
    desk.finalise(key);
    return desk;
  }

  private static DraftInvoiceRequest.Builder longInvoice() {
    var request = Desk.may("i").setContract("contract-" + "c".repeat(100));
    for (int i = 0; i < 60; i++) {
      var line = Desk.tokens("charge" + i);
      if (i % 3 == 0) {
        line.setModel("model-" + "x".repeat(120)).setDisplayName("Tokens of a long model");
      }
      if (i % 5 == 0) {
        line.clearSteps()
            .setQuantity(Desk.decimal("300000000"))
            .setAllowance(Desk.decimal("1000000"))
            .setQuantityPriced(Desk.decimal("299000000"))
            .setAmountExact(Desk.decimal("80.233333333333333333"))
            .setAmount(Desk.decimal("80.23"))
            .addSteps(
                step("from 2026-03-13, 00:30–16:30 UTC", "100000000", "1000000", "0.27", "26.73"))
            .addSteps(
                step(
                    "from 2026-03-13, 16:30–00:30 UTC, over 200000 input tokens",
                    "200000000",
                    "0",
                    "0.267516666666666666665",
                    "53.503333333333333333"));
      }
      request.addLines(line);
    }
    return request;
  }

  private static LineStep.Builder step(
      String condition, String quantity, String allowance, String price, String amount) {
    var priced = new java.math.BigDecimal(quantity).subtract(new java.math.BigDecimal(allowance));
    return LineStep.newBuilder()
        .setCondition(condition)
        .setQuantity(Desk.decimal(quantity))
        .setAllowance(Desk.decimal(allowance))
        .setQuantityPriced(Desk.decimal(priced.toPlainString()))
        .setPrice(Desk.decimal(price))
        .setPer(1_000_000)
        .setAmountExact(Desk.decimal(amount));
  }

  private static boolean onlyEmbeddedFonts(PDDocument pdf) throws IOException {
    for (var page : pdf.getPages()) {
      for (var name : page.getResources().getFontNames()) {
        if (!page.getResources().getFont(name).isEmbedded()) {
          return false;
        }
      }
    }
    return true;
  }

  private static String shown(PDDocument pdf) throws IOException {
    return new PDFTextStripper().getText(pdf);
  }

  /** For people to look at: target/pictures. */
  private static void picture(PDDocument pdf, String name) throws IOException {
    var folder = Files.createDirectories(Path.of("target", "pictures"));
    for (int page = 0; page < pdf.getNumberOfPages(); page++) {
      BufferedImage image = new PDFRenderer(pdf).renderImageWithDPI(page, SCREEN_DPI);
      ImageIO.write(image, "png", folder.resolve(name + "-" + (page + 1) + ".png").toFile());
    }
  }

  private static String text(byte[] file) {
    return new String(file, StandardCharsets.UTF_8);
  }
}
