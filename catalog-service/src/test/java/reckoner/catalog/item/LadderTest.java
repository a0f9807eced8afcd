package reckoner.catalog.item;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reckoner.kit.testing.TestService;
import reckoner.kit.wire.Wire;
import reckoner.proto.catalog.v1.LadderRung;
import reckoner.proto.catalog.v1.LookupPriceResponse;
import reckoner.proto.catalog.v1.LookupPriceResponse.Reason;
import reckoner.proto.catalog.v1.PriceEntry;
import reckoner.proto.catalog.v1.PriceLadder;
import reckoner.proto.catalog.v1.PriceMultiplier;
import reckoner.proto.catalog.v1.VersionName;

/** The ladder of prices: the first that applies wins, and every rung says why (RULES D2). */
class LadderTest {
  private static final TestService SERVICE = TestService.start("catalog", Map.of());
  private static final ItemClient CLIENT = new ItemClient(SERVICE, "ladder");
  private static final String TIME = "2031-06-15T12:00:00Z";

  @BeforeAll
  static void publish() {
    CLIENT.publishAll(Samples.RESOLUTION, Samples.product("meeting"), Samples.product("seat"));
    CLIENT.publish(
        Samples.book(
            "list",
            "",
            Samples.price("resolution", "", "1"),
            Samples.price("resolution", "'dimensions':{'region':'eu'},", "1.1"),
            Samples.price("meeting", "'startTime':'2031-07-01T00:00:00Z',", "20"),
            Samples.price("seat", "'endTime':'2031-06-01T00:00:00Z',", "12")),
        "2031-01-01T00:00:00Z");
    CLIENT.publish(
        Samples.book("smb", "'segment':'smb',", Samples.price("resolution", "", "0.9")),
        "2031-01-01T00:00:00Z");
    CLIENT.publish(
        Samples.book("acme", "'customer':'acme',", Samples.price("resolution", "", "0.8")),
        "2031-01-01T00:00:00Z");
  }

  @AfterAll
  static void stop() {
    SERVICE.close();
  }

  @Test
  void theCustomersBookGoesBeforeTheSegmentsAndThatBeforeTheList() {
    var event = ItemClient.event("resolution", TIME).setCustomer("acme").setSegment("smb");
    var answer = CLIENT.lookup(event);
    assertEquals(LadderRung.CUSTOMER_BOOK, answer.getFound().getRung());
    assertEquals("0.8", amount(answer));
    assertEquals("acme", answer.getFound().getBook().getKey());
    assertEquals(
        List.of(
            Reason.NOTHING_THERE,
            Reason.NOTHING_THERE,
            Reason.NOTHING_THERE,
            Reason.NOTHING_THERE,
            Reason.APPLIES,
            Reason.A_HIGHER_RUNG_APPLIES,
            Reason.A_HIGHER_RUNG_APPLIES),
        reasons(answer));
    assertEquals("0.9", amount(CLIENT.lookup(event.setCustomer("another"))));
    assertEquals("1", amount(CLIENT.lookup(event.setSegment("another"))));
  }

  @Test
  void theContractsOwnPricesGoBeforeAllBooksAndMultipliersMultiplyTheList() {
    var own =
        Samples.json(
                "{'key':'x','priceBook':{'currency':'USD','prices':["
                    + Samples.price("resolution", "'dimensions':{'region':'eu'},", "0.5")
                    + "]}}")
            .getPriceBook()
            .getPricesList();
    var ladder =
        PriceLadder.newBuilder()
            .addAllContractPrices(own)
            .addContractMultipliers(PriceMultiplier.newBuilder().setMultiplier("0.70"))
            .addContractMultipliers(
                PriceMultiplier.newBuilder().setProduct("resolution").setMultiplier("0.6"))
            .build();
    var event =
        ItemClient.event("resolution", TIME)
            .setCustomer("acme")
            .putDimensions("region", "eu")
            .setLadder(ladder);
    var overwritten = CLIENT.lookup(event);
    assertEquals(LadderRung.CONTRACT_OVERWRITE, overwritten.getFound().getRung());
    assertEquals(own.getFirst(), overwritten.getFound().getEntry());
    assertFalse(overwritten.getFound().hasBook());
    var multiplied = CLIENT.lookup(event.putDimensions("region", "us"));
    assertEquals(LadderRung.CONTRACT_MULTIPLIER, multiplied.getFound().getRung());
    assertEquals("0.6", multiplied.getFound().getMultiplier(), "of the product before of all");
    assertEquals("1", amount(multiplied));
    assertEquals("list", multiplied.getFound().getBook().getKey());
    assertEquals(Reason.DIMENSIONS_NOT_COVERED, reasons(multiplied).get(2));
    var nothing = CLIENT.lookup(event.setProduct("nothing"));
    assertFalse(nothing.hasFound());
    assertEquals(Reason.MULTIPLIES_NOTHING, reasons(nothing).get(3));
    assertEquals(Reason.PRODUCT_NOT_PRICED, reasons(nothing).get(6));
  }

