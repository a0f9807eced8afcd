package reckoner.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static reckoner.workflows.Deployment.await;
import static reckoner.workflows.QuoteToCashTest.awaitCompleted;
import static reckoner.workflows.QuoteToCashTest.awaitPeriod;
import static reckoner.workflows.QuoteToCashTest.awaitState;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import reckoner.proto.workflows.v1.Contract;
import reckoner.proto.workflows.v1.ContractPeriod;

/** Interruptions: the tables alone decide what goes on, and nothing happens twice. */
class LostTemporalTest {
  private static final LocalDate MARCH = LocalDate.of(2026, 3, 1);
  private static final Instant END_OF_MARCH = Instant.parse("2026-04-01T04:00:00Z");
  private static final Instant END_OF_APRIL = Instant.parse("2026-05-01T04:00:00Z");

  @Test
  void aTemporalThatForgotEverythingInTheMiddleOfAContractLosesNothing() {
    try (var world = Deployment.at("2026-02-27T00:00:00Z")) {
      var acme = Client.of(world.service());
      acme.sell("ada", MARCH, 2);
      awaitState(acme, "ada", Contract.State.ACTIVE);
      acme.clockTo("2026-04-02T04:00:00Z");
      awaitPeriod(acme, "ada", 0, ContractPeriod.State.CLOSED);

      world.stopTemporal();
      acme.clockTo("2026-05-02T04:00:00Z"); // nobody hears this wake-up
      acme.sell("bob", LocalDate.of(2026, 6, 1), 1); // nobody can start this one
      world.startTemporal();
      awaitState(acme, "ada", Contract.State.ENDED);
      awaitState(acme, "bob", Contract.State.ACTIVE);
      assertEquals(2, world.rating.registrations.size(), "each contract is registered once");
      assertEquals(
          List.of(
              FakeRating.key(acme.tenant(), "ada", "2026-03-01T05:00:00Z"),
              FakeRating.key(acme.tenant(), "ada", "2026-04-01T04:00:00Z")),
          world.rating.closeCalls.stream().distinct().toList());

      acme.startRun("spring", END_OF_APRIL);
      assertEquals(
          List.of("ada/2026-03-01", "ada/2026-04-01"),
          awaitCompleted(acme, "spring").getInvoicesList());
    }
  }

  @Test
  void aContractThatIsSoldAgainAfterTheTablesWereLostIsActivatedUnderATemporalThatRemembers() {
    try (var world = Deployment.at("2026-02-27T00:00:00Z")) {
      var acme = Client.of(world.service());
      acme.sell("ada", MARCH, 2);
      awaitState(acme, "ada", Contract.State.ACTIVE);
      world.loseTables();
      acme.clockTo("2026-02-28T00:00:00Z");
      acme.sell("ada", MARCH, 1);
      awaitState(acme, "ada", Contract.State.ACTIVE);
      acme.clockTo("2026-04-02T04:00:00Z");
      awaitState(acme, "ada", Contract.State.ENDED);
    }
  }

  @Test
  void aRunThatIsKilledWithItsTemporalWhileItFinalisesGoesOnInOrder() {
    interruptedAt("finalise cid/2026-03-01", List.of("ada/2026-03-01", "bob/2026-03-01"));
  }

  @Test
  void aRunThatIsKilledWithItsTemporalWhileItDraftsGoesOnInOrder() {
    interruptedAt("draft bob/2026-03-01", List.of());
  }

  @Test
  void aRunThatIsKilledWithItsTemporalWhileItRendersGoesOnInOrder() {
    interruptedAt(
        "render dan/2026-03-01",
        List.of("ada/2026-03-01", "bob/2026-03-01", "cid/2026-03-01", "dan/2026-03-01"));
  }

  private static void interruptedAt(String step, List<String> numberedBefore) {
    try (var world = Deployment.at("2026-02-27T00:00:00Z")) {
      var tenant = Client.of(world.service()).tenant();
      var before = new Client(world.service(), tenant);
      for (var key : List.of("dan", "bob", "cid", "ada")) {
        before.sell(key, MARCH, 1);
      }
      for (var key : List.of("dan", "bob", "cid", "ada")) {
        awaitState(before, key, Contract.State.ACTIVE);
      }
      before.clockTo("2026-04-02T04:00:00Z");
      for (var key : List.of("dan", "bob", "cid", "ada")) {
        awaitState(before, key, Contract.State.ENDED);
      }
      world.invoicing.failing.add(step);
      before.startRun("march", END_OF_MARCH);
      await(
          "the run hangs at " + step,
          () ->
              world.invoicing.numbered(tenant).equals(numberedBefore)
                  && world.invoicing.failures.get() > 0);

      world.stopService();
      world.forgetTemporal();
      world.invoicing.failing.clear();
      world.startService();
      var after = new Client(world.service(), tenant);
      var invoices =
          List.of("ada/2026-03-01", "bob/2026-03-01", "cid/2026-03-01", "dan/2026-03-01");
      assertEquals(invoices, awaitCompleted(after, "march").getInvoicesList());
      assertEquals(invoices, world.invoicing.numbered(tenant), "in (customer, contract) order");
      assertEquals(invoices, world.invoicing.rendered(tenant));
    }
  }

  @Test
  void neighboursThatAreAwayForAWhileAreWaitedFor() {
    try (var world = Deployment.at("2026-02-27T00:00:00Z")) {
      var acme = Client.of(world.service());
      world.ratingServer.close();
      world.invoicingServer.close();
      acme.sell("ada", MARCH, 1);
      await("an attempt", () -> acme.contract("ada").getState().equals(Contract.State.ACCEPTED));
      world.ratingServer.start();
      awaitState(acme, "ada", Contract.State.ACTIVE);
      acme.clockTo("2026-04-02T04:00:00Z");
      awaitState(acme, "ada", Contract.State.ENDED);
      acme.startRun("march", END_OF_MARCH);
      await("the selection", () -> acme.run("march").getSelected() == 1);
      world.invoicingServer.start();
      assertEquals(List.of("ada/2026-03-01"), awaitCompleted(acme, "march").getInvoicesList());
    }
  }
}
