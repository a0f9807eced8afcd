package reckoner.invoicing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.TestService;
import reckoner.proto.invoicing.v1.DraftInvoiceRequest;
import reckoner.proto.invoicing.v1.InvoiceLine;

/** What does not add up to an invoice, and what just does. */
class DraftFaultsTest {
  private static final TestService SERVICE = TestService.start("invoicing", Map.of());
  private static final Desk DESK = Desk.open(SERVICE, "acme");

  @AfterAll
  static void stop() {
    SERVICE.close();
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        header("no zone at all", "zone", r -> r.setZone("Mars/Olympus")),
        header("an offset is no IANA zone", "zone", r -> r.setZone("+02:00")),
        header("an unknown currency", "currency", r -> r.setCurrency("ABC")),
        header("a currency without a minor unit", "currency", r -> r.setCurrency("XAU")),
        header(
            "an empty period",
            "period",
            r -> r.setPeriod(r.getPeriod().toBuilder().setEndTime(r.getPeriod().getStartTime()))),
        header(
            "a period without an end",
            "period.end_time",
            r -> r.setPeriod(r.getPeriod().toBuilder().clearEndTime())),
        header(
            "an instant that PostgreSQL would round",
            "period.start_time",
            r ->
                r.setPeriod(
                    r.getPeriod().toBuilder()
                        .setStartTime(r.getPeriod().getStartTime().toBuilder().setNanos(999)))),
        line("a word for a number", "amount", l -> l.setAmount(Desk.decimal("one"))),
        line("a negative quantity", "allowance", l -> l.setAllowance(Desk.decimal("-1"))),
        line(
            "thirteen fractional digits of a quantity",
            "quantity",
            l -> l.setQuantity(Desk.decimal("1.0000000000001"))),
        line(
            "an exponent too large",
            "amount_exact",
            l -> l.setAmountExact(Desk.decimal("1e99999"))),
        line(
            "too many fractional digits of a product",
            "amount_exact",
            l -> l.setAmountExact(Desk.decimal("0." + "1".repeat(99)))),
        line("an amount off by a cent", "amount", l -> l.setAmount(Desk.decimal("0.07"))),
        line("an unrounded amount", "amount", l -> l.setAmount(Desk.decimal("0.07740711"))),
        step("a step with another allowance", "steps[0].quantity", "allowance", "999999"),
        step("a step with another price", "steps[0].amount_exact", "price", "0.34"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void aFaultIsNamedWithItsField(
      String name, String field, UnaryOperator<DraftInvoiceRequest.Builder> change) {
    var request = change.apply(Desk.may("faulty").addLines(Desk.tokens("chat")));
    var failure = invalid(request);
    assertTrue(fields(failure).contains(field), name + ": " + fields(failure));
  }

  @Test
  void everyFaultIsAnsweredAtOnce() {
    var request =
        Desk.may("faulty")
            .setZone("nowhere")
            .setCurrency("ABC")
            .addLines(Desk.tokens("chat").setQuantity(Desk.decimal("many")))
            .addLines(Desk.fee("fee", "1"))
            .addLines(Desk.fee("fee", "1"));
    var failure = invalid(request);
    assertEquals(List.of("zone", "currency", "lines[0].quantity", "lines[2]"), fields(failure));
  }

  @Test
  void linesAndStepsThatDoNotSumUpAreNamed() {
    var line = Desk.tokens("chat");
    line.addSteps(line.getSteps(0));
    assertEquals(
        List.of(
            "lines[0].quantity",
            "lines[0].allowance",
            "lines[0].quantity_priced",
            "lines[0].amount_exact"),
        fields(invalid(Desk.may("faulty").addLines(line))));
  }

  @Test
  void aHalfCentIsRoundedUpAndManyFractionalDigitsAreKept() {
    var exact = "12.345" + "0".repeat(94) + "1";
    var invoice =
        DESK.draft(
            Desk.may("half")
                .addLines(amounts("half", "0.005", "0.01"))
                .addLines(amounts("below", "0.00499", "0"))
                .addLines(amounts("long", exact, "12.35")));
    assertEquals("12.36", invoice.getTotal().getValue(), "the sum of rounded lines");
    assertEquals(exact, invoice.getLines(2).getAmountExact().getValue());
  }

  @Test
  void currenciesRoundToTheirOwnMinorUnit() {
    var yen =
        DESK.draft(Desk.may("yen").setCurrency("JPY").addLines(amounts("yen", "1234.5", "1235")));
    assertEquals("1235", yen.getTotal().getValue());
    var dinar =
        DESK.draft(
            Desk.may("dinar").setCurrency("KWD").addLines(amounts("dinar", "1.2345", "1.235")));
    assertEquals("1.235", dinar.getTotal().getValue());
  }

  @Test
  void anInvoiceOfTenThousandLinesIsDrafted() {
    var request = Desk.may("huge");
    for (int i = 0; i < 10_000; i++) {
      request.addLines(Desk.fee("huge" + i, "0.01"));
    }
    var invoice = DESK.draft(request);
    assertEquals("100", invoice.getTotal().getValue());
    assertEquals(10_000, invoice.getLinesCount());
  }

  private static InvoiceLine.Builder amounts(String charge, String exact, String rounded) {
    return Desk.fee(charge, "0")
        .setAmountExact(Desk.decimal(exact))
        .setAmount(Desk.decimal(rounded));
  }

  private static StatusRuntimeException invalid(DraftInvoiceRequest.Builder request) {
    return Desk.refused("INVOICE_INVALID", Status.Code.INVALID_ARGUMENT, () -> DESK.draft(request));
  }

  private static List<String> fields(StatusRuntimeException failure) {
    return RefusalStatus.faults(failure).getFieldViolationsList().stream()
        .map(violation -> violation.getField())
        .toList();
  }

  private static Arguments header(
      String name, String field, UnaryOperator<DraftInvoiceRequest.Builder> change) {
    return Arguments.of(name, field, change);
  }

  private static Arguments line(
      String name, String field, UnaryOperator<InvoiceLine.Builder> change) {
    UnaryOperator<DraftInvoiceRequest.Builder> onRequest =
        request -> request.setLines(0, change.apply(request.getLines(0).toBuilder()));
    return Arguments.of(name, "lines[0]." + field, onRequest);
  }

  private static Arguments step(String name, String field, String changed, String value) {
    return line(
        name,
        field,
        line -> {
          var step = line.getSteps(0).toBuilder();
          var descriptor = step.getDescriptorForType().findFieldByName(changed);
          return line.setSteps(0, step.setField(descriptor, Desk.decimal(value)));
        });
  }
}
