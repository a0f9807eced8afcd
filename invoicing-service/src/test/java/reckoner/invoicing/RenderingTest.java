package reckoner.invoicing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.grpc.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reckoner.kit.testing.TestService;
import reckoner.kit.wire.CanonicalForm;
import reckoner.proto.invoicing.v1.DraftInvoiceRequest;
import reckoner.proto.invoicing.v1.RenderingFormat;

/** The files of an invoice, as a customer gets them. */
class RenderingTest {
  private static final TestService SERVICE = TestService.start("invoicing", Map.of());

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
  void noFieldOfAnInvoiceCanCarryACost() {
    for (var message : DraftInvoiceRequest.getDescriptor().getFile().getMessageTypes()) {
      for (var field : message.getFields()) {
        assertFalse(field.getName().matches(".*(cost|margin).*"), field.getFullName());
      }
    }
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
  void aCustomersTextIsNoFormula() {
    var request = Desk.may("i").setBillTo(Desk.may("i").getBillToBuilder().setCustomer("=1+1"));
    var starts = List.of("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠");
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
    assertTrue(csv.contains(",\"'\ncmd|") && csv.contains(",'＝cmd|"), csv);
    assertTrue(csv.contains(",'＋cmd|") && csv.contains(",'－cmd|"), csv);
    assertTrue(csv.contains(",'＠cmd|") && csv.contains(",'-fee,a=b,"), csv);
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
  void theContentIsTheSameUnderAnotherNumberOnAnotherDayAndInstallation() {
    var may = Desk.may("i").addLines(Desk.tokens("chat"));
    var one = finalised("number", "i", may);
    try (var elsewhere = TestService.start("invoicing", Map.of())) {
      var earlier = Desk.may("x").addLines(Desk.fee("earlier", "1"));
      var other = Desk.finalised(elsewhere, "number", "x", earlier);
      other.draft(may.setInvoice("j").setRequestId(Desk.newId()));
      other.itIs("2024-07-04T00:00:00Z");
      assertEquals("NW-000002", other.finalise("j").getNumber());
      assertEquals(one.get("i").getContentHash(), other.get("j").getContentHash());
    }
  }

  @Test
  void noFileTellsCostOrMargin() throws IOException {
    var desk = finalised("cost", "i", Desk.may("i").addLines(Desk.tokens("chat")));
    desk.render("i", "r");
    for (var format : List.of(RenderingFormat.PDF, RenderingFormat.JSON, RenderingFormat.CSV)) {
      var file = desk.download("i", format);
      var shown = format == RenderingFormat.PDF ? PdfTest.shown(file) : text(file);
      assertFalse(shown.matches("(?is).*(cost|margin).*"), shown);
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
    return Desk.finalised(SERVICE, tenant, key, request);
  }

  private static String text(byte[] file) {
    return new String(file, StandardCharsets.UTF_8);
  }
}
