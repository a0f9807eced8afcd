package reckoner.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.type.Decimal;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
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
import reckoner.proto.catalog.v1.CatalogServiceGrpc.CatalogServiceBlockingStub;
import reckoner.proto.catalog.v1.GetCatalogPositionRequest;
import reckoner.proto.catalog.v1.GetPriceBookVersionRequest;
import reckoner.proto.catalog.v1.ImportPriceListRequest;
import reckoner.proto.catalog.v1.ImportPriceListResponse;
import reckoner.proto.catalog.v1.LookupRatesRequest;
import reckoner.proto.catalog.v1.LookupRatesResponse;
import reckoner.proto.catalog.v1.LookupRatesResponse.Outcome;
import reckoner.proto.clock.v1.AdvanceClockRequest;
import reckoner.proto.clock.v1.ClockServiceGrpc;

/** The catalog as its clients meet it. */
class CatalogTest {
  private static final Map<String, Object> DATABASE = TestDatabase.properties("catalog");
  private static final TestService SERVICE = TestService.startOn("catalog", DATABASE, Map.of());
  private static final String FIRST =
      """
      [{"id":"openai","models":[
        {"id":"small","match":{"starts_with":"small-"},"prices":{"input_mtok":1.5,"output_mtok":6}},
        {"id":"large","match":{"or":[{"contains":"large"},{"regex":"^big-\\\\d+$"}]},
         "prices":[{"prices":{"input_mtok":{"base":3,"tiers":[{"start":200000,"price":6}]},"output_mtok":15}},
                   {"constraint":{"start_date":"2026-03-13"},"prices":{"input_mtok":3}},
                   {"constraint":{"start_time":"00:30:00Z","end_time":"16:30:00Z"},"prices":{"input_mtok":2}}]},
        {"id":"free","match":{"equals":"free"},"prices":{}},
        {"id":"catch-all","match":{"contains":"a"},"prices":{"input_mtok":9}}]}]
      """;

  @AfterAll
  static void stop() {
    SERVICE.close();
  }

  private static CatalogServiceBlockingStub as(String tenant, Role role) {
    return SERVICE.as(tenant, role, (ManagedChannel c) -> CatalogServiceGrpc.newBlockingStub(c));
  }

  private static void advance(String requestId, String time) {
    SERVICE
        .as(Role.OPERATOR, (ManagedChannel c) -> ClockServiceGrpc.newBlockingStub(c))
        .advanceClock(
            AdvanceClockRequest.newBuilder()
                .setRequestId(requestId)
                .setTime(Wire.timestamp(Instant.parse(time)))
                .build());
  }

  private static ImportPriceListRequest request(String requestId, String list) {
    return ImportPriceListRequest.newBuilder()
        .setRequestId(requestId)
        .setCostBook("costs")
        .setPriceBook("list")
        .setCurrency("USD")
        .setMultiplier(Decimal.newBuilder().setValue("1.20"))
        .setFileName("prices.json")
        .setContent(ByteString.copyFromUtf8(list))
        .build();
  }

  private static ImportPriceListResponse publish(String tenant, String requestId, String list) {
    return as(tenant, Role.PRICING).importPriceList(request(requestId, list));
  }

  private static LookupRatesResponse lookup(String tenant, int version, long position, String id) {
    var slash = id.indexOf('/');
    return as(tenant, Role.MACHINE)
        .lookupRates(
            LookupRatesRequest.newBuilder()
                .setPriceBook("list")
                .setPriceBookVersion(version)
                .setPosition(position)
                .setProvider(id.substring(0, slash))
                .setModel(id.substring(slash + 1))
                .build());
  }

  @Test
  void aListIsPublishedOnceAndFound() {
    var made = publish("once", "1", FIRST);
    assertEquals(4, made.getModels());
    assertEquals(3, made.getPricedModels());
    assertEquals(1, made.getPriceBookVersion().getVersion());
    assertFalse(made.getUnchanged());
    assertEquals(made, publish("once", "1", FIRST), "the first answer again");
    var again = publish("once", "2", FIRST);
    assertTrue(again.getUnchanged());
    assertEquals(made.getPriceBookVersion(), again.getPriceBookVersion());
    assertEquals(
        made.getPriceBookVersion(),
        as("once", Role.VIEWER)
            .getPriceBookVersion(
                GetPriceBookVersionRequest.newBuilder().setPriceBook("list").build()));
  }

  @Test
  void ratesComeBackAsTheListStatesThem() {
    publish("rates", "1", FIRST);
    var found = lookup("rates", 1, 2, "openai/large");
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
    publish("resolve", "1", FIRST);
    assertEquals("small", lookup("resolve", 1, 2, "openai/small").getModel());
    assertEquals("small", lookup("resolve", 1, 2, "openai/small-2026").getModel());
    assertEquals("large", lookup("resolve", 1, 2, "openai/big-7").getModel());
    assertEquals("large", lookup("resolve", 1, 2, "openai/a-large-one").getModel());
    assertEquals("catch-all", lookup("resolve", 1, 2, "openai/LARGE-a").getModel());
    assertEquals(Outcome.UNKNOWN_MODEL, lookup("resolve", 1, 2, "openai/x").getOutcome());
    assertEquals(Outcome.UNKNOWN_PROVIDER, lookup("resolve", 1, 2, "nobody/x").getOutcome());
    assertEquals(Outcome.NO_PRICE, lookup("resolve", 1, 2, "openai/free").getOutcome());
  }

