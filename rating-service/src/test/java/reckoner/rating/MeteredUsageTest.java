package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;

import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.Seed;
import reckoner.proto.rating.v1.Charge;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.Contract;
import reckoner.proto.rating.v1.DueCharge;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.MeteredTerms;
import reckoner.proto.rating.v1.UsageEvent;

/** Whatever a meter counts, from the event to the due charge. */
class MeteredUsageTest {
  private static final Instant CUTOFF = APRIL.plusSeconds(86_400);
  private static final String RESOLUTIONS =
      """
      {'product': 'resolution', 'meter': 'resolutions',
       'definition': {
         'filter': 'event_type == `ticket.resolved` && dimensions.handed_over != `yes`',
         'aggregation': {'simple': 'COUNT'}, 'unit': 'resolution'},
       'ladder': {'list': {'key': 'list', 'version': 1}}}
      """;
  private final Meter meter = new Meter();

  @BeforeEach
  void publish() {
    meter.catalog.publishBook(
        MARCH.minusSeconds(1),
        "list",
        """
        {'currency': 'USD', 'dimensions': ['region'], 'prices': [
          {'product': 'resolution', 'terms': {'price': {'perUnit': {'rate': {'amount': '0.99'}}}}},
          {'product': 'resolution', 'dimensions': {'region': 'eu'}, 'endTime': '2026-03-15T00:00:00Z',
           'terms': {'price': {'perUnit': {'rate': {'amount': '0.89'}}}}},
          {'product': 'resolution', 'dimensions': {'region': 'eu'}, 'startTime': '2026-03-15T00:00:00Z',
           'terms': {'price': {'perUnit': {'rate': {'amount': '0.79'}}}}}]}
        """);
  }

  @AfterEach
  void stop() {
    meter.close();
  }

  private static Contract.Builder contract(String... terms) {
    var contract = Meter.contract("c/2026-03", "c", MARCH, APRIL).clearCharges();
    for (int i = 0; i < terms.length; i++) {
      var metered = Json.merge(MeteredTerms.newBuilder(), terms[i]);
      contract.addCharges(
          Charge.newBuilder()
              .setCharge("metered-" + i)
              .setDisplayName("Metered " + i)
              .setMetered(metered));
    }
    return contract;
  }

  /** Terms that stand in the contract, of events of type "x". */
  private static String own(String aggregation, String price) {
    return """
    {'product': 'p', 'meter': 'm', 'terms': %s,
     'definition': {'filter': 'event_type == `x`', 'aggregation': %s, 'unit': 'one'}}
    """
        .formatted(price, aggregation);
  }

  private static UsageEvent event(String id, String time, String type, String more) {
    return Json.merge(
            UsageEvent.newBuilder(),
            "{'source': 'desk', 'eventId': '%s', 'customer': 'c', 'eventTime': '%s', 'eventType': '%s' %s}"
                .formatted(id, time, type, more))
        .build();
  }

  private static UsageEvent x(int day, String quantity) {
    return event(
        "%02d-%s".formatted(day, quantity),
        "2026-03-%02dT12:00:00Z".formatted(day),
        "x",
        ", 'quantity': {'value': '%s'}, 'dimensions': {'user': 'u%s'}"
            .formatted(quantity, quantity));
  }

  private static String line(DueCharge charge) {
    return "%s %s %s: %s - %s -> %s ~ %s (%d events, %s)"
        .formatted(
            charge.getCharge(),
            charge.getProduct(),
            charge.getDimensionsMap(),
            charge.getQuantity().getValue(),
            charge.getAllowance().getValue(),
            charge.getAmountExact().getValue(),
            charge.getAmount().getValue(),
            charge.getEvents(),
            charge.getPriceVersion());
  }

  private List<String> close() {
    return meter.close("close", "c/2026-03", MARCH).getChargesList().stream()
        .map(MeteredUsageTest::line)
        .toList();
  }

  private List<EventResult> during(UsageEvent... events) {
    meter.advance(APRIL);
    return meter.ingest(events);
  }

