package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.TENANT;

import com.google.type.Decimal;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.proto.rating.v1.Charge;
import reckoner.proto.rating.v1.Contract;
import reckoner.proto.rating.v1.EstimateServiceGrpc;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.MeteredTerms;
import reckoner.proto.rating.v1.PriceEventRequest;
import reckoner.proto.rating.v1.PriceEventResponse;
import reckoner.proto.rating.v1.PricedPart;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.proto.rating.v1.UsageSummary;

/** What an event would cost, asked before it happens. */
class PriceEventTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int EVIDENCE_LENGTH_MAX = 2_000;
  private static final int BODY_LENGTH_MAX = 65_536;

  private final Meter meter = new Meter();

  @BeforeEach
  void publish() {
    meter.publishSmallAndLarge();
    meter.catalog.publishBook(
        MARCH.minusSeconds(1),
        "list",
        """
        {'currency': 'USD', 'dimensions': ['region'], 'prices': [
          {'product': 'resolution', 'terms': {'price': {'perUnit': {'rate': {'amount': '0.99'}}}}},
          {'product': 'resolution', 'dimensions': {'region': 'eu'},
           'terms': {'price': {'perUnit': {'rate': {'amount': '0.89'}}}}}]}
        """);
  }

  @AfterEach
  void stop() {
    meter.close();
  }

  @Test
  void aRequestToAModelIsPricedByTokenClassAndNothingIsStored() {
    meter.register("1", Meter.contract("c/2026-03", "c", MARCH, APRIL));
    var event =
        Meter.event("1", "c", "2026-03-10T12:00:00Z", "small", "input", "1000", "output", "10");
    for (int i = 0; i < 2; i++) {
      var priced = ask(event);
      assertEquals(EventResult.Status.RATED, priced.getStatus());
      assertEquals("c/2026-03 USD", priced.getContract() + " " + priced.getCurrency());
      assertEquals("0.001872", priced.getAmountExact().getValue());
      assertEquals(
          List.of(
              "model-usage v1 openai small input 1000 x 1.8 / 1000000 = 0.0018",
              "model-usage v1 openai small output 10 x 7.2 / 1000000 = 0.000072"),
          priced.getPartsList().stream().map(PriceEventTest::words).toList());
    }
    assertEquals(UsageSummary.getDefaultInstance(), meter.summary(TENANT));
    meter.advance(APRIL);
    assertEquals(
        EventResult.Status.RATED, meter.ingest(event).getFirst().getStatus(), "not before");
  }

  @Test
  void usageThatMetersCountIsPricedByEachOfThemOnTheLadder() {
    meter.register(
        "1",
        contract(
            """
            {'product': 'resolution', 'meter': 'resolutions',
             'definition': {'filter': 'event_type == `x`', 'aggregation': {'simple': 'COUNT'},
               'unit': 'resolution'},
             'ladder': {'list': {'key': 'list', 'version': 1}, 'contractMultipliers': [
               {'product': 'resolution', 'multiplier': '0.5'}]}}
            """,
            own("{'simple': 'MAX'}", "{'price': {'perUnit': {'rate': {'amount': '2'}}}}")));
    var event = x("7").toBuilder().putDimensions("region", "eu").build();
    assertEquals(
        List.of(
            "metered-0 list-v1 resolution resolutions CONTRACT_MULTIPLIER {region=eu} 1 = 0.445",
            "metered-1  p m CONTRACT_OVERWRITE {} 7 = 14"),
        ask(event).getPartsList().stream().map(PriceEventTest::words).toList());
    assertEquals("14.445", ask(event).getAmountExact().getValue());
  }

  @Test
  void anEventIsPricedByItselfInTheFirstTierWithoutFreeUnits() {
    meter.register(
        "1",
        contract(
            own(
                "{'simple': 'SUM'}",
                "{'allowance': '2.5', 'price': {'graduated': {'tiers': [{'upTo': '10', 'rate':"
                    + " {'amount': '1'}}, {'rate': {'amount': '0.1'}}]}}}")));
    meter.advance(APRIL);
    assertEquals("10.2", ask(x("12")).getAmountExact().getValue());
    meter.ingest(x("12").toBuilder().setEventId("stored").build());
    assertEquals("10.2", ask(x("12")).getAmountExact().getValue(), "whatever is stored");
  }

  @Test
  void aContractIsUsedSoonAfterItsRegistrationAndForEventsToCome() {
    assertEquals(EventResult.Status.WAITING, ask(x("1")).getStatus());
    meter.register(
        "1",
        contract(own("{'simple': 'SUM'}", "{'price': {'perUnit': {'rate': {'amount': '2'}}}}")));
    var end = System.nanoTime() + PATIENCE.toNanos();
    var priced = ask(x("1"));
    while (priced.getStatus() == EventResult.Status.WAITING && System.nanoTime() < end) {
      assertEquals("", priced.getContract() + priced.getCurrency());
      priced = ask(x("1"));
    }
    assertEquals("2", priced.getAmountExact().getValue(), "business time is two weeks before it");
    assertEquals(EventResult.Status.WAITING, ask("other", x("1")).getStatus(), "another tenant");
  }

  @Test
  void whatHasNoPriceSaysWhy() {
    meter.register(
        "1",
        contract(
            own("{'simple': 'COUNT'}", "{'price': {'perUnit': {'rate': {'amount': '2'}}}}"),
            own(
                "{'simple': 'MAX', 'quantity': 'pages'}",
                "{'price': {'perUnit': {'rate': {'amount': '2'}}}}")));
    var unpriced = ask(x("1"));
    assertEquals("UNPRICED QUANTITY_MISSING", unpriced.getStatus() + " " + unpriced.getReason());
    assertEquals("c/2026-03 USD", unpriced.getContract() + " " + unpriced.getCurrency());
    assertEquals(0, unpriced.getPartsCount());
    assertEquals("0", unpriced.getAmountExact().getValue());
    var uncounted = ask(x("1").toBuilder().setEventType("y").build());
    assertEquals(EventResult.Status.UNCOUNTED, uncounted.getStatus());
    assertEquals("0", uncounted.getAmountExact().getValue());
  }

  @ParameterizedTest
  @CsvSource({
    "units, 1, TOKEN_CLASS_UNKNOWN, 'event.quantities[\"units\"]'",
    "input, -1, QUANTITY_INVALID, 'event.quantities[\"input\"]'",
  })
  void anEventAtFaultIsRefusedWithItsField(
      String units, String quantity, String reason, String field) {
    var event = Meter.event("1", "c", "2026-03-10T12:00:00Z", "small", units, quantity);
    assertRefused(reason, field, event);
  }

  @Test
  void anEventMayBeAsLargeAsOneThatIsStored() {
    var event = Meter.event("1", "c", "2026-03-10T12:00:00Z", "small", "input", "1").toBuilder();
    int i = 0;
    while (BODY_LENGTH_MAX - event.build().getSerializedSize() > EVIDENCE_LENGTH_MAX + 20) {
      event.putEvidence("proof-" + i++, "x".repeat(EVIDENCE_LENGTH_MAX));
    }
    event.putEvidence("rest", "");
    // three lengths that stand before texts take a byte more each where a text is long
    int rest = BODY_LENGTH_MAX - event.build().getSerializedSize() - 2;
    event.putEvidence("rest", "x".repeat(rest));
    assertEquals(BODY_LENGTH_MAX, event.build().getSerializedSize());
    assertEquals(EventResult.Status.WAITING, ask(event.build()).getStatus());
    assertRefused("EVENT_TOO_LARGE", "event", event.setEventId("12").build());
  }

  private void assertRefused(String reason, String field, UsageEvent event) {
    var refused = assertThrows(StatusRuntimeException.class, () -> ask(event));
    assertEquals(reason, RefusalStatus.reason(refused).orElseThrow());
    assertEquals(
        List.of(field),
        RefusalStatus.faults(refused).getFieldViolationsList().stream()
            .map(fault -> fault.getField())
            .toList());
  }

  @Test
  void aRequestWithoutAnEventIsRefused() {
    var refused =
        assertThrows(
            StatusRuntimeException.class,
            () -> stub(TENANT).priceEvent(PriceEventRequest.getDefaultInstance()));
    assertEquals("REQUEST_INVALID", RefusalStatus.reason(refused).orElseThrow());
    assertTrue(RefusalStatus.faults(refused).toString().contains("event"));
  }

  private PriceEventResponse ask(UsageEvent event) {
    return ask(TENANT, event);
  }

  private PriceEventResponse ask(String tenant, UsageEvent event) {
    return stub(tenant).priceEvent(PriceEventRequest.newBuilder().setEvent(event).build());
  }

  private EstimateServiceGrpc.EstimateServiceBlockingStub stub(String tenant) {
    return meter.service.as(
        tenant,
        Role.MACHINE,
        (ManagedChannel channel) -> EstimateServiceGrpc.newBlockingStub(channel));
  }

  private static String words(PricedPart part) {
    var of =
        part.hasModel()
            ? "%s %s %s %s x %s / %d"
                .formatted(
                    part.getModel().getProvider(),
                    part.getModel().getModel(),
                    part.getModel().getTokenClass(),
                    part.getQuantity().getValue(),
                    part.getModel().getPrice().getValue(),
                    part.getModel().getPer())
            : "%s %s %s %s %s"
                .formatted(
                    part.getMetered().getProduct(),
                    part.getMetered().getMeter(),
                    part.getMetered().getRung(),
                    part.getMetered().getDimensionsMap(),
                    part.getQuantity().getValue());
    return "%s %s %s = %s"
        .formatted(part.getCharge(), part.getPriceVersion(), of, part.getAmountExact().getValue());
  }

  private static Contract.Builder contract(String... terms) {
    var contract = Meter.contract("c/2026-03", "c", MARCH, APRIL).clearCharges();
    for (int i = 0; i < terms.length; i++) {
      contract.addCharges(
          Charge.newBuilder()
              .setCharge("metered-" + i)
              .setDisplayName("Metered " + i)
              .setMetered(Json.merge(MeteredTerms.newBuilder(), terms[i])));
    }
    return contract;
  }

  private static String own(String aggregation, String price) {
    return """
    {'product': 'p', 'meter': 'm', 'terms': %s,
     'definition': {'filter': 'event_type == `x`', 'aggregation': %s, 'unit': 'one'}}
    """
        .formatted(price, aggregation);
  }

  private static UsageEvent x(String quantity) {
    return UsageEvent.newBuilder()
        .setSource("desk")
        .setEventId("1")
        .setCustomer("c")
        .setEventTime(Meter.stamp(MARCH.plus(Duration.ofDays(14))))
        .setEventType("x")
        .setQuantity(Decimal.newBuilder().setValue(quantity))
        .build();
  }
}