  @Test
  void aLaterVersionAddsPricesAndACostOnlyChangeMovesTheCostBookAlone() {
    publish("later", "1", FIRST);
    var dearer = publish("later", "2", FIRST.replace("1.5", "2.5"));
    assertEquals(2, dearer.getCostBookVersion().getVersion());
    assertEquals(1, dearer.getPriceBookVersion().getVersion(), "the formulas are the same");
    var priced =
        publish("later", "3", FIRST.replace("\"prices\":{}", "\"prices\":{\"input_mtok\":7}"));
    assertEquals(2, priced.getPriceBookVersion().getVersion());
    assertEquals("1.5", firstAmount(lookup("later", 1, 2, "openai/small")));
    assertEquals("2.5", firstAmount(lookup("later", 1, 3, "openai/small")));
    assertEquals(Outcome.NO_PRICE, lookup("later", 1, 4, "openai/free").getOutcome());
    var added = lookup("later", 1, 5, "openai/free");
    assertEquals(Outcome.FOUND, added.getOutcome());
    assertEquals(2, added.getPriceBookVersion().getVersion());
    assertEquals(1, lookup("later", 1, 5, "openai/small").getPriceBookVersion().getVersion());
  }

  private static String firstAmount(LookupRatesResponse found) {
    return found.getEntries(0).getClassRates(0).getSizeRates(0).getAmount().getValue();
  }

  @Test
  void positionsAreThoseKnownBeforeAnInstantOfBusinessTime() {
    advance("p1", "2030-01-01T00:00:00Z");
    publish("acme", "p1", FIRST);
    advance("p2", "2030-01-02T00:00:00Z");
    publish("acme", "p2", FIRST.replace("1.5", "2.5"));
    assertEquals(0, position("2030-01-01T00:00:00Z"), "exclusive");
    assertEquals(2, position("2030-01-01T00:00:01Z"));
    assertEquals(2, position("2030-01-02T00:00:00Z"));
    refused("POSITION_OPEN", () -> position("2030-01-02T00:00:01Z"));
    assertEquals(
        3,
        as("acme", Role.MACHINE)
            .getCatalogPosition(GetCatalogPositionRequest.getDefaultInstance())
            .getPosition());
  }

  private static long position(String knownBefore) {
    return as("acme", Role.MACHINE)
        .getCatalogPosition(
            GetCatalogPositionRequest.newBuilder()
                .setKnownBefore(Wire.timestamp(Instant.parse(knownBefore)))
                .build())
        .getPosition();
  }

  @Test
  void aFaultyListIsRefusedWholeAndItsRequestIdStaysFree() {
    var failure =
        refused(
            "PRICE_LIST_INVALID",
            () -> publish("faulty", "1", FIRST.replace("1.5", "-1.5").replace("15}", "-15}")));
    assertEquals(
        List.of("openai/small prices.input_mtok", "openai/large prices[0].output_mtok"),
        RefusalStatus.faults(failure).getFieldViolationsList().stream()
            .map(fault -> fault.getField())
            .toList());
    assertTrue(
        String.valueOf(failure.getMessage()).contains("prices.json has 2 fault(s)"),
        failure::toString);
    assertEquals(1, publish("faulty", "1", FIRST).getCostBookVersion().getVersion());
  }

  @Test
  void aBookKeepsItsCurrencyAndItsCostBook() {
    publish("books", "1", FIRST);
    var euros = request("2", FIRST).toBuilder().setCurrency("EUR").build();
    refused("BOOK_DIFFERS", () -> as("books", Role.PRICING).importPriceList(euros));
    var other = request("3", FIRST).toBuilder().setCostBook("other").build();
    refused("BOOK_DIFFERS", () -> as("books", Role.PRICING).importPriceList(other));
    var gold = request("4", FIRST).toBuilder().setCurrency("XAU").build();
    refused("CURRENCY_UNKNOWN", () -> as("books", Role.PRICING).importPriceList(gold));
    for (var multiplier : List.of("0", "-1", "1000.000001", "1.0000001", "x")) {
      var bad =
          request("5", FIRST).toBuilder()
              .setMultiplier(Decimal.newBuilder().setValue(multiplier))
              .build();
      refused("MULTIPLIER_INVALID", () -> as("books", Role.PRICING).importPriceList(bad));
    }
  }

  @Test
  void oneTenantDoesNotSeeAnothers() {
    publish("mine", "1", FIRST);
    refused("NOT_FOUND", () -> lookup("theirs", 1, 2, "openai/small"));
    refused(
        "NOT_FOUND",
        () ->
            as("theirs", Role.VIEWER)
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
              return publish("race", "r" + number, FIRST.replace("1.5", "1.5" + number));
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
        as("race", Role.MACHINE)
            .getCatalogPosition(GetCatalogPositionRequest.getDefaultInstance())
            .getPosition());
  }

  @Test
  void aPublishedVersionCannotBeChangedEvenInTheDatabase() throws Exception {
    publish("fixed", "1", FIRST);
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
    refused(
        "PERMISSION_MISSING", () -> as("acme", Role.VIEWER).importPriceList(request("x", FIRST)));
  }

  private static StatusRuntimeException refused(
      String reason, org.junit.jupiter.api.function.Executable call) {
    var failure = assertThrows(StatusRuntimeException.class, call);
    assertEquals(reason, RefusalStatus.reason(failure).orElse("none: " + failure));
    return failure;
  }
}