  @Test
  @Tag("F33")
  void aMonthOfResolvedTicketsIsPricedByThePriceInForceWhenEachWasResolved() {
    meter.register("1", contract(RESOLUTIONS));
    var results =
        during(
            event(
                "1",
                "2026-03-01T00:00:00Z",
                "ticket.resolved",
                ", 'dimensions': {'handed_over': 'no', 'region': 'us'}"),
            event(
                "2",
                "2026-03-14T23:59:59.999999Z",
                "ticket.resolved",
                ", 'dimensions': {'handed_over': 'no', 'region': 'eu'}"),
            event(
                "3",
                "2026-03-15T00:00:00Z",
                "ticket.resolved",
                ", 'dimensions': {'handed_over': 'no', 'region': 'eu'}"),
            event(
                "4",
                "2026-03-31T23:59:59Z",
                "ticket.resolved",
                ", 'dimensions': {'handed_over': 'no', 'region': 'eu'}"),
            event(
                "5",
                "2026-03-02T00:00:00Z",
                "ticket.resolved",
                ", 'dimensions': {'handed_over': 'yes'}"),
            event("6", "2026-03-02T00:00:00Z", "ticket.opened", ""));
    assertEquals(
        List.of("RATED", "RATED", "RATED", "RATED", "UNCOUNTED", "UNCOUNTED"),
        results.stream().map(one -> (one.getStatus() + " " + one.getReason()).strip()).toList());
    meter.advance(CUTOFF);
    assertEquals(
        List.of(
            "metered-0 resolution {}: 1 - 0 -> 0.99 ~ 0.99 (1 events, list-v1)",
            "metered-0 resolution {region=eu}: 1 - 0 -> 0.89 ~ 0.89 (1 events, list-v1)",
            "metered-0 resolution {region=eu}: 2 - 0 -> 1.58 ~ 1.58 (2 events, list-v1)"),
        close());
    assertEquals(2, meter.summary(Meter.TENANT).getUncounted());
    assertEquals(2, meter.exceptions(Meter.TENANT, 10, EventResult.Status.UNCOUNTED).size());
  }

  @Test
  @Tag("F11")
  void whatWaitsForItsContractIsCountedWhenItAppears() {
    during(
        event(
            "1",
            "2026-03-20T00:00:00Z",
            "ticket.resolved",
            ", 'dimensions': {'handed_over': 'no', 'region': 'eu'}"),
        event(
            "2",
            "2026-03-20T00:00:00Z",
            "ticket.resolved",
            ", 'dimensions': {'handed_over': 'no'}"));
    assertEquals(2, meter.register("1", contract(RESOLUTIONS)).getMatchedEvents());
    meter.advance(CUTOFF);
    assertEquals(
        List.of(
            "metered-0 resolution {}: 1 - 0 -> 0.99 ~ 0.99 (1 events, list-v1)",
            "metered-0 resolution {region=eu}: 1 - 0 -> 0.79 ~ 0.79 (1 events, list-v1)"),
        close());
  }

  @Test
  @Tag("F33")
  void aPriceThatALaterVersionAddsEndsUnpricedAndNoOtherPriceChanges() throws Exception {
    meter.register(
        "1", contract(RESOLUTIONS.replace("'product': 'resolution'", "'product': 'review'")));
    var resolved = ", 'dimensions': {'handed_over': 'no'}";
    assertEquals(
        "NO_PRICE",
        during(event("1", "2026-03-20T00:00:00Z", "ticket.resolved", resolved))
            .getFirst()
            .getReason());
    meter.advance(CUTOFF);
    var blocked = meter.close("0", "c/2026-03", MARCH);
    assertEquals(ClosedPeriod.State.BLOCKED, blocked.getState());
    assertEquals("ticket.resolved", blocked.getUnpriced(0).getEventType());
    meter.catalog.publishBook(
        CUTOFF,
        "list",
        """
        {'currency': 'USD', 'prices': [
          {'product': 'resolution', 'terms': {'price': {'perUnit': {'rate': {'amount': '7'}}}}},
          {'product': 'review', 'terms': {'price': {'perUnit': {'rate': {'amount': '0.125'}}}}}]}
        """);
    meter.awaitNewPosition();
    assertEquals(
        List.of("metered-0 review {}: 1 - 0 -> 0.125 ~ 0.13 (1 events, list-v2)"), close());
    assertEquals(0, meter.exceptions(Meter.TENANT, 10).size());
  }

