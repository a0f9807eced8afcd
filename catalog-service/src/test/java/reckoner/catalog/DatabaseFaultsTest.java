package reckoner.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reckoner.kit.faults.Breakage;
import reckoner.kit.faults.Clients;
import reckoner.kit.faults.FaultProxy;
import reckoner.kit.faults.FaultyPostgres;
import reckoner.kit.faults.LostReplies;
import reckoner.kit.testing.TestService;

/**
 * Price lists are imported while the database breaks: each makes one version, whole or not at all.
 */
class DatabaseFaultsTest {
  private static final int CLIENTS = 2;
  private static final Map<String, Integer> PRICES = new ConcurrentHashMap<>();
  private static final AtomicInteger LISTS = new AtomicInteger();
  private static final FaultyPostgres POSTGRES = FaultyPostgres.start();

  private static final String DATABASE = POSTGRES.freshDatabase();

  /** One service through all breakages: none of them needs it to be started again. */
  private static final TestService SERVICE =
      TestService.startOn("catalog", properties(Map.of()), Map.of());

  @AfterAll
  static void stop() {
    SERVICE.close();
    POSTGRES.close();
  }

  @ParameterizedTest
  @EnumSource(Breakage.class)
  void everyListMakesOneWholeVersion(Breakage breakage) {
    var tenant = breakage.name();
    var catalog = new CatalogClient(SERVICE);
    try (var clients = Clients.start(CLIENTS, id -> publish(catalog, tenant, id))) {
      breakage.under(clients, POSTGRES);
      var sent = clients.finish();
      sent.forEach(id -> publish(catalog, tenant, id));
      assertWhole(tenant, sent.size());
    }
  }

  @Test
  void whereverTheNetworkLosesSomethingEachListIsPublishedOnce() {
    var tenant = "lost-replies";
    long seed = System.nanoTime();
    try (var proxy = new FaultProxy("127.0.0.1", POSTGRES.port(), seed);
        var service = TestService.startOn("catalog", properties(through(proxy)), Map.of())) {
      var catalog = new CatalogClient(service);
      var outcome =
          new LostReplies(
                  proxy,
                  seed,
                  id -> publish(catalog, tenant, id),
                  id ->
                      Integer.parseInt(
                          POSTGRES.query(
                              DATABASE,
                              "select count(*) from request_record where tenant = '%s' and request_id = '%s'"
                                  .formatted(tenant, id))))
              .run(50);
      assertTrue(outcome.failedThoughCommitted() > 0, "no answer to COMMIT was lost");
      assertWhole(tenant, outcome.requests());
    }
  }

  /** A list whose one price is its own, so that each makes a version. */
  private static void publish(CatalogClient catalog, String tenant, String id) {
    var list =
        """
        [{"id":"openai","models":[
          {"id":"small","match":{"starts_with":"small-"},"prices":{"input_mtok":1.%d,"output_mtok":6}},
          {"id":"large","match":{"contains":"large"},"prices":{"input_mtok":3,"output_mtok":15}}]}]
        """
            .formatted(
                PRICES.computeIfAbsent(tenant + id, fresh -> 100_000 + LISTS.incrementAndGet()));
    var made = catalog.publish(tenant, id, list);
    assertEquals(2, made.getPricedModels());
  }

  private static void assertWhole(String tenant, int versions) {
    assertEquals(
        "%d %d 1 %d".formatted(versions, versions, versions),
        POSTGRES.query(
            DATABASE,
            """
            select count(*) || ' ' || count(distinct version) || ' ' || min(version) || ' ' || max(version)
            from cost_book_version where tenant = '%s'
            """
                .formatted(tenant)));
    assertEquals(
        String.valueOf(2 * versions),
        POSTGRES.query(
            DATABASE, "select count(*) from cost_model where tenant = '%s'".formatted(tenant)));
  }

  private static Map<String, Object> properties(Map<String, Object> extra) {
    return POSTGRES.properties("catalog", DATABASE, extra);
  }

  private static Map<String, Object> through(FaultProxy proxy) {
    return Map.of(
        "datasources.default.url",
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(proxy.port(), DATABASE));
  }
}
