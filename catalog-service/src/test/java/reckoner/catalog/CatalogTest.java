package reckoner.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.type.Decimal;
import io.grpc.ManagedChannel;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.Permission;
import reckoner.kit.auth.Role;
import reckoner.kit.auth.RpcPermissions;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.TestDatabase;
import reckoner.kit.testing.TestService;
import reckoner.kit.wire.Wire;
import reckoner.proto.catalog.v1.CatalogServiceGrpc;
import reckoner.proto.catalog.v1.GetCatalogPositionRequest;
import reckoner.proto.catalog.v1.GetPriceBookVersionRequest;
import reckoner.proto.catalog.v1.ImportPriceListResponse;
import reckoner.proto.catalog.v1.LookupRatesResponse.Outcome;

/** The catalog as its clients meet it. */
class CatalogTest {
  private static final Map<String, Object> DATABASE = TestDatabase.properties("catalog");
  private static final TestService SERVICE = TestService.startOn("catalog", DATABASE, Map.of());
  private static final CatalogClient CATALOG = new CatalogClient(SERVICE);

  @AfterAll
  static void stop() {
    SERVICE.close();
  }

  @Test
  void aListIsPublishedOnceAndFound() {
    var made = CATALOG.publish("once", "1", CatalogClient.FIRST);
    assertEquals(4, made.getModels());
    assertEquals(3, made.getPricedModels());
    assertEquals(1, made.getPriceBookVersion().getVersion());
    assertFalse(made.getUnchanged());
    assertEquals(0, made.getDifferencesCount(), "there was nothing before");
    assertEquals(made, CATALOG.publish("once", "1", CatalogClient.FIRST), "the first answer again");
    var again = CATALOG.publish("once", "2", CatalogClient.FIRST);
    assertTrue(again.getUnchanged());
    assertEquals(0, again.getDifferencesCount());
    assertEquals(made.getPriceBookVersion(), again.getPriceBookVersion());
    assertEquals(
        made.getPriceBookVersion(),
        CATALOG
            .as("once", Role.VIEWER)
            .getPriceBookVersion(
                GetPriceBookVersionRequest.newBuilder().setPriceBook("list").build()));
  }

  @Test
  void ratesComeBackAsTheListStatesThem() {
    CATALOG.publish("rates", "1", CatalogClient.FIRST);
    var found = CATALOG.lookup("rates", 1, 2, "openai/large");
    assertEquals(Outcome.FOUND, found.getOutcome());
    assertEquals("1.2", found.getMultiplier().getValue());
    assertEquals(3, found.getEntriesCount());
    var tiers = found.getEntries(0).getClassRates(0);
    assertEquals("input", tiers.getTokenClass());
    assertEquals(200_000, tiers.getSizeRates(1).getAboveInputTokens());
    assertEquals("6", tiers.getSizeRates(1).getAmount().getValue());
    assertEquals(1_000_000, tiers.getSizeRates(1).getPer());
    assertEquals(
        Instant.parse("2026-03-13T00:00:00Z"), Wire.instant(found.getEntries(1).getStartTime()));
    assertEquals(16, found.getEntries(2).getDailyWindow().getEnd().getHours());
    assertEquals(30, found.getEntries(2).getDailyWindow().getStart().getMinutes());
  }

  @Test
  void aReportedIdResolvesExactlyThenByClausesInTheListsOrder() {
    CATALOG.publish("resolve", "1", CatalogClient.FIRST);
    assertEquals("small", CATALOG.lookup("resolve", 1, 2, "openai/small").getModel());
    assertEquals("small", CATALOG.lookup("resolve", 1, 2, "openai/small-2026").getModel());
    assertEquals("large", CATALOG.lookup("resolve", 1, 2, "openai/big-7").getModel());
    assertEquals("large", CATALOG.lookup("resolve", 1, 2, "openai/a-large-one").getModel());
    assertEquals("catch-all", CATALOG.lookup("resolve", 1, 2, "openai/LARGE-a").getModel());
    assertEquals(Outcome.UNKNOWN_MODEL, CATALOG.lookup("resolve", 1, 2, "openai/x").getOutcome());
    assertEquals(
        Outcome.UNKNOWN_PROVIDER, CATALOG.lookup("resolve", 1, 2, "nobody/x").getOutcome());
    assertEquals(Outcome.NO_PRICE, CATALOG.lookup("resolve", 1, 2, "openai/free").getOutcome());
  }

