package reckoner.catalog.item;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.Role;
import reckoner.kit.auth.RpcPermissions;
import reckoner.kit.testing.TestDatabase;
import reckoner.kit.testing.TestService;
import reckoner.proto.catalog.v1.CreateDraftRequest;
import reckoner.proto.catalog.v1.DeleteDraftRequest;
import reckoner.proto.catalog.v1.ItemKind;
import reckoner.proto.catalog.v1.ItemServiceGrpc;
import reckoner.proto.catalog.v1.ItemVersion;

/** Items from their first draft to their end. */
class ItemLifeTest {
  private static final Map<String, Object> DATABASE = TestDatabase.properties("catalog");
  private static final TestService SERVICE = TestService.startOn("catalog", DATABASE, Map.of());

  @AfterAll
  static void stop() {
    SERVICE.close();
  }

  private static ItemClient client(String tenant) {
    return new ItemClient(SERVICE, tenant);
  }

  @Test
  void aDraftIsChangedByThoseWhoHaveSeenItAndPublishedAsItWasSeen() {
    var client = client("drafts");
    var first = client.create(Samples.RESOLUTION);
    assertEquals(ItemVersion.State.DRAFT, first.getState());
    assertEquals(0, first.getVersion());
    ItemClient.refused("DRAFT_EXISTS", () -> client.create(Samples.RESOLUTION));
    var renamed = Samples.RESOLUTION.toBuilder().setName("Resolved ticket").build();
    var second = client.update(renamed, first.getEtag());
    assertNotEquals(first.getEtag(), second.getEtag());
    ItemClient.refused("ETAG_MISMATCH", () -> client.update(renamed, first.getEtag()));
    ItemClient.refused(
        "ETAG_MISMATCH", () -> client.pricing().publishDraft(client.publishing(first).build()));
    ItemClient.refused(
        "VERSION_UNKNOWN", () -> client.get(ItemClient.item(ItemKind.PRODUCT, "resolution")));
    var published = client.pricing().publishDraft(client.publishing(second).build());
    assertEquals(renamed, published.getItem());
    assertEquals(1, published.getVersion());
    assertEquals(published, client.get(ItemClient.item(ItemKind.PRODUCT, "resolution")));
    ItemClient.refused(
        "DRAFT_UNKNOWN",
        () -> client.get(ItemClient.item(ItemKind.PRODUCT, "resolution").setDraft(true)));
    ItemClient.refused(
        "VERSION_UNKNOWN",
        () -> client.get(ItemClient.item(ItemKind.PRODUCT, "resolution").setVersion(2)));
    ItemClient.refused(
        "ITEM_UNKNOWN", () -> client.get(ItemClient.item(ItemKind.METER, "resolution")));
  }

  @Test
  void aDraftThatIsDroppedNeverLooksLikeALaterOne() {
    var client = client("dropped");
    var draft = client.create(Samples.RESOLUTION);
    var drop =
        DeleteDraftRequest.newBuilder()
            .setRequestId("drop")
            .setKind(ItemKind.PRODUCT)
            .setKey("resolution")
            .setEtag(draft.getEtag())
            .build();
    client.pricing().deleteDraft(drop);
    client.pricing().deleteDraft(drop); // the first answer again
    ItemClient.refused(
        "ITEM_UNKNOWN", () -> client.get(ItemClient.item(ItemKind.PRODUCT, "resolution")));
    var again = client.create(Samples.RESOLUTION);
    assertNotEquals(draft.getEtag(), again.getEtag());
    ItemClient.refused(
        "ETAG_MISMATCH",
        () -> client.pricing().deleteDraft(drop.toBuilder().setRequestId("drop-2").build()));
  }

  @Test
  void everyChangeIsMadeOnceHoweverOftenItIsSent() {
    var client = client("once");
    var create =
        CreateDraftRequest.newBuilder().setRequestId("r").setItem(Samples.RESOLUTION).build();
    var draft = client.pricing().createDraft(create);
    assertEquals(draft, client.pricing().createDraft(create));
    ItemClient.refused(
        "REQUEST_ID_REUSED",
        () ->
            client
                .pricing()
                .createDraft(create.toBuilder().setItem(Samples.product("other")).build()));
    var publish = client.publishing(draft).build();
    var published = client.pricing().publishDraft(publish);
    assertEquals(published, client.pricing().publishDraft(publish));
    assertEquals(1, published.getPosition());
  }

