package reckoner.catalog.item;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.Role;
import reckoner.kit.testing.TestService;
import reckoner.kit.wire.Wire;
import reckoner.proto.catalog.v1.ItemKind;
import reckoner.proto.catalog.v1.ItemVersion;
import reckoner.proto.catalog.v1.ListItemsRequest;
import reckoner.proto.catalog.v1.ListPricesRequest;

/** Items and prices page by page. */
class ItemPagesTest {
  private static final TestService SERVICE = TestService.start("catalog", Map.of());
  private static final ItemClient CLIENT = new ItemClient(SERVICE, "pages");

  @BeforeAll
  static void publish() {
    CLIENT.publishAll(Samples.product("a"), Samples.product("b"), Samples.product("b-2"));
    CLIENT.archive(CLIENT.publish(Samples.product("a").toBuilder().setName("A").build()));
    CLIENT.create(Samples.product("a").toBuilder().setName("AA").build());
    CLIENT.publish(
        Samples.book(
            "list",
            "",
            Samples.price("a", "'endTime':'2030-01-01T00:00:00Z',", "1"),
            Samples.price("b", "", "2"),
            Samples.price("a", "'startTime':'2030-01-01T00:00:00Z',", "3")));
    CLIENT.create(Samples.list("draft-list", "b", "4"));
    CLIENT.publish(
        Samples.json(
            "{'key':'offer','offer':{'currency':'USD','charges':[{'key':'c','product':'b'}]}}"));
  }

  @AfterAll
  static void stop() {
    SERVICE.close();
  }

  @Test
  void everyPageGoesOnWhereTheOneBeforeEnded() {
    var all =
        List.of(
            "OFFER offer 1 PUBLISHED",
            "PRICE_BOOK draft-list 0 DRAFT",
            "PRICE_BOOK list 1 PUBLISHED",
            "PRODUCT a 1 PUBLISHED",
            "PRODUCT a 2 ARCHIVED",
            "PRODUCT a 0 DRAFT",
            "PRODUCT b 1 PUBLISHED",
            "PRODUCT b-2 1 PUBLISHED");
    for (var size : List.of(1, 2, 3, 8, 1000)) {
      assertEquals(all, list(ListItemsRequest.newBuilder().setPageSize(size)), "pages of " + size);
    }
    assertEquals(all, list(ListItemsRequest.newBuilder()));
  }

  @Test
  void aListIsFilteredByKindKeyStateAndProduct() {
    assertEquals(
        List.of("PRODUCT b 1 PUBLISHED", "PRODUCT b-2 1 PUBLISHED"),
        list(ListItemsRequest.newBuilder().setKind(ItemKind.PRODUCT).setKeyPrefix("b")));
    assertEquals(
        List.of("PRODUCT a 2 ARCHIVED"),
        list(ListItemsRequest.newBuilder().addStates(ItemVersion.State.ARCHIVED)));
    assertEquals(
        List.of("PRODUCT a 0 DRAFT", "PRODUCT b 1 PUBLISHED", "PRODUCT b-2 1 PUBLISHED"),
        list(ListItemsRequest.newBuilder().setKind(ItemKind.PRODUCT).setNewest(true)));
    assertEquals(
        List.of("PRODUCT a 1 PUBLISHED"),
        list(
            ListItemsRequest.newBuilder()
                .setKeyPrefix("a")
                .setNewest(true)
                .addStates(ItemVersion.State.PUBLISHED)));
    assertEquals(
        List.of(
            "OFFER offer 1 PUBLISHED",
            "PRICE_BOOK draft-list 0 DRAFT",
            "PRICE_BOOK list 1 PUBLISHED"),
        list(ListItemsRequest.newBuilder().setProduct("b")));
    assertEquals(
        List.of("PRICE_BOOK list 1 PUBLISHED"),
        list(ListItemsRequest.newBuilder().setProduct("a")));
  }

