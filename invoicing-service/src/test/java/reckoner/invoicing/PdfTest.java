package reckoner.invoicing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reckoner.kit.testing.TestService;
import reckoner.proto.invoicing.v1.BillTo;
import reckoner.proto.invoicing.v1.DraftInvoiceRequest;
import reckoner.proto.invoicing.v1.RenderingFormat;

/** The PDF of an invoice: what it says, and what a text of others cannot do to it. */
class PdfTest {
  private static final TestService SERVICE = TestService.start("invoicing", Map.of());
  private static final int WAIT_MILLIS = 200;

  @AfterAll
  static void stop() {
    SERVICE.close();
  }

  @Test
  void itShowsWhatIsOwedAndWhy() throws IOException {
    var may = Desk.may("i").addLines(Desk.tokens("chat")).addLines(Desk.fee("fee", "1234567.5"));
    var file = pdf("pdf", may);
    var shown = shown(file);
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
            "input · 0.33 per 1,000,000",
            "234,567",
            "0.07740711",
            new Desk(SERVICE, "pdf").get("i").getContentHash())) {
      assertTrue(shown.contains(part), part + " is not in " + shown);
    }
    try (var pdf = Loader.loadPDF(file)) {
      assertEquals(1, pdf.getNumberOfPages());
      assertEquals("en", pdf.getDocumentCatalog().getLanguage());
      assertTrue(onlyEmbeddedFonts(pdf));
    }
  }

  @Test
  void itsDatesAreThoseOfTheInvoice() throws IOException {
    var file = pdf("dates", Desk.may("i").addLines(Desk.fee("fee", "1")));
    try (var pdf = Loader.loadPDF(file)) {
      var information = pdf.getDocumentInformation();
      assertEquals("Invoice NW-000001", information.getTitle());
      assertEquals("2024-06-03T09:00:00Z", information.getCreationDate().toInstant().toString());
      var metadata =
          new String(pdf.getDocumentCatalog().getMetadata().toByteArray(), StandardCharsets.UTF_8);
      assertTrue(metadata.contains("<xmp:CreateDate>2024-06-03T09:00:00Z<"), metadata);
    }
  }

  @Test
  void longWordsAndNumbersAreBrokenAndNotCut() throws IOException {
    var exact = "12.345" + "0".repeat(94) + "1";
    var line =
        Desk.fee("fee", "12.35")
            .setAmountExact(Desk.decimal(exact))
            .setModel("x".repeat(200))
            .setDisplayName("y".repeat(200));
    var may = Desk.may("i").setContract("c".repeat(120)).addLines(line);
    var shown = shown(pdf("long", may)).replaceAll("\\s", "");
    for (var whole : List.of("x".repeat(200), "y".repeat(200), "c".repeat(120), exact)) {
      assertTrue(shown.contains(whole), whole + " is not in " + shown);
    }
  }

  @Test
  void aCustomersTextIsNoMarkupAndNothingIsFetched() throws IOException {
    try (var bait = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      bait.setSoTimeout(WAIT_MILLIS);
      var url = "http://127.0.0.1:" + bait.getLocalPort() + "/x.png";
      var name = "<b>Bold</b> & \"Sons\" <img src='" + url + "'/>{{number}}";
      var may =
          Desk.may("i")
              .setBillTo(BillTo.newBuilder().setCustomer("</td>").setDisplayName(name))
              .addLines(
                  Desk.fee("fee", "1")
                      .setModel("<style>@import url(" + url + ");</style>")
                      .setDisplayName("<script>alert(1)</script>"));
      var shown = shown(pdf("markup", may)).replaceAll("\\s+", " ");
      assertTrue(shown.contains("<b>Bold</b> & \"Sons\" <img"), shown);
      assertTrue(shown.contains("{{number}}"), shown);
      assertTrue(shown.replace(" ", "").contains("<script>alert(1)</script>"), shown);
      assertTrue(shown.replace(" ", "").contains("<style>@importurl("), shown);
      assertThrows(SocketTimeoutException.class, bait::accept);
    }
  }

  @Test
  void textThatTheFontLacksStopsNoDocument() throws IOException {
    var may =
        Desk.may("i")
            .setBillTo(
                BillTo.newBuilder().setCustomer("c\u0001\u200f").setDisplayName("東京 Łódź 🚀 Ω"))
            .addLines(Desk.fee("fee", "1"));
    var shown = shown(pdf("scripts", may));
    assertTrue(shown.contains("□□ Łódź □ Ω"), shown);
    var json =
        new String(
            new Desk(SERVICE, "scripts").download("i", RenderingFormat.JSON),
            StandardCharsets.UTF_8);
    assertTrue(json.contains("東京 Łódź 🚀 Ω") && json.contains("c\\u0001"), json);
  }

  static String shown(byte[] file) throws IOException {
    try (var pdf = Loader.loadPDF(file)) {
      return new PDFTextStripper().getText(pdf);
    }
  }

  private static byte[] pdf(String tenant, DraftInvoiceRequest.Builder request) {
    var desk = Desk.finalised(SERVICE, tenant, "i", request);
    desk.render("i", "r");
    return desk.download("i", RenderingFormat.PDF);
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
}
