package reckoner.invoicing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.Timestamp;
import com.google.type.Decimal;
import com.google.type.Interval;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.function.Executable;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.TestService;
import reckoner.proto.clock.v1.AdvanceClockRequest;
import reckoner.proto.clock.v1.ClockServiceGrpc;
import reckoner.proto.invoicing.v1.BillTo;
import reckoner.proto.invoicing.v1.CreateLegalEntityRequest;
import reckoner.proto.invoicing.v1.DownloadRenderingRequest;
import reckoner.proto.invoicing.v1.DraftInvoiceRequest;
import reckoner.proto.invoicing.v1.FinaliseInvoiceRequest;
import reckoner.proto.invoicing.v1.GetInvoiceRequest;
import reckoner.proto.invoicing.v1.Invoice;
import reckoner.proto.invoicing.v1.InvoiceLine;
import reckoner.proto.invoicing.v1.InvoicingServiceGrpc;
import reckoner.proto.invoicing.v1.InvoicingServiceGrpc.InvoicingServiceBlockingStub;
import reckoner.proto.invoicing.v1.LegalEntity;
import reckoner.proto.invoicing.v1.LineStep;
import reckoner.proto.invoicing.v1.RenderInvoiceRequest;
import reckoner.proto.invoicing.v1.RenderInvoiceResponse;
import reckoner.proto.invoicing.v1.RenderingFormat;

/** What a billing clerk of one tenant does, in the words of the tests. */
final class Desk {
  static final String NORTHWIND = "northwind";

  private final TestService service;
  private final String tenant;

  Desk(TestService service, String tenant) {
    this.service = service;
    this.tenant = tenant;
  }

  /** A desk whose legal entity is made. */
  static Desk open(TestService service, String tenant) {
    var desk = new Desk(service, tenant);
    desk.create(northwind().build(), newId());
    return desk;
  }

  /** A desk with one invoice, finalised on 3 June 2024. */
  static Desk finalised(
      TestService service, String tenant, String key, DraftInvoiceRequest.Builder request) {
    var desk = open(service, tenant);
    desk.itIs("2024-06-03T09:00:00Z");
    desk.draft(request);
    desk.finalise(key);
    return desk;
  }

  InvoicingServiceBlockingStub as(Role role) {
    return service.as(tenant, role, (ManagedChannel c) -> InvoicingServiceGrpc.newBlockingStub(c));
  }

  void itIs(String instant) {
    service
        .as(tenant, Role.OPERATOR, (ManagedChannel c) -> ClockServiceGrpc.newBlockingStub(c))
        .advanceClock(
            AdvanceClockRequest.newBuilder().setRequestId(newId()).setTime(time(instant)).build());
  }

  LegalEntity create(LegalEntity legalEntity, String requestId) {
    return as(Role.FINANCE)
        .createLegalEntity(
            CreateLegalEntityRequest.newBuilder()
                .setRequestId(requestId)
                .setLegalEntity(legalEntity)
                .build());
  }

  Invoice draft(DraftInvoiceRequest.Builder request) {
    return as(Role.SERVICE).draftInvoice(request.build());
  }

  Invoice finalise(String invoice) {
    return finalise(invoice, newId());
  }

  Invoice finalise(String invoice, String requestId) {
    return as(Role.SERVICE)
        .finaliseInvoice(
            FinaliseInvoiceRequest.newBuilder()
                .setRequestId(requestId)
                .setInvoice(invoice)
                .build());
  }

  RenderInvoiceResponse render(String invoice, String requestId) {
    return as(Role.SERVICE)
        .renderInvoice(
            RenderInvoiceRequest.newBuilder().setRequestId(requestId).setInvoice(invoice).build());
  }

  Invoice get(String invoice) {
    return as(Role.VIEWER).getInvoice(GetInvoiceRequest.newBuilder().setInvoice(invoice).build());
  }

  byte[] download(String invoice, RenderingFormat format) {
    var file = new ByteArrayOutputStream();
    as(Role.VIEWER)
        .downloadRendering(
            DownloadRenderingRequest.newBuilder().setInvoice(invoice).setFormat(format).build())
        .forEachRemaining(chunk -> file.writeBytes(chunk.getChunk().toByteArray()));
    return file.toByteArray();
  }

  static LegalEntity.Builder northwind() {
    return LegalEntity.newBuilder()
        .setLegalEntity(NORTHWIND)
        .setDisplayName("Northwind Inference Ltd")
        .addAddressLines("1 Harbour Street")
        .addAddressLines("Dublin 1")
        .setNumberPrefix("NW-");
  }

  /** May 2024 in New York, in dollars, without lines. */
  static DraftInvoiceRequest.Builder may(String invoice) {
    return DraftInvoiceRequest.newBuilder()
        .setRequestId(newId())
        .setInvoice(invoice)
        .setLegalEntity(NORTHWIND)
        .setBillTo(BillTo.newBuilder().setCustomer("globex").setDisplayName("Globex Corporation"))
        .setContract("globex-2024")
        .setZone("America/New_York")
        .setCurrency("USD")
        .setPeriod(
            Interval.newBuilder()
                .setStartTime(time("2024-05-01T04:00:00Z"))
                .setEndTime(time("2024-06-01T04:00:00Z")));
  }

  /** 1,234,567 tokens, the first 1,000,000 free, at 0.33 for a million: 0.07740711, so 0.08. */
  static InvoiceLine.Builder tokens(String charge) {
    return line(charge)
        .setDisplayName("Chat tokens")
        .setProvider("openai")
        .setModel("gpt-4o-mini")
        .setTokenClass("input")
        .setPriceVersion("5f2c")
        .setQuantity(decimal("1234567"))
        .setAllowance(decimal("1000000"))
        .setQuantityPriced(decimal("234567"))
        .setAmountExact(decimal("0.07740711"))
        .setAmount(decimal("0.08"))
        .addSteps(
            LineStep.newBuilder()
                .setQuantity(decimal("1234567"))
                .setAllowance(decimal("1000000"))
                .setQuantityPriced(decimal("234567"))
                .setPrice(decimal("0.33"))
                .setPer(1_000_000)
                .setAmountExact(decimal("0.07740711")));
  }

  /** A monthly fee of an amount, without model and steps. */
  static InvoiceLine.Builder fee(String charge, String amount) {
    return line(charge)
        .setDisplayName("Platform fee")
        .setQuantity(decimal("1"))
        .setAllowance(decimal("0"))
        .setQuantityPriced(decimal("1"))
        .setAmountExact(decimal(amount))
        .setAmount(decimal(amount));
  }

  private static InvoiceLine.Builder line(String charge) {
    return InvoiceLine.newBuilder().setCharge(charge).setPart("part-of-" + charge);
  }

  static Decimal decimal(String value) {
    return Decimal.newBuilder().setValue(value).build();
  }

  static Timestamp time(String instant) {
    return Timestamp.newBuilder().setSeconds(Instant.parse(instant).getEpochSecond()).build();
  }

  static String newId() {
    return UUID.randomUUID().toString();
  }

  static StatusRuntimeException refused(String reason, Status.Code code, Executable call) {
    var failure = assertThrows(StatusRuntimeException.class, call);
    assertEquals(reason, RefusalStatus.reason(failure).orElse("none: " + failure));
    assertEquals(code, failure.getStatus().getCode());
    return failure;
  }
}
