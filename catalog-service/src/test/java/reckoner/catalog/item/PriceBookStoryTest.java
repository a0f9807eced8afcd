package reckoner.catalog.item;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.Role;
import reckoner.kit.testing.TestService;
import reckoner.kit.wire.Wire;
import reckoner.proto.catalog.v1.DiffVersionsRequest;
import reckoner.proto.catalog.v1.ItemKind;
import reckoner.proto.catalog.v1.ItemVersion;
import reckoner.proto.catalog.v1.LookupPriceResponse;
import reckoner.proto.catalog.v1.PriceLadder;
import reckoner.proto.catalog.v1.VersionName;

/** A list price through the spring of 2030. */
class PriceBookStoryTest {
  private static final TestService SERVICE = TestService.start("catalog", Map.of());
  private static final ItemClient SPRING = new ItemClient(SERVICE, "spring");

  @AfterAll
  static void stop() {
    SERVICE.close();
  }

  @Test
  void aCheaperListOfAprilLeavesMarchAsItWas() {
    SPRING.advance("2030-03-01T09:00:00Z");
    SPRING.publish(Samples.RESOLUTION);
    var march = SPRING.publish(Samples.list("list", "resolution", "0.99"), "2030-03-01T00:00:00Z");
    assertEquals(1, march.getVersion());
    assertEquals(2, march.getPosition(), "after the product");
    assertEquals(Instant.parse("2030-03-01T09:00:00Z"), Wire.instant(march.getPublishTime()));
    assertEquals(0, march.getItem().getPriceBook().getPricesCount(), "answers show no prices");
    assertEquals("0.99", amount(lookup("2030-03-15T00:00:00Z", 0)));

    SPRING.advance("2030-03-20T09:00:00Z");
    var april = SPRING.publish(Samples.list("list", "resolution", "0.89"), "2030-04-01T00:00:00Z");
    assertEquals(2, april.getVersion());
    assertEquals("0.99", amount(lookup("2030-03-31T23:59:59.999999Z", 0)));
    assertEquals("0.89", amount(lookup("2030-04-01T00:00:00Z", 0)));
    assertEquals(
        april.getContentHash(), lookup("2030-04-01T00:00:00Z", 0).getFound().getContentHash());
    assertEquals("0.99", amount(lookup("2030-04-01T00:00:00Z", 2)), "as of the position of March");
    assertEquals(1, effective("2030-03-31T00:00:00Z").getVersion());
    assertEquals(2, effective("2030-04-01T00:00:00Z").getVersion());
    assertEquals(List.of("resolution: 0.99 → 0.89 per resolution (−10.1 %)"), differences(1, 2));
    assertEquals(
        List.of(
            "key: added list",
            "price_book: added currency: \"USD\" dimensions: \"region\"",
            "resolution: new, 0.99 per resolution"),
        differences(0, 1));
    assertEquals(List.of(), differences(2, 2));

    SPRING.advance("2030-04-10T09:00:00Z");
    var withdrawn = SPRING.archive(april);
    assertEquals(ItemVersion.State.ARCHIVED, withdrawn.getState());
    assertEquals(Instant.parse("2030-04-10T09:00:00Z"), Wire.instant(withdrawn.getArchiveTime()));
    assertEquals(4, withdrawn.getArchivePosition());
    assertEquals(0, april.getArchivePosition());
    assertEquals("0.99", amount(lookup("2030-04-15T00:00:00Z", 0)), "March's is offered again");
    assertEquals("0.89", amount(lookup("2030-04-15T00:00:00Z", 3)), "as of a position, for ever");
    assertEquals("0.89", amount(pinned(2, "2030-04-15T00:00:00Z")), "what is pinned goes on");
    assertEquals(1, effective("2030-04-15T00:00:00Z").getVersion());

    var again = SPRING.publish(Samples.list("list", "resolution", "0.89"));
    assertEquals(3, again.getVersion(), "what was archived is offered again as a new version");
    assertEquals(april.getContentHash(), again.getContentHash());
    assertEquals("0.89", amount(lookup("2030-04-15T00:00:00Z", 0)));
    assertEquals(5, lookup("2030-04-15T00:00:00Z", 0).getPosition(), "archiving took the fourth");
  }

  @Test
  void whatALaterVersionAddsIsFollowedByThosePinnedToAnEarlierOne() {
    var client = new ItemClient(SERVICE, "following");
    client.publishAll(Samples.RESOLUTION, Samples.product("meeting"));
    var first = Samples.price("resolution", "", "0.99");
    client.publish(Samples.book("list", "", first));
    client.publish(
        Samples.book(
            "list",
            "",
            Samples.price("resolution", "", "0.89"),
            Samples.price("meeting", "'dimensions':{'region':'eu'},", "20")));
    client.publish(Samples.book("list", "", Samples.price("meeting", "", "30")));
    var list = VersionName.newBuilder().setKey("list").setVersion(1);
    var time = "2030-05-01T00:00:00Z";
    var ladder = PriceLadder.newBuilder().setList(list).build();
    var resolution = client.lookup(ItemClient.event("resolution", time).setLadder(ladder));
    assertEquals("0.99", amount(resolution));
    var meeting = ItemClient.event("meeting", time).putDimensions("region", "eu").setLadder(ladder);
    assertEquals("20", amount(client.lookup(meeting)), "the first later version that adds one");
    assertEquals(2, client.lookup(meeting).getFound().getBook().getVersion());
    assertEquals(
        3,
        client
            .lookup(ItemClient.event("meeting", time).setLadder(ladder))
            .getFound()
            .getBook()
            .getVersion(),
        "the second covers the region alone");
    assertFalse(client.lookup(meeting.setPosition(3)).hasFound(), "as of before it was added");
    var pinnedOnly = ladder.toBuilder().setPinnedOnly(true).build();
    assertFalse(client.lookup(meeting.setPosition(0).setLadder(pinnedOnly)).hasFound());
    assertTrue(
        client.lookup(meeting.setLadder(ladder)).getRungs(6).getWords().contains("prices[1]"));
  }

  private static LookupPriceResponse lookup(String time, long position) {
    return SPRING.lookup(ItemClient.event("resolution", time).setPosition(position));
  }

  private static LookupPriceResponse pinned(int version, String time) {
    return SPRING.lookup(
        ItemClient.event("resolution", time)
            .setLadder(
                PriceLadder.newBuilder()
                    .setList(VersionName.newBuilder().setKey("list").setVersion(version))));
  }

  private static ItemVersion effective(String time) {
    return SPRING.get(
        ItemClient.item(ItemKind.PRICE_BOOK, "list")
            .setEffectiveAt(Wire.timestamp(Instant.parse(time))));
  }

  private static List<String> differences(int from, int to) {
    return SPRING
        .as(Role.VIEWER)
        .diffVersions(
            DiffVersionsRequest.newBuilder()
                .setKind(ItemKind.PRICE_BOOK)
                .setKey("list")
                .setFromVersion(from)
                .setToVersion(to)
                .build())
        .getDifferencesList();
  }

  private static String amount(LookupPriceResponse answer) {
    return answer.getFound().getEntry().getTerms().getPrice().getPerUnit().getRate().getAmount();
  }
}
