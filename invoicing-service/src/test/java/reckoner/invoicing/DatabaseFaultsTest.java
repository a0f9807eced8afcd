package reckoner.invoicing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
import reckoner.proto.invoicing.v1.Invoice;

/** Invoices are finalised while the database breaks: each gets one number, and none is left out. */
class DatabaseFaultsTest {
  private static final int CLIENTS = 4;
  private static final FaultyPostgres POSTGRES = FaultyPostgres.start();

  private static final String DATABASE = POSTGRES.freshDatabase();

  /** One service through all breakages: none of them needs it to be started again. */
  private static final TestService SERVICE =
      TestService.startOn("invoicing", properties(DATABASE, Map.of()), Map.of());

  @AfterAll
  static void stop() {
    SERVICE.close();
    POSTGRES.close();
  }

  @ParameterizedTest
  @EnumSource(Breakage.class)
  void numbersHaveNoGapAndEachInvoiceHasOne(Breakage breakage) {
    var tenant = breakage.name();
    var numbers = new ConcurrentHashMap<String, String>();
    var desk = Desk.open(SERVICE, tenant);
    try (var clients = Clients.start(CLIENTS, id -> billOnce(desk, id, numbers))) {
      breakage.under(clients, POSTGRES);
      var sent = clients.finish();
      for (var id : sent) {
        assertEquals(numbers.get(id), desk.finalise(id, "finalise " + id).getNumber());
      }
      assertNumbers(tenant, sent.size());
    }
  }

  @Test
  void whereverTheNetworkLosesSomethingEachInvoiceTakesOneNumber() {
    var tenant = "lost-replies";
    var numbers = new ConcurrentHashMap<String, String>();
    long seed = System.nanoTime();
    try (var proxy = new FaultProxy("127.0.0.1", POSTGRES.port(), seed);
        var service =
            TestService.startOn("invoicing", properties(DATABASE, through(proxy)), Map.of())) {
      var drafts = Desk.open(SERVICE, tenant);
      var desk = new Desk(service, tenant);
      var outcome =
          new LostReplies(
                  proxy,
                  seed,
                  id -> {
                    draft(drafts, id);
                    finalise(desk, id, numbers);
                  },
                  id ->
                      Integer.parseInt(
                          POSTGRES.query(
                              DATABASE,
                              "select count(number) from invoice where tenant = '%s' and invoice = '%s'"
                                  .formatted(tenant, id))))
              .run(50);
      assertTrue(outcome.failedThoughCommitted() > 0, "no answer to COMMIT was lost");
      assertNumbers(tenant, outcome.requests());
    }
  }

  private static void billOnce(Desk desk, String id, Map<String, String> numbers) {
    draft(desk, id);
    finalise(desk, id, numbers);
  }

  private static void draft(Desk desk, String id) {
    desk.draft(Desk.may(id).setRequestId("draft " + id).addLines(Desk.fee("fee " + id, "1.00")));
  }

  private static void finalise(Desk desk, String id, Map<String, String> numbers) {
    var finalised = desk.finalise(id, "finalise " + id);
    assertEquals(Invoice.State.FINALISED, finalised.getState());
    var before = numbers.putIfAbsent(id, finalised.getNumber());
    assertTrue(
        before == null || before.equals(finalised.getNumber()), () -> id + " has two numbers");
  }

  /** From one on, without a gap, for every invoice. */
  private static void assertNumbers(String tenant, int count) {
    assertEquals(
        "%d %d NW-000001 NW-%06d".formatted(count, count, count),
        POSTGRES.query(
            DATABASE,
            """
            select count(*) || ' ' || count(distinct number) || ' ' || min(number) || ' ' || max(number)
            from invoice where tenant = '%s'
            """
                .formatted(tenant)));
  }

  private static Map<String, Object> properties(String database, Map<String, Object> extra) {
    return POSTGRES.properties("invoicing", database, extra);
  }

  private static Map<String, Object> through(FaultProxy proxy) {
    return Map.of(
        "datasources.default.url",
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(proxy.port(), DATABASE));
  }
}