  @Test
  void pricesStandInTheOrderOfTheBook() {
    for (var size : List.of(1, 2, 3)) {
      assertEquals(List.of("1", "2", "3"), prices(prices().setPageSize(size)), "pages of " + size);
    }
    assertEquals(List.of("1", "3"), prices(prices().setProduct("a").setPageSize(1)));
    assertEquals(
        List.of("1", "2"), prices(prices().setInForceAt(time("2029-12-31T23:59:59.999999Z"))));
    assertEquals(List.of("2", "3"), prices(prices().setInForceAt(time("2030-01-01T00:00:00Z"))));
    ItemClient.refused("VERSION_UNKNOWN", () -> prices(prices().setVersion(2)));
    ItemClient.refused("VERSION_UNKNOWN", () -> prices(prices().setPriceBook("draft-list")));
    ItemClient.refused("ITEM_UNKNOWN", () -> prices(prices().setPriceBook("none")));
  }

  @Test
  void aPageTokenThatIsForeignIsRefused() {
    ItemClient.refused(
        "PAGE_TOKEN_INVALID", () -> list(ListItemsRequest.newBuilder().setPageToken("x")));
    ItemClient.refused("PAGE_TOKEN_INVALID", () -> prices(prices().setPageToken("x")));
    var ofItems =
        CLIENT
            .as(Role.VIEWER)
            .listItems(ListItemsRequest.newBuilder().setPageSize(1).build())
            .getNextPageToken();
    ItemClient.refused("PAGE_TOKEN_INVALID", () -> prices(prices().setPageToken(ofItems)));
    ItemClient.refused(
        "REQUEST_INVALID", () -> list(ListItemsRequest.newBuilder().setPageSize(1001)));
  }

  @Test
  void aBookOfThousandsOfPricesIsPublishedAndPaged() {
    var client = new ItemClient(SERVICE, "large");
    client.publish(Samples.RESOLUTION);
    var book =
        Samples.book(
            "list",
            "",
            IntStream.range(0, 5_000)
                .mapToObj(i ->
                    Samples.price(
                        "resolution", "'dimensions':{'region':'r%d'},".formatted(i), "1." + i))
                .toArray(String[]::new));
    client.publish(book);
    assertEquals(
        book, client.get(ItemClient.item(ItemKind.PRICE_BOOK, "list").setVersion(1)).getItem());
    var page = client.as(Role.VIEWER).listPrices(prices().setPageSize(1000).build());
    assertEquals(book.getPriceBook().getPricesList().subList(0, 1000), page.getPricesList());
    var found =
        client.lookup(
            ItemClient.event("resolution", "2030-01-01T00:00:00Z")
                .putDimensions("region", "r4999"));
    assertEquals(book.getPriceBook().getPrices(4999), found.getFound().getEntry());
  }

  private static ListPricesRequest.Builder prices() {
    return ListPricesRequest.newBuilder().setPriceBook("list").setVersion(1);
  }

  private static com.google.protobuf.Timestamp time(String text) {
    return Wire.timestamp(Instant.parse(text));
  }

  private static List<String> list(ListItemsRequest.Builder request) {
    var found = new ArrayList<String>();
    do {
      var page = CLIENT.as(Role.VIEWER).listItems(request.build());
      page.getItemsList()
          .forEach(item -> {
            found.add(
                "%s %s %d %s"
                    .formatted(
                        ItemClient.kind(item.getItem()),
                        item.getItem().getKey(),
                        item.getVersion(),
                        item.getState()));
            assertEquals(0, item.getItem().getPriceBook().getPricesCount());
          });
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    return found;
  }

  private static List<String> prices(ListPricesRequest.Builder request) {
    var found = new ArrayList<String>();
    do {
      var page = CLIENT.as(Role.VIEWER).listPrices(request.build());
      page.getPricesList()
          .forEach(
              entry -> found.add(entry.getTerms().getPrice().getPerUnit().getRate().getAmount()));
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    return found;
  }
}
