package reckoner.invoicing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.invoicing.Desk.refused;

import io.grpc.Status;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.TestService;
import reckoner.proto.invoicing.v1.Invoice;
import reckoner.proto.invoicing.v1.RenderingFormat;

/** Invoices from draft to number, as dated stories; every mutation is called twice. */
class InvoiceStoryTest {
  private static final TestService SERVICE = TestService.start("invoicing", Map.of());

  @AfterAll
  static void stop() {
    SERVICE.close();
  }

  @Test
  void mayIsDraftedOnTheSecondOfJuneAndNumberedOnTheThird() {
    var desk = Desk.open(SERVICE, "story");
    desk.itIs("2024-06-02T12:00:00Z");
    var may =
        Desk.may("globex-2024/2024-05")
            .addLines(Desk.tokens("chat"))
            .addLines(Desk.fee("fee", "99.5"));
    var draft = desk.draft(may);
    assertEquals(Invoice.State.DRAFT, draft.getState());
    assertEquals("99.58", draft.getTotal().getValue(), "0.08 and 99.50");
    assertEquals("", draft.getNumber());
    assertFalse(draft.hasFinaliseTime());
    assertEquals(
        List.of(Desk.tokens("chat").build(), Desk.fee("fee", "99.5").build()),
        draft.getLinesList());

    desk.itIs("2024-06-03T09:00:00Z");
    var invoice = desk.finalise("globex-2024/2024-05");
    assertEquals("NW-000001", invoice.getNumber());
    assertEquals(Desk.time("2024-06-03T09:00:00Z"), invoice.getFinaliseTime());
    assertEquals(draft.getContentHash(), invoice.getContentHash());
    assertEquals(draft.getLinesList(), invoice.getLinesList());

    desk.itIs("2024-06-04T09:00:00Z");
    assertEquals(invoice, desk.finalise("globex-2024/2024-05"), "it is final: answered as it is");
    assertEquals(invoice, desk.get("globex-2024/2024-05"));
  }

  @Test
  void everyMutationCalledTwiceHasOneAnswer() {
    var desk = Desk.open(SERVICE, "twice");
    assertEquals(
        desk.create(Desk.northwind().build(), "entity"),
        desk.create(Desk.northwind().build(), "entity"));
    assertEquals(
        Desk.northwind().build(), desk.create(Desk.northwind().build(), "entity, other id"));
    var may = Desk.may("i").addLines(Desk.tokens("chat"));
    var draft = desk.draft(may);
    assertEquals(draft, desk.draft(may), "same request id");
    assertEquals(draft, desk.draft(may.setRequestId(Desk.newId())), "same key, equal content");
    var invoice = desk.finalise("i", "final");
    assertEquals(invoice, desk.finalise("i", "final"));
    assertEquals(invoice, desk.finalise("i", "final, other id"));
    assertEquals(draft, desk.draft(may), "the first answer, though it is finalised since");
    assertEquals(invoice, desk.draft(may.setRequestId("after")), "the invoice as it is");
  }

  @Test
  void aTakenKeyWithOtherContentIsRefused() {
    var desk = Desk.open(SERVICE, "taken");
    desk.draft(Desk.may("i").addLines(Desk.fee("fee", "1")));
    refused(
        "KEY_TAKEN",
        Status.Code.ALREADY_EXISTS,
        () -> desk.draft(Desk.may("i").addLines(Desk.fee("fee", "2"))));
    refused(
        "KEY_TAKEN",
        Status.Code.ALREADY_EXISTS,
        () -> desk.create(Desk.northwind().setNumberPrefix("X-").build(), Desk.newId()));
    assertEquals("1", desk.get("i").getTotal().getValue());
  }

  @Test
  void aChargeIsBilledOnceAndTheRefusalNamesItAndItsInvoice() {
    var desk = Desk.open(SERVICE, "claims");
    desk.draft(Desk.may("first").addLines(Desk.fee("fee", "1")));
    var second = Desk.may("second").addLines(Desk.fee("other", "1")).addLines(Desk.fee("fee", "1"));
    var failure = refused("CHARGE_CLAIMED", Status.Code.ALREADY_EXISTS, () -> desk.draft(second));
    var fault = RefusalStatus.faults(failure).getFieldViolations(0);
    assertEquals("lines[1]", fault.getField());
    assertEquals(
        "charge fee part part-of-fee revision 0 is on invoice first", fault.getDescription());
    refused("NOT_FOUND", Status.Code.NOT_FOUND, () -> desk.get("second"));
    desk.draft(Desk.may("third").addLines(Desk.fee("other", "1")));
    desk.draft(Desk.may("adjustment").addLines(Desk.fee("fee", "1").setRevision(1)));
    desk.draft(
        Desk.may("other contract").setContract("globex-2025").addLines(Desk.fee("fee", "1")));
  }

  @Test
  void aRefusalOfManyClaimsWithLongKeysArrives() {
    var desk = Desk.open(SERVICE, "many-claims");
    var key = "i".repeat(200);
    var request = Desk.may(key);
    for (int i = 0; i < 100; i++) {
      request.addLines(Desk.fee("charge-%053d".formatted(i), "1").setPart("%064d".formatted(i)));
    }
    desk.draft(request);
    var again = request.clone().setInvoice("again").setRequestId(Desk.newId());
    var failure = refused("CHARGE_CLAIMED", Status.Code.ALREADY_EXISTS, () -> desk.draft(again));
    assertTrue(RefusalStatus.faults(failure).getFieldViolationsCount() > 0, "what fits is named");
    assertTrue(failure.toString().contains("100 charge(s)"), failure::toString);
  }

  @Test
  void tenantsShareNothing() {
    var one = Desk.open(SERVICE, "tenant-one");
    var other = Desk.open(SERVICE, "tenant-other");
    var first = one.draft(Desk.may("i").setRequestId("r").addLines(Desk.fee("fee", "1")));
    refused("NOT_FOUND", Status.Code.NOT_FOUND, () -> other.get("i"));
    refused("NOT_FOUND", Status.Code.NOT_FOUND, () -> other.finalise("i"));
    refused("NOT_FOUND", Status.Code.NOT_FOUND, () -> other.render("i", Desk.newId()));
    refused("NOT_FOUND", Status.Code.NOT_FOUND, () -> other.download("i", RenderingFormat.PDF));
    var second = other.draft(Desk.may("i").setRequestId("r").addLines(Desk.fee("fee", "2")));
    assertNotEquals(first.getContentHash(), second.getContentHash());
    assertEquals("NW-000001", one.finalise("i").getNumber());
    assertEquals("NW-000001", other.finalise("i").getNumber());
    assertEquals("1", one.get("i").getTotal().getValue());
    assertEquals("2", other.get("i").getTotal().getValue());
  }

  @Test
  void anInvoiceNeedsItsLegalEntity() {
    var desk = new Desk(SERVICE, "no-entity");
    refused(
        "LEGAL_ENTITY_UNKNOWN",
        Status.Code.FAILED_PRECONDITION,
        () -> desk.draft(Desk.may("i").addLines(Desk.fee("fee", "1"))));
  }
}
