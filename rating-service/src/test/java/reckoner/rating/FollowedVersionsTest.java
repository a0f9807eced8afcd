package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.MAY;
import static reckoner.rating.Meter.TENANT;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.UsageEvent;

/** Versions of a book behind the pinned one, which is followed for what it lacks (RULES D1). */
class FollowedVersionsTest {
  private static final Instant CUTOFF = APRIL.plusSeconds(86_400);
  private static final Instant LATER = CUTOFF.plusSeconds(3_600);
  private final Meter meter = new Meter();

  @AfterEach
  void stop() {
    meter.close();
  }

  /** The first version has no price for reviews. */
  @BeforeEach
  void register() {
    publish(MARCH.minusSeconds(1), "USD", "other", "1");
    meter.register(
        "1",
        Meter.contract("c/2026", "c", MARCH, APRIL, MAY)
            .clearCharges()
            .addCharges(
                Meter.metered(
                    "reviews",
                    "Reviews",
                    """
                    {'product': 'review', 'meter': 'reviews',
                     'definition': {'filter': 'event_type == `review`',
                       'aggregation': {'simple': 'COUNT'}, 'unit': 'review'},
                     'ladder': {'list': {'key': 'list', 'version': 1}}}
                    """)));
  }

  private void publish(Instant time, String currency, String product, String amount) {
    meter.catalog.publishBook(
        time,
        "list",
        """
        {'currency': '%s', 'prices': [
          {'product': '%s', 'terms': {'price': {'perUnit': {'rate': {'amount': '%s'}}}}}]}
        """
            .formatted(currency, product, amount));
  }

  private static UsageEvent review(String id) {
    return Json.merge(
            UsageEvent.newBuilder(),
            """
            {'source': 'desk', 'eventId': '%s', 'customer': 'c', 'eventType': 'review',
             'eventTime': '2026-03-01T00:00:00Z'}
            """
                .formatted(id))
        .build();
  }

  private static List<String> lines(ClosedPeriod period) {
    return period.getChargesList().stream()
        .map(charge -> charge.getAmount().getValue() + " " + charge.getPriceVersion())
        .toList();
  }

  @Test
  @Tag("F33")
  void whatAnArchivedVersionPricedIsAnsweredForEver() {
    publish(MARCH.minusSeconds(1), "USD", "review", "2");
    meter.ingest(review("1"));
    meter.advance(CUTOFF);
    var closed = meter.close(TENANT, "close", "c/2026", MARCH);
    assertEquals(List.of("2 list-v2"), lines(closed));
    meter.catalog.archiveBook(LATER, "list", 2);
    publish(LATER, "USD", "review", "5");
    meter.advance(LATER.plusSeconds(1));
    try (var replica = new Meter(meter.database, meter.catalog)) {
      var asked = replica.query(TENANT, "c/2026", MARCH, CUTOFF);
      assertEquals(closed.getChargesList(), asked.getChargesList());
      assertEquals(closed.getReceiptHash(), asked.getReceiptHash());
      assertEquals(
          List.of(),
          replica.adjust(TENANT, "adjust", "c/2026", MARCH, LATER.plusSeconds(1)).getLinesList());
    }
  }

  /** As of its position: what comes later is priced by what is offered then. */
  @Test
  void anArchivedVersionAddsNothingToWhatIsClosedLater() {
    publish(MARCH.minusSeconds(1), "USD", "review", "2");
    meter.catalog.archiveBook(APRIL, "list", 2);
    publish(APRIL, "USD", "review", "5");
    meter.advance(APRIL);
    meter.ingest(review("1"));
    meter.advance(CUTOFF);
    assertEquals(List.of("5 list-v3"), lines(meter.close(TENANT, "close", "c/2026", MARCH)));
  }

  @Test
  @Tag("F33")
  void aLaterVersionInAnotherCurrencyPricesNothing() {
    publish(MARCH.minusSeconds(1), "EUR", "review", "2");
    meter.awaitNewPosition();
    var result = meter.ingest(review("1")).getFirst();
    assertEquals(EventResult.Status.UNPRICED, result.getStatus());
    assertEquals("NO_PRICE", result.getReason());
    publish(MARCH.minusSeconds(1), "USD", "review", "3");
    meter.advance(CUTOFF);
    assertEquals(List.of("3 list-v3"), lines(meter.close(TENANT, "close", "c/2026", MARCH)));
  }
}