  @Test
  void aRetryThatWritesADecimalOtherwiseIsTheSameRequest() {
    var client = client("retried");
    client.publish(Samples.RESOLUTION);
    var create =
        CreateDraftRequest.newBuilder()
            .setRequestId("book")
            .setItem(Samples.list("list", "resolution", "1.0"));
    var draft = client.pricing().createDraft(create.build());
    var otherwise = create.setItem(Samples.list("list", "resolution", "1.00")).build();
    assertEquals(draft, client.pricing().createDraft(otherwise));
    var another = create.setItem(Samples.list("list", "resolution", "1.01")).build();
    ItemClient.refused("REQUEST_ID_REUSED", () -> client.pricing().createDraft(another));
  }

  @Test
  void contentThatIsNoOtherMakesNoVersionAndDropsTheDraft() {
    var client = client("unchanged");
    client.publish(Samples.RESOLUTION);
    var book = Samples.list("list", "resolution", "1.0");
    var first = client.publish(book);
    var same =
        client.publish(
            Samples.json(
                """
                {'key':'list','priceBook':{'currency':'USD','dimensions':['region'],'prices':[
                  {'product':'resolution','terms':{'allowance':'0','remainder':'FROM_FIRST_TIER',
                   'price':{'perUnit':{'rate':{'amount':'1.00','per':'1'}}}}}]}}
                """));
    assertEquals(first, same);
    ItemClient.refused(
        "DRAFT_UNKNOWN",
        () -> client.get(ItemClient.item(ItemKind.PRICE_BOOK, "list").setDraft(true)));
    assertEquals(2, client.publish(Samples.list("list", "resolution", "1.01")).getVersion());
    assertEquals(
        3, client.publish(book).getVersion(), "it is compared with the newest version alone");
  }

  @Test
  void whatAnItemNamesMustBeOfferedAndEverythingThatIsNotIsNamedAtOnce() {
    var client = client("references");
    client.publishAll(Samples.product("a"), Samples.product("c"));
    client.archive(client.get(ItemClient.item(ItemKind.PRODUCT, "c")));
    client.create(Samples.product("d"));
    var prices =
        List.of("a", "b", "c", "d").stream()
            .map(product -> Samples.price(product, "", "1"))
            .toArray(String[]::new);
    assertEquals(
        List.of("b", "c", "d"),
        ItemClient.refused(
            "REFERENCE_UNPUBLISHED", () -> client.publish(Samples.book("list", "", prices))));
    client.publish(Samples.list("other", "a", "1"));
    var plan =
        "{'key':'plan','migrationPlan':{'priceBook':'other','fromVersion':1,'toVersion':2,'when':'RENEWAL'}}";
    assertEquals(
        List.of("other"),
        ItemClient.refused("REFERENCE_UNPUBLISHED", () -> client.publish(Samples.json(plan))));
    client.publish(Samples.list("other", "a", "2"));
    client.archive(client.get(ItemClient.item(ItemKind.PRICE_BOOK, "other").setVersion(1)));
    var draft = client.get(ItemClient.item(ItemKind.MIGRATION_PLAN, "plan").setDraft(true));
    assertEquals(
        1,
        client.pricing().publishDraft(client.publishing(draft).build()).getVersion(),
        "contracts may leave a version that is not offered");
  }

  @Test
  void theLastOfferedVersionStaysWhileSomethingInForceNamesIt() {
    var client = client("archive");
    var product = client.publish(Samples.RESOLUTION);
    var offer =
        Samples.json(
            "{'key':'pro','offer':{'currency':'USD','charges':[{'key':'r','product':'resolution'}]}}");
    var offered = client.publish(offer);
    assertEquals(List.of("pro"), ItemClient.refused("REFERENCED", () -> client.archive(product)));
    var newer = client.publish(Samples.RESOLUTION.toBuilder().setName("Better").build());
    var archived = client.archive(product);
    assertEquals(ItemVersion.State.ARCHIVED, archived.getState(), "another version is offered");
    ItemClient.refused("ARCHIVED_ALREADY", () -> client.archive(archived));
    ItemClient.refused("REFERENCED", () -> client.archive(newer));
    ItemClient.refused(
        "ETAG_MISMATCH",
        () -> client.archive(newer.toBuilder().setEtag(product.getEtag()).build()));
    client.archive(offered);
    client.archive(newer);
    ItemClient.refused(
        "REFERENCE_UNPUBLISHED", () -> client.publish(offer.toBuilder().setName("x").build()));
  }

