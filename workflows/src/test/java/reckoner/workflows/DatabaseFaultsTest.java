package reckoner.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static reckoner.workflows.QuoteToCashTest.awaitState;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reckoner.kit.faults.Breakage;
import reckoner.kit.faults.Clients;
import reckoner.kit.faults.FaultyPostgres;
import reckoner.proto.workflows.v1.Contract;

/** Deals are made while the tables break: each makes one contract, which its process activates. */
class DatabaseFaultsTest {
  private static final int CLIENTS = 3;
  private static final LocalDate APRIL = LocalDate.of(2026, 4, 1);
  private static final FaultyPostgres POSTGRES = FaultyPostgres.start();
  private static final String DATABASE = POSTGRES.freshDatabase();

  /** One service through all breakages: none of them needs it to be started again. */
  private static final Deployment WORLD =
      Deployment.at("2026-02-27T00:00:00Z", POSTGRES.properties("workflows", DATABASE, Map.of()));

  @AfterAll
  static void stop() {
    WORLD.close();
    POSTGRES.close();
  }

  @ParameterizedTest
  @EnumSource(Breakage.class)
  void everyDealMakesOneContractThatIsRegisteredOnce(Breakage breakage) {
    var acme = Client.of(WORLD.service());
    var registeredBefore = WORLD.rating.registrations.size();
    try (var clients = Clients.start(CLIENTS, id -> acme.sell(id, APRIL, 1))) {
      breakage.under(clients, POSTGRES);
      var sold = clients.finish();
      for (var id : sold) {
        assertEquals(id, acme.sell(id, APRIL, 1).getContract());
        awaitState(acme, id, Contract.State.ACTIVE);
      }
      var calls = WORLD.rating.registrations;
      assertEquals(
          sold.size(),
          calls.subList(registeredBefore, calls.size()).stream().distinct().count(),
          "a registration is repeated only as it was first sent");
      for (var table : List.of("customer", "quote", "contract")) {
        assertEquals(
            String.valueOf(sold.size()),
            POSTGRES.query(
                DATABASE,
                "select count(*) from %s where tenant = '%s'".formatted(table, acme.tenant())));
      }
    }
  }
}