  @Test
  void aLaterVersionAddsPricesAndACostOnlyChangeMovesTheCostBookAlone() {
    CATALOG.publish("later", "1", CatalogClient.FIRST);
    var dearer = CATALOG.publish("later", "2", CatalogClient.FIRST.replace("1.5", "2.5"));
    assertEquals(2, dearer.getCostBookVersion().getVersion());
    assertEquals(List.of("small input 1.50 → 2.50 per 1,000,000"), dearer.getDifferencesList());
    assertEquals(1, dearer.getPriceBookVersion().getVersion(), "the formulas are the same");
    var priced =
        CATALOG.publish(
            "later",
            "3",
            CatalogClient.FIRST.replace("\"prices\":{}", "\"prices\":{\"input_mtok\":7}"));
    assertEquals(2, priced.getPriceBookVersion().getVersion());
    assertEquals(2, priced.getDifferencesCount(), priced::toString);
    assertEquals("1.5", CatalogClient.firstAmount(CATALOG.lookup("later", 1, 2, "openai/small")));
    assertEquals("2.5", CatalogClient.firstAmount(CATALOG.lookup("later", 1, 3, "openai/small")));
    assertEquals(Outcome.NO_PRICE, CATALOG.lookup("later", 1, 4, "openai/free").getOutcome());
    var added = CATALOG.lookup("later", 1, 5, "openai/free");
    assertEquals(Outcome.FOUND, added.getOutcome());
    assertEquals(2, added.getPriceBookVersion().getVersion());
    assertEquals(
        1, CATALOG.lookup("later", 1, 5, "openai/small").getPriceBookVersion().getVersion());
  }

  @Test
  void positionsAreThoseKnownBeforeAnInstantOfBusinessTime() {
    CATALOG.advance("p1", "2030-01-01T00:00:00Z");
    CATALOG.publish("acme", "p1", CatalogClient.FIRST);
    CATALOG.advance("p2", "2030-01-02T00:00:00Z");
    CATALOG.publish("acme", "p2", CatalogClient.FIRST.replace("1.5", "2.5"));
    assertEquals(0, position("2030-01-01T00:00:00Z"), "exclusive");
    assertEquals(2, position("2030-01-01T00:00:01Z"));
    assertEquals(2, position("2030-01-02T00:00:00Z"));
    CatalogClient.refused("POSITION_OPEN", () -> position("2030-01-02T00:00:01Z"));
    assertEquals(
        3,
        CATALOG
            .as("acme", Role.MACHINE)
            .getCatalogPosition(GetCatalogPositionRequest.getDefaultInstance())
            .getPosition());
  }

  @Test
  void whatIsPublishedByAReplicaWithAClockBehindIsNotBeforeASealedInstant() {
    CATALOG.advance("behind", "2029-12-01T00:00:00Z");
    var sealed = "2029-06-01T00:00:00Z";
    assertEquals(0, position("behind", sealed), "nothing was published yet");
    try (var behind =
        TestService.startOn("catalog", DATABASE, Map.of("reckoner.test-clock", false))) {
      var stub =
          behind.as(
              "behind", Role.PRICING, (ManagedChannel c) -> CatalogServiceGrpc.newBlockingStub(c));
      var first = stub.importPriceList(CatalogClient.request("1", CatalogClient.FIRST));
      assertEquals(
          Instant.parse(sealed), Wire.instant(first.getCostBookVersion().getPublishTime()));
      assertEquals(0, position("behind", sealed));
      var later = "2029-07-01T00:00:00Z";
      assertEquals(2, position("behind", later));
      assertEquals(2, position("behind", later), "asked again");
      assertEquals(0, position("behind", sealed), "an earlier instant does not move the ledger");
      var second =
          stub.importPriceList(
              CatalogClient.request("2", CatalogClient.FIRST.replace("1.5", "2.5")));
      assertEquals(3, second.getCostBookVersion().getPosition(), "sealing takes no position");
      assertEquals(
          Instant.parse(later), Wire.instant(second.getCostBookVersion().getPublishTime()));
      assertEquals(2, position("behind", later));
    }
  }