  @Test
  void aPriceThatALaterVersionOfAHigherRungAddsGoesBeforeTheList() {
    meter.catalog.publishBook(MARCH.minusSeconds(1), "own", "{'currency': 'USD'}");
    meter.register(
        "1",
        contract(
            RESOLUTIONS.replace(
                "'version': 1}", "'version': 1}, 'customerBook': {'key': 'own', 'version': 1}")));
    var resolved = ", 'dimensions': {'handed_over': 'no'}";
    meter.advance(APRIL);
    // the first is the sample of the sum of both
    meter.ingest(event("1", "2026-03-10T00:00:00Z", "ticket.resolved", resolved));
    meter.ingest(event("2", "2026-03-20T00:00:00Z", "ticket.resolved", resolved));
    meter.catalog.publishBook(
        APRIL,
        "own",
        """
        {'currency': 'USD', 'prices': [{'product': 'resolution', 'startTime': '2026-03-15T00:00:00Z',
          'terms': {'price': {'perUnit': {'rate': {'amount': '0.5'}}}}}]}
        """);
    meter.advance(CUTOFF);
    assertEquals(
        List.of(
            "metered-0 resolution {}: 1 - 0 -> 0.99 ~ 0.99 (1 events, list-v1)",
            "metered-0 resolution {}: 1 - 0 -> 0.5 ~ 0.5 (1 events, own-v2)"),
        close());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {'simple': 'SUM'} | {'allowance': '2.5', 'price': {'graduated': {'tiers': [{'upTo': '10', 'rate': {'amount': '1'}}, {'rate': {'amount': '0.1'}}]}}} | 16 - 2.5 -> 10.35 ~ 10.35
          {'simple': 'COUNT'} | {'price': {'perUnit': {'rate': {'amount': '2'}}}} | 4 - 0 -> 8 ~ 8
          {'simple': 'MAX'} | {'price': {'perUnit': {'rate': {'amount': '2'}}}} | 8 - 0 -> 16 ~ 16
          {'simple': 'MIN'} | {'price': {'perUnit': {'rate': {'amount': '2'}}}} | 0.5 - 0 -> 1 ~ 1
          {'simple': 'LATEST'} | {'price': {'perUnit': {'rate': {'amount': '2'}}}} | 0.5 - 0 -> 1 ~ 1
          {'simple': 'AVERAGE'} | {'price': {'perUnit': {'rate': {'amount': '2'}}}} | 4 - 0 -> 8 ~ 8
          {'countDistinct': 'user'} | {'price': {'perUnit': {'rate': {'amount': '3'}}}} | 3 - 0 -> 9 ~ 9
          {'windowed': {'size': 'FIVE_MINUTES', 'each': {'simple': 'MAX'}, 'then': {'percentile': {'percent': '50'}}, 'skipEmpty': true}} | {'price': {'perUnit': {'rate': {'amount': '1'}}}} | 3.5 - 0 -> 3.5 ~ 3.5
          {'windowed': {'size': 'DAILY', 'each': {'simple': 'COUNT'}, 'then': {'simple': 'SUM'}}} | {'price': {'perUnit': {'rate': {'amount': '1'}}}} | 4 - 0 -> 4 ~ 4
          {'timeWeighted': 'DAY'} | {'price': {'perUnit': {'rate': {'amount': '1'}}}} | 203.75 - 0 -> 203.75 ~ 203.75
          {'simple': 'PEAK'} | {'price': {'perUnit': {'rate': {'amount': '1'}}}} | 8 - 0 -> 8 ~ 8
          {'simple': 'SUM'} | {'price': {'percentage': {'share': {'amount': '2.9', 'per': '100'}, 'fixed': '0.3'}}} | 16 - 0 -> 1.664 ~ 1.66
          """)
  @Tag("F12")
  void everyAggregationIsPricedWhateverTheOrderOfArrival(
      String aggregation, String price, String expected) {
    meter.register("1", contract(own(aggregation, price)));
    var events =
        new ArrayList<>(
            List.of(
                x(1, "4"),
                x(9, "3.5"),
                x(10, "8"),
                x(31, "0.5").toBuilder().putDimensions("user", "u4").build()));
    long seed = Seed.of(MeteredUsageTest.class);
    Collections.shuffle(events, new Random(seed));
    during(events.toArray(UsageEvent[]::new));
    meter.advance(CUTOFF);
    assertEquals(
        List.of("metered-0 p {}: %s (4 events, )".formatted(expected)), close(), "seed " + seed);
  }

  @Test
  void aFeeIsDueWithoutUsageToo() {
    var capacity =
        "{'price': {'capacity': {'units': '100', 'fee': '50', 'overage': {'perUnit': {'rate':"
            + " {'amount': '1'}}}}}}";
    meter.register(
        "1", contract(own("{'simple': 'SUM'}", capacity), own("{'simple': 'MAX'}", capacity)));
    meter.advance(CUTOFF);
    assertEquals(List.of("metered-0 p {}: 0 - 0 -> 50 ~ 50 (0 events, )"), close());
  }

  @Test
  void anEventWithoutTheQuantityThatIsCountedIsUnpriced() {
    meter.register(
        "1",
        contract(
            own("{'simple': 'SUM', 'quantity': 'pages'}", "{'price': {'flat': {'amount': '1'}}}")));
    assertEquals("QUANTITY_MISSING", during(x(1, "4")).getFirst().getReason());
    var pages =
        event("2", "2026-03-01T00:00:00Z", "x", ", 'quantities': {'pages': {'value': '3'}}");
    assertEquals(EventResult.Status.RATED, during(pages).getFirst().getStatus());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          event_type == `x` | event_type == | CONTRACT_INVALID | contract.charges[0].metered.definition.filter
          {'simple': 'SUM'} | {'percentile': {'percent': '95'}} | CONTRACT_INVALID | contract.charges[0].metered.definition.aggregation
          {'flat': {'amount': '1'}} | {'flat': {'amount': '1e99'}} | CONTRACT_INVALID | contract.charges[0].metered.terms.price.flat.amount
          """)
  void termsThatCannotBeRatedAreRefusedWithTheirField(
      String part, String instead, String reason, String field) {
    var terms =
        own("{'simple': 'SUM'}", "{'price': {'flat': {'amount': '1'}}}").replace(part, instead);
    var refused =
        assertThrows(StatusRuntimeException.class, () -> meter.register("1", contract(terms)));
    assertEquals(reason, RefusalStatus.reason(refused).orElseThrow());
    assertEquals(
        List.of(field),
        RefusalStatus.faults(refused).getFieldViolationsList().stream()
            .map(fault -> fault.getField())
            .toList());
  }