  @Test
  void whatIsNotInForceSaysWhen() {
    var later = CLIENT.lookup(ItemClient.event("meeting", TIME));
    assertFalse(later.hasFound());
    assertEquals(Reason.NOT_YET_IN_FORCE, reasons(later).get(6));
    assertEquals(
        "prices[2] (meeting) is not in force before 2031-07-01T00:00:00Z",
        later.getRungs(6).getWords());
    assertEquals(
        Reason.NO_LONGER_IN_FORCE, reasons(CLIENT.lookup(ItemClient.event("seat", TIME))).get(6));
    assertEquals("12", amount(CLIENT.lookup(ItemClient.event("seat", "2031-05-31T23:59:59Z"))));
  }

  @Test
  void aBookInAnotherCurrencyDoesNotApply() {
    var euros = ItemClient.event("resolution", TIME).setCustomer("acme").setCurrency("EUR");
    var answer = CLIENT.lookup(euros);
    assertFalse(answer.hasFound());
    assertEquals(Reason.OTHER_CURRENCY, reasons(answer).get(4));
    assertEquals(Reason.OTHER_CURRENCY, reasons(answer).get(6));
    assertEquals("price book acme is in USD, the contract in EUR", answer.getRungs(4).getWords());
  }

  @Test
  void severalListsAreRefusedUntilOneIsNamed() {
    var client = new ItemClient(SERVICE, "two-lists");
    client.publish(Samples.RESOLUTION);
    client.publish(Samples.list("one", "resolution", "1"), "2031-01-01T00:00:00Z");
    client.publish(Samples.list("two", "resolution", "2"), "2031-01-01T00:00:00Z");
    var event = ItemClient.event("resolution", TIME);
    ItemClient.refused("BOOK_AMBIGUOUS", () -> client.lookup(event));
    assertEquals("2", amount(client.lookup(event.setLadder(list("two", 0)))));
    ItemClient.refused("VERSION_UNKNOWN", () -> client.lookup(event.setLadder(list("two", 2))));
    ItemClient.refused("ITEM_UNKNOWN", () -> client.lookup(event.setLadder(list("three", 0))));
    ItemClient.refused("ITEM_UNKNOWN", () -> client.lookup(event.setLadder(list("three", 1))));
  }

  @Test
  void aPositionThatWasNotGivenOutIsRefused() {
    var newest = CLIENT.lookup(ItemClient.event("resolution", TIME)).getPosition();
    assertEquals(
        "1", amount(CLIENT.lookup(ItemClient.event("resolution", TIME).setPosition(newest))));
    ItemClient.refused(
        "POSITION_OPEN",
        () -> CLIENT.lookup(ItemClient.event("resolution", TIME).setPosition(newest + 1)));
  }

  @Test
  void everyFaultOfALadderIsNamedWithItsField() {
    var entry = PriceEntry.newBuilder().setProduct("resolution").setTerms(terms("1x"));
    var ladder =
        PriceLadder.newBuilder()
            .addCommitmentPrices(entry.setTerms(terms("1")))
            .addCommitmentPrices(entry)
            .addContractPrices(entry.setTerms(terms("1x")))
            .addContractMultipliers(PriceMultiplier.newBuilder().setMultiplier("0"))
            .addCommitmentMultipliers(
                PriceMultiplier.newBuilder()
                    .setMultiplier("0.9")
                    .setStartTime(Wire.timestamp(Instant.parse(TIME)))
                    .setEndTime(Wire.timestamp(Instant.parse(TIME))));
    assertEquals(
        List.of(
            "ladder.commitment_prices[1]",
            "ladder.commitment_multipliers[0].end_time",
            "ladder.contract_prices[0].terms.price.per_unit.rate.amount",
            "ladder.contract_multipliers[0].multiplier"),
        ItemClient.refused(
            "PRICING_INVALID",
            () -> CLIENT.lookup(ItemClient.event("resolution", TIME).setLadder(ladder))));
  }

  private static reckoner.proto.pricing.v1.ChargeTerms terms(String amount) {
    return Samples.list("x", "x", amount).getPriceBook().getPrices(0).getTerms();
  }

  private static PriceLadder list(String key, int version) {
    return PriceLadder.newBuilder()
        .setList(VersionName.newBuilder().setKey(key).setVersion(version))
        .build();
  }

  private static List<Reason> reasons(LookupPriceResponse answer) {
    return answer.getRungsList().stream().map(LookupPriceResponse.RungAnswer::getReason).toList();
  }

  private static String amount(LookupPriceResponse answer) {
    return answer.getFound().getEntry().getTerms().getPrice().getPerUnit().getRate().getAmount();
  }
}