  @Test
  void manySealAtOnceWhileSomebodyPublishes() throws Exception {
    CATALOG.advance("sealing", "2029-12-01T00:00:00Z");
    var latch = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var work = new ArrayList<Future<?>>();
      for (int i = 1; i <= 8; i++) {
        var number = i;
        work.add(
            threads.submit(() -> {
              latch.await();
              return position("sealing", "2029-01-0" + number + "T00:00:00Z");
            }));
        work.add(
            threads.submit(() -> {
              latch.await();
              return CATALOG.publish(
                  "sealing", "s" + number, CatalogClient.FIRST.replace("1.5", "1.5" + number));
            }));
      }
      latch.countDown();
      for (var each : work) {
        each.get();
      }
    }
    assertEquals(0, position("sealing", "2029-01-08T00:00:00Z"));
  }

  private static long position(String knownBefore) {
    return position("acme", knownBefore);
  }

  private static long position(String tenant, String knownBefore) {
    return CATALOG
        .as(tenant, Role.MACHINE)
        .getCatalogPosition(
            GetCatalogPositionRequest.newBuilder()
                .setKnownBefore(Wire.timestamp(Instant.parse(knownBefore)))
                .build())
        .getPosition();
  }

  @Test
  void aFaultyListIsRefusedWholeAndItsRequestIdStaysFree() {
    var failure =
        CatalogClient.refused(
            "PRICE_LIST_INVALID",
            () ->
                CATALOG.publish(
                    "faulty",
                    "1",
                    CatalogClient.FIRST.replace("1.5", "-1.5").replace("15}", "-15}")));
    assertEquals(
        List.of("openai/small prices.input_mtok", "openai/large prices[0].output_mtok"),
        RefusalStatus.faults(failure).getFieldViolationsList().stream()
            .map(fault -> fault.getField())
            .toList());
    assertTrue(
        String.valueOf(failure.getMessage()).contains("prices.json has 2 fault(s)"),
        failure::toString);
    assertEquals(
        1, CATALOG.publish("faulty", "1", CatalogClient.FIRST).getCostBookVersion().getVersion());
  }

  @Test
  void whatTheTablesCannotHoldIsAFaultOfTheList() {
    for (var broken :
        List.of(
            CatalogClient.FIRST.replace("\"id\":\"small\"", "\"id\":\"small\\u0000\""),
            CatalogClient.FIRST.replace("\"small-\"", "\"small-\\u0000\""),
            CatalogClient.FIRST.replace("\"small-\"", "1e200000"),
            CatalogClient.FIRST.replace("2026-03-13", "+999999999-01-01"),
            CatalogClient.FIRST
                .replace("00:30:00Z", "00:30:00.0000001Z")
                .replace("16:30:00Z", "00:30:00.0000002Z"))) {
      assertFalse(broken.equals(CatalogClient.FIRST));
      CatalogClient.refused("PRICE_LIST_INVALID", () -> CATALOG.publish("unstorable", "1", broken));
    }
  }

  @Test
  void aBookKeepsItsCurrencyAndItsCostBook() {
    CATALOG.publish("books", "1", CatalogClient.FIRST);
    var euros =
        CatalogClient.request("2", CatalogClient.FIRST).toBuilder().setCurrency("EUR").build();
    CatalogClient.refused(
        "BOOK_DIFFERS", () -> CATALOG.as("books", Role.PRICING).importPriceList(euros));
    var other =
        CatalogClient.request("3", CatalogClient.FIRST).toBuilder().setCostBook("other").build();
    CatalogClient.refused(
        "BOOK_DIFFERS", () -> CATALOG.as("books", Role.PRICING).importPriceList(other));
    var gold =
        CatalogClient.request("4", CatalogClient.FIRST).toBuilder().setCurrency("XAU").build();
    CatalogClient.refused(
        "CURRENCY_UNKNOWN", () -> CATALOG.as("books", Role.PRICING).importPriceList(gold));
    for (var multiplier : List.of("0", "-1", "1000.000001", "1.0000001", "x")) {
      var bad =
          CatalogClient.request("5", CatalogClient.FIRST).toBuilder()
              .setMultiplier(Decimal.newBuilder().setValue(multiplier))
              .build();
      CatalogClient.refused(
          "MULTIPLIER_INVALID", () -> CATALOG.as("books", Role.PRICING).importPriceList(bad));
    }
  }

  @Test
  void oneTenantDoesNotSeeAnothers() {
    CATALOG.publish("mine", "1", CatalogClient.FIRST);
    CatalogClient.refused("NOT_FOUND", () -> CATALOG.lookup("theirs", 1, 2, "openai/small"));
    CatalogClient.refused(
        "NOT_FOUND",
        () ->
            CATALOG
                .as("theirs", Role.VIEWER)
                .getPriceBookVersion(
                    GetPriceBookVersionRequest.newBuilder().setPriceBook("list").build()));
  }

  @Test
  void listsPublishedAtOnceGetVersionsAndPositionsWithoutGap() throws Exception {
    var latch = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<Future<ImportPriceListResponse>>();
      for (int i = 1; i <= 8; i++) {
        var number = i;
        answers.add(
            threads.submit(() -> {
              latch.await();
              return CATALOG.publish(
                  "race", "r" + number, CatalogClient.FIRST.replace("1.5", "1.5" + number));
            }));
      }
      latch.countDown();
      var versions = new ArrayList<Integer>();
      for (var answer : answers) {
        versions.add(answer.get().getCostBookVersion().getVersion());
      }
      assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 8), versions.stream().sorted().toList());
    }
    assertEquals(
        9,
        CATALOG
            .as("race", Role.MACHINE)
            .getCatalogPosition(GetCatalogPositionRequest.getDefaultInstance())
            .getPosition());
  }

  @Test
  void aPublishedVersionCannotBeChangedEvenInTheDatabase() throws Exception {
    CATALOG.publish("fixed", "1", CatalogClient.FIRST);
    try (var connection =
            DriverManager.getConnection(
                String.valueOf(DATABASE.get("datasources.default.url")), "postgres", "postgres");
        var statement = connection.createStatement()) {
      for (var change :
          List.of(
              "update cost_rate set amount = 0",
              "delete from price",
              "update price_book_version set content_hash = repeat('0', 64)")) {
        var refused = assertThrows(SQLException.class, () -> statement.execute(change));
        assertTrue(String.valueOf(refused.getMessage()).contains("never changes"), change);
      }
    }
  }

  @Test
  void everyRpcIsRegisteredAndOnlyPricingPublishes() {
    var registered = SERVICE.context().getBeansOfType(RpcPermissions.class);
    var unregistered =
        CatalogServiceGrpc.getServiceDescriptor().getMethods().stream()
            .filter(method -> registered.stream().allMatch(set -> set.of(method).isEmpty()))
            .toList();
    assertEquals(List.of(), unregistered);
    for (var role : Role.values()) {
      assertEquals(role == Role.PRICING, Permission.CATALOG_PUBLISH.isGrantedTo(role), role::name);
    }
    CatalogClient.refused(
        "PERMISSION_MISSING",
        () ->
            CATALOG
                .as("acme", Role.VIEWER)
                .importPriceList(CatalogClient.request("x", CatalogClient.FIRST)));
  }
}