  @ParameterizedTest
  @CsvSource({
    "list, 2, PRICE_BOOK_UNKNOWN",
    "euro, 1, CURRENCY_DIFFERS",
    "list, 0, CONTRACT_INVALID"
  })
  void aBookThatIsNotThereOrInAnotherCurrencyIsRefused(String book, int version, String reason) {
    meter.catalog.publishBook(MARCH, "euro", "{'currency': 'EUR'}");
    var terms =
        RESOLUTIONS.replace("'list', 'version': 1", "'%s', 'version': %d".formatted(book, version));
    var refused =
        assertThrows(StatusRuntimeException.class, () -> meter.register("1", contract(terms)));
    assertEquals(reason, RefusalStatus.reason(refused).orElseThrow());
  }

  @Test
  void moreEventsThanAnybodyReadsAreExplainedInOneStep() {
    var share =
        "{'price': {'percentage': {'share': {'amount': '10', 'per': '100'}, 'fixed': '0.3'}}}";
    meter.register("1", contract(own("{'simple': 'SUM'}", share)));
    meter.advance(APRIL);
    for (int most : new int[] {MeteredTotals.EXPLAINED_MAX, 1}) {
      var events = new UsageEvent[most];
      for (int i = 0; i < most; i++) {
        events[i] =
            event(most + "-" + i, "2026-03-01T00:00:00Z", "x", ", 'quantity': {'value': '2'}");
      }
      meter.ingest(events);
    }
    meter.advance(CUTOFF);
    var charge = meter.close("close", "c/2026-03", MARCH).getCharges(0);
    assertEquals("500.5", charge.getAmount().getValue());
    assertEquals(
        List.of("1001 events, each priced by itself = 500.5"),
        charge.getPriceStepsList().stream().map(step -> step.getWords()).toList());
  }

  @Test
  void oneEventMayFeedSeveralMeters() {
    meter.register(
        "1",
        contract(
            own("{'simple': 'SUM'}", "{'price': {'perUnit': {'rate': {'amount': '1'}}}}"),
            own("{'simple': 'COUNT'}", "{'price': {'perUnit': {'rate': {'amount': '0.01'}}}}")));
    during(x(1, "4"), x(2, "5"));
    meter.advance(CUTOFF);
    assertEquals(
        Arrays.asList(
            "metered-0 p {}: 9 - 0 -> 9 ~ 9 (2 events, )",
            "metered-1 p {}: 2 - 0 -> 0.02 ~ 0.02 (2 events, )"),
        close());
  }
}
