package reckoner.catalog.item;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.Role;
import reckoner.kit.net.Channels;
import reckoner.kit.store.Transactions;
import reckoner.kit.testing.TestService;
import reckoner.proto.catalog.v1.ExportFileRequest;
import reckoner.proto.catalog.v1.FileFormat;
import reckoner.proto.catalog.v1.Item;
import reckoner.proto.catalog.v1.ItemKind;

/** Books and exports at the bounds of what one message and one file hold. */
class LargeItemsTest {
  private static final int PRICES_MAX = 100_000;
  private static final int ITEMS_MAX = 10_000;
  private static final TestService SERVICE = TestService.start("catalog", Map.of());

  @AfterAll
  static void stop() {
    SERVICE.close();
  }

  @Test
  void aBookOfMorePricesThanItsBoundIsRefusedByItsField() {
    var client = new ItemClient(SERVICE, "prices");
    var book = Samples.list("list", "resolution", "1").toBuilder();
    var price = book.getPriceBook().getPrices(0);
    for (int i = 0; i < PRICES_MAX; i++) {
      book.getPriceBookBuilder().addPrices(price);
    }
    assertEquals(
        List.of("item.price_book.prices"),
        ItemClient.refused("REQUEST_INVALID", () -> client.create(book.build())));
  }

  @Test
  void aRequestOfMoreBytesThanTheEdgeTakesEndsWithoutAReason() {
    var client = new ItemClient(SERVICE, "bytes");
    var refused =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                client.create(
                    Samples.RESOLUTION.toBuilder()
                        .setDescription("x".repeat(Channels.MESSAGE_BYTES_MAX))
                        .build()));
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, refused.getStatus().getCode());
  }

  @Test
  void aBookThatNoFileHoldsIsReadAndIsNotExported() {
    var client = new ItemClient(SERVICE, "wide");
    client.publish(Samples.RESOLUTION);
    var small = wide("small", 10);
    client.publish(small);
    // 6.5 KB a price: so as it is kept, more than a file has
    var large = wide("large", 1_350);
    client.publish(large);
    var read =
        client
            .as(Role.VIEWER)
            .withMaxInboundMessageSize(Channels.MESSAGE_BYTES_MAX)
            .getItem(ItemClient.item(ItemKind.PRICE_BOOK, "large").build());
    assertEquals(large, read.getItem());
    ItemClient.refused("FILE_TOO_LARGE", () -> export(client, FileFormat.YAML));
    ItemClient.refused("FILE_TOO_LARGE", () -> export(client, FileFormat.YAML, "large"));
    assertTrue(export(client, FileFormat.YAML, "small", "resolution") > 0);
  }

  @Test
  void aFileIsRefusedThatIsLargerThanItsItems() {
    var client = new ItemClient(SERVICE, "rows");
    client.publish(Samples.RESOLUTION);
    // rows repeat the description of their book
    var book =
        Samples.book(
                "list",
                "",
                IntStream.range(0, 4_300)
                    .mapToObj(i ->
                        Samples.price(
                            "resolution", "'dimensions':{'region':'r%d'},".formatted(i), "1"))
                    .toArray(String[]::new))
            .toBuilder()
            .setDescription("x".repeat(2_000))
            .build();
    client.publish(book);
    ItemClient.refused("FILE_TOO_LARGE", () -> export(client, FileFormat.CSV));
    assertTrue(export(client, FileFormat.YAML, "list") > 0);
  }

  @Test
  void aFileHasTenThousandItemsAndNoMore() {
    var client = new ItemClient(SERVICE, "many");
    client.publish(Samples.RESOLUTION);
    copies(ITEMS_MAX - 1);
    assertTrue(export(client, FileFormat.YAML) > 0);
    client.publish(Samples.product("one-more"));
    ItemClient.refused("FILE_TOO_LARGE", () -> export(client, FileFormat.YAML));
    assertTrue(export(client, FileFormat.YAML, "one-more") > 0);
  }

  private static int export(ItemClient client, FileFormat format, String... keys) {
    var request = ExportFileRequest.newBuilder().setFormat(format).addAllKeys(List.of(keys));
    return client
        .as(Role.VIEWER)
        .withMaxInboundMessageSize(Channels.MESSAGE_BYTES_MAX)
        .exportFile(request.build())
        .getContent()
        .size();
  }

  /** Prices by as many dimensions as there may be, of names and values as long as they may be. */
  private static Item wide(String key, int prices) {
    var names =
        IntStream.range(0, 16).mapToObj(i -> "n%02d".formatted(i) + "n".repeat(197)).toList();
    var book = Samples.list(key, "resolution", "1").toBuilder();
    var declared = book.getPriceBookBuilder().clearDimensions().addAllDimensions(names);
    var price = declared.getPrices(0);
    declared.clearPrices();
    for (int i = 0; i < prices; i++) {
      var value = "%05d".formatted(i) + "v".repeat(195);
      declared.addPrices(
          price.toBuilder()
              .putAllDimensions(
                  names.stream().collect(Collectors.toMap(name -> name, name -> value))));
    }
    return book.build();
  }

  /** Published as the one product of the tenant is, which is quicker than by as many calls. */
  private static void copies(int count) {
    SERVICE
        .context()
        .getBean(Transactions.class)
        .jdbc(connection -> {
          try (var statement = connection.createStatement()) {
            statement.execute(
                """
                insert into item (tenant, kind, key)
                select 'many', 'PRODUCT', 'copy-' || i from generate_series(1, %d) i
                """
                    .formatted(count));
            return statement.execute(
                """
                insert into item_version (tenant, kind, key, version, content, content_hash,
                  effective_time, publish_time, position)
                select tenant, kind, 'copy-' || i, 1, content, content_hash, effective_time,
                  publish_time, 1000000 + i
                from item_version, generate_series(1, %d) i where tenant = 'many'
                """
                    .formatted(count));
          }
        });
  }
}