  @Test
  void theEffectiveTimeNeverRunsBackwards() {
    var client = client("effective");
    client.publish(Samples.RESOLUTION, "2031-01-01T00:00:00Z");
    var changed = Samples.RESOLUTION.toBuilder().setName("x").build();
    ItemClient.refused(
        "EFFECTIVE_TIME_BEFORE_PREVIOUS", () -> client.publish(changed, "2030-12-31T00:00:00Z"));
    var draft = client.get(ItemClient.item(ItemKind.PRODUCT, "resolution").setDraft(true));
    ItemClient.refused(
        "EFFECTIVE_TIME_BEFORE_PREVIOUS",
        () -> client.pricing().publishDraft(client.publishing(draft).build()));
    assertEquals(
        2,
        client
            .pricing()
            .publishDraft(
                client
                    .publishing(draft)
                    .setEffectiveTime(
                        client
                            .get(ItemClient.item(ItemKind.PRODUCT, "resolution"))
                            .getEffectiveTime())
                    .build())
            .getVersion(),
        "at the same instant the later version holds");
  }

  @Test
  void anotherTenantsItemDoesNotExist() {
    var mine = client("mine").publish(Samples.RESOLUTION);
    var theirs = client("theirs");
    ItemClient.refused(
        "ITEM_UNKNOWN", () -> theirs.get(ItemClient.item(ItemKind.PRODUCT, "resolution")));
    ItemClient.refused("ITEM_UNKNOWN", () -> theirs.archive(mine));
    ItemClient.refused("ITEM_UNKNOWN", () -> theirs.update(Samples.RESOLUTION, mine.getEtag()));
    ItemClient.refused(
        "REFERENCE_UNPUBLISHED", () -> theirs.publish(Samples.list("list", "resolution", "1")));
    assertEquals(
        1, theirs.publish(Samples.RESOLUTION).getPosition(), "each tenant has a ledger of its own");
  }

  @Test
  void onlyThoseWhoPublishChangeAndEveryRpcIsRegistered() {
    var client = client("roles");
    ItemClient.refused(
        "PERMISSION_MISSING",
        () ->
            client
                .as(Role.VIEWER)
                .createDraft(
                    CreateDraftRequest.newBuilder()
                        .setRequestId("v")
                        .setItem(Samples.RESOLUTION)
                        .build()));
    var registered = SERVICE.context().getBeansOfType(RpcPermissions.class);
    assertEquals(
        List.of(),
        ItemServiceGrpc.getServiceDescriptor().getMethods().stream()
            .filter(method -> registered.stream().allMatch(set -> set.of(method).isEmpty()))
            .toList());
  }

  @Test
  void whatOneReplicaPublishedAnotherAnswersWithAsOfItsPosition() {
    try (var replica = TestService.startOn("catalog", DATABASE, Map.of())) {
      var here = new ItemClient(SERVICE, "replicas");
      var there = new ItemClient(replica, "replicas");
      var event = ItemClient.event("resolution", "2031-01-01T00:00:00Z");
      here.publishAll(Samples.RESOLUTION, Samples.list("list", "resolution", "1"));
      var first = there.lookup(event);
      assertEquals(1, first.getFound().getBook().getVersion());
      assertEquals(first, here.lookup(event));
      var second = there.publish(Samples.list("list", "resolution", "2"));
      var found = here.lookup(event);
      assertEquals(second.getPosition(), found.getPosition());
      assertEquals(second.getContentHash(), found.getFound().getContentHash());
      assertEquals(found, there.lookup(event));
      assertEquals(first, here.lookup(event.setPosition(first.getPosition())));
    }
  }

  @Test
  void aPublishedVersionCannotBeChangedEvenInTheDatabase() throws Exception {
    var client = client("fixed");
    client.publish(Samples.RESOLUTION);
    var book = client.publish(Samples.list("list", "resolution", "1"));
    client.archive(book);
    try (var connection =
            DriverManager.getConnection(
                String.valueOf(DATABASE.get("datasources.default.url")), "postgres", "postgres");
        var statement = connection.createStatement()) {
      for (var change :
          List.of(
              "update item_version set content = '' where key = 'list'",
              "update item_version set archive_time = null, archive_position = null where key ="
                  + " 'list'",
              "update item_version set archive_time = now() where key = 'list'",
              "update item_version set archive_time = now(), archive_position = 99, version = 7"
                  + " where key = 'resolution' and tenant = 'fixed'",
              "delete from item_version",
              "update price_entry set product = 'other'",
              "delete from price_entry",
              "delete from item_reference")) {
        var refused = assertThrows(SQLException.class, () -> statement.execute(change));
        assertTrue(String.valueOf(refused.getMessage()).contains("never changes"), change);
      }
      var twice =
          assertThrows(
              SQLException.class,
              () ->
                  statement.execute(
                      """
                      insert into price_entry (tenant, price_book, version, ordinal, product,
                        dimensions, during, entry)
                      select tenant, price_book, version, ordinal + 1, product, dimensions,
                        tstzrange('2030-01-01', null), entry from price_entry
                      """));
      assertEquals("23P01", twice.getSQLState(), "one price at a time");
    }
  }
}
