package reckoner.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.workflows.Client.refused;
import static reckoner.workflows.Deployment.await;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import reckoner.kit.wire.Wire;
import reckoner.proto.workflows.v1.BillingRun;
import reckoner.proto.workflows.v1.Contract;
import reckoner.proto.workflows.v1.ContractPeriod;

/** Dated stories from the accepted quote to the billed period. Zones are America/New_York. */
class QuoteToCashTest {
  private static final LocalDate MARCH = LocalDate.of(2026, 3, 1);
  private static final Instant END_OF_MARCH = Instant.parse("2026-04-01T04:00:00Z");

  @Test
  void aContractIsActivatedClosedAtItsCutOffAndBilled() {
    try (var world = Deployment.at("2026-02-27T00:00:00Z")) {
      var acme = Client.of(world.service());
      acme.sell("ada", MARCH, 2);
      awaitState(acme, "ada", Contract.State.ACTIVE);
      var active = acme.contract("ada");
      assertEquals(Instant.parse("2026-02-27T00:00:00Z"), Wire.instant(active.getActivateTime()));
      var terms = world.rating.contract(acme.tenant(), "ada");
      assertEquals(active.getActivateTime(), terms.getActivateTime());
      assertEquals(2, terms.getPeriodsCount());
      assertEquals(
          List.of("platform-fee", "models"),
          terms.getChargesList().stream().map(charge -> charge.getCharge()).toList());

      acme.clockTo("2026-04-02T03:59:59Z"); // a second before the cut-off
      assertEquals(
          0, acme.startRun("too-early", Instant.parse("2026-03-31T00:00:00Z")).getSelected());
      assertTrue(world.rating.closed.isEmpty());
      acme.clockTo("2026-04-02T04:00:00Z");
      awaitPeriod(acme, "ada", 0, ContractPeriod.State.CLOSED);

      acme.startRun("march", END_OF_MARCH);
      var march = awaitCompleted(acme, "march");
      assertEquals(1, march.getSelected());
      assertEquals(List.of("ada/2026-03-01"), march.getInvoicesList());
      assertEquals(List.of("ada/2026-03-01"), world.invoicing.numbered(acme.tenant()));
      assertEquals(ContractPeriod.State.BILLED, acme.contract("ada").getPeriods(0).getState());
      var draft = world.invoicing.draft(acme.tenant(), "ada/2026-03-01");
      assertEquals("The ada company", draft.getBillTo().getDisplayName());
      assertEquals("seller", draft.getLegalEntity());
      assertEquals("America/New_York", draft.getZone());
      assertEquals("29", draft.getLines(0).getAmount().getValue());

      acme.clockTo("2026-05-02T04:00:00Z");
      awaitState(acme, "ada", Contract.State.ENDED);
      acme.startRun("april", Instant.parse("2026-05-01T04:00:00Z"));
      assertEquals(List.of("ada/2026-04-01"), awaitCompleted(acme, "april").getInvoicesList());
      world.keepHistory("contract/%s/ada".formatted(acme.tenant()), "contract-two-months");
      world.keepHistory("billing-run/%s/april".formatted(acme.tenant()), "billing-run-one");
    }
  }

  @Test
  void aPeriodThatEndedBeforeTheActivationIsCutOffADayAfterIt() {
    try (var world = Deployment.at("2026-05-10T12:00:00Z")) {
      var acme = Client.of(world.service());
      acme.sell("ada", MARCH, 3);
      awaitState(acme, "ada", Contract.State.ACTIVE);
      assertEquals(
          List.of("2026-05-11T12:00:00Z", "2026-05-11T12:00:00Z", "2026-06-02T04:00:00Z"),
          acme.contract("ada").getPeriodsList().stream()
              .map(period -> Wire.instant(period.getCutoffTime()).toString())
              .toList());
      acme.clockTo("2026-05-11T12:00:00Z");
      awaitPeriod(acme, "ada", 1, ContractPeriod.State.CLOSED);
      assertEquals(ContractPeriod.State.OPEN, acme.contract("ada").getPeriods(2).getState());
    }
  }

  @Test
  void aBlockedPeriodIsAnExceptionHoldsUpNoOtherAndIsBilledOnceItHeals() {
    try (var world = Deployment.at("2026-02-27T00:00:00Z")) {
      var acme = Client.of(world.service());
      var blocked = FakeRating.key(acme.tenant(), "ada", "2026-03-01T05:00:00Z");
      world.rating.blocked.add(blocked);
      acme.sell("ada", MARCH, 2);
      awaitState(acme, "ada", Contract.State.ACTIVE);
      acme.clockTo("2026-05-02T04:00:00Z");
      awaitPeriod(acme, "ada", 0, ContractPeriod.State.BLOCKED);
      awaitPeriod(acme, "ada", 1, ContractPeriod.State.CLOSED);

      acme.startRun("first", Instant.parse("2026-05-01T04:00:00Z"));
      var first = awaitCompleted(acme, "first");
      assertEquals(List.of("ada/2026-04-01"), first.getInvoicesList());
      var exception = first.getExceptions(0);
      assertEquals("UNPRICED_USAGE", exception.getReason());
      assertEquals("openai gpt-9: NO_PRICE for 12 event(s)", exception.getMessage());
      assertEquals("ada", exception.getCustomer());
      assertEquals(
          Instant.parse("2026-03-01T05:00:00Z"),
          Wire.instant(exception.getPeriod().getStartTime()));

      world.rating.blocked.remove(blocked);
      awaitState(acme, "ada", Contract.State.ENDED); // rating is asked again
      acme.startRun("second", Instant.parse("2026-05-01T04:00:00Z"));
      var second = awaitCompleted(acme, "second");
      assertEquals(List.of("ada/2026-03-01"), second.getInvoicesList());
      assertEquals(0, second.getExceptionsCount());
      world.keepHistory("contract/%s/ada".formatted(acme.tenant()), "contract-blocked");
    }
  }

  @Test
  void whatRatingRefusesStandsOnTheContractUntilItIsTaken() {
    try (var world = Deployment.at("2026-02-27T00:00:00Z")) {
      var acme = Client.of(world.service());
      world.rating.refusedContracts.add("ada");
      acme.sell("ada", MARCH, 1);
      await("a reason", () -> acme.contract("ada").getBlockedReason().equals("KEY_TAKEN"));
      assertEquals("a test says so", acme.contract("ada").getBlockedMessage());
      assertEquals(Contract.State.ACCEPTED, acme.contract("ada").getState());
      acme.clockTo("2026-04-01T04:00:00Z");
      acme.startRun("early", END_OF_MARCH);
      assertEquals(
          "the contract is not activated: KEY_TAKEN, a test says so",
          awaitCompleted(acme, "early").getExceptions(0).getMessage());

      world.rating.refusedContracts.clear();
      awaitState(acme, "ada", Contract.State.ACTIVE);
      assertEquals("", acme.contract("ada").getBlockedReason());
      assertEquals("", acme.contract("ada").getBlockedMessage());
    }
  }

  @Test
  void aPeriodThatIsNotClosedIsAnException() {
    try (var world = Deployment.at("2026-02-27T00:00:00Z")) {
      var acme = Client.of(world.service());
      acme.sell("ada", MARCH, 1);
      awaitState(acme, "ada", Contract.State.ACTIVE);
      acme.clockTo("2026-04-01T04:00:00Z"); // ended, and a day before its cut-off
      acme.startRun("early", END_OF_MARCH);
      var run = awaitCompleted(acme, "early");
      assertEquals(0, run.getSelected());
      assertEquals("PERIOD_NOT_CLOSED", run.getExceptions(0).getReason());
    }
  }

  @Test
  void aRunIsMadeOnceAndNeverBillsAPeriodTwice() {
    try (var world = Deployment.at("2026-02-27T00:00:00Z")) {
      var acme = Client.of(world.service());
      acme.sell("ada", MARCH, 1);
      acme.sell("bob", MARCH, 1);
      world.rating.idle.add("bob");
      awaitState(acme, "ada", Contract.State.ACTIVE);
      awaitState(acme, "bob", Contract.State.ACTIVE);
      acme.clockTo("2026-04-02T04:00:00Z");
      awaitState(acme, "ada", Contract.State.ENDED);
      awaitState(acme, "bob", Contract.State.ENDED);
      var started = acme.startRun("march", END_OF_MARCH);
      assertEquals(started, acme.startRun("march", END_OF_MARCH));
      var completed = awaitCompleted(acme, "march");
      assertEquals(completed, startWith(acme, "another-request", END_OF_MARCH, "seller"));
      refused("KEY_TAKEN", () -> startWith(acme, "a-third", END_OF_MARCH, "other-seller"));
      assertEquals(1, completed.getSelected(), "bob has no charges and gets no invoice");
      assertEquals(ContractPeriod.State.BILLED, acme.contract("bob").getPeriods(0).getState());

      acme.startRun("march-again", END_OF_MARCH);
      assertEquals(0, awaitCompleted(acme, "march-again").getSelected());
      assertEquals(List.of("ada/2026-03-01"), world.invoicing.numbered(acme.tenant()));

      var other = Client.of(world.service());
      refused("NOT_FOUND", () -> other.run("march"));
      other.startRun("march", END_OF_MARCH);
      assertEquals(0, awaitCompleted(other, "march").getSelected(), "another tenant's periods");
    }
  }

  @Test
  void whatInvoicingRefusesIsAnExceptionAndIsGivenBack() {
    try (var world = Deployment.at("2026-02-27T00:00:00Z")) {
      var acme = Client.of(world.service());
      acme.sell("ada", MARCH, 1);
      awaitState(acme, "ada", Contract.State.ACTIVE);
      acme.clockTo("2026-04-02T04:00:00Z");
      awaitState(acme, "ada", Contract.State.ENDED);
      world.invoicing.refusedContracts.add("ada");
      acme.startRun("march", END_OF_MARCH);
      var run = awaitCompleted(acme, "march");
      assertEquals(0, run.getSelected());
      assertEquals("KEY_TAKEN", run.getExceptions(0).getReason());
      assertEquals("a test says so", run.getExceptions(0).getMessage());
      assertEquals(ContractPeriod.State.CLOSED, acme.contract("ada").getPeriods(0).getState());

      world.invoicing.refusedContracts.clear();
      acme.startRun("march-2", END_OF_MARCH);
      assertEquals(List.of("ada/2026-03-01"), awaitCompleted(acme, "march-2").getInvoicesList());
    }
  }

  @Test
  void ratingHearsTheSameActivationTimeHoweverOftenItIsTold() {
    try (var world = Deployment.at("2026-02-27T00:00:00Z")) {
      var acme = Client.of(world.service());
      world.rating.down = true;
      acme.sell("ada", MARCH, 1);
      await("a first attempt", () -> !world.rating.registrations.isEmpty());
      assertFalse(acme.contract("ada").hasActivateTime());
      acme.clockTo("2026-02-28T00:00:00Z");
      world.rating.down = false;
      awaitState(acme, "ada", Contract.State.ACTIVE);
      assertEquals(1, world.rating.registrations.stream().distinct().count());
      assertTrue(world.rating.registrations.size() > 1);
    }
  }

  static BillingRun startWith(Client client, String requestId, Instant max, String seller) {
    return client
        .runs()
        .startBillingRun(
            reckoner.proto.workflows.v1.StartBillingRunRequest.newBuilder()
                .setRequestId(requestId)
                .setBillingRun("march")
                .setPeriodEndMax(Wire.timestamp(max))
                .setLegalEntity(seller)
                .build());
  }

  static void awaitState(Client client, String contract, Contract.State state) {
    await(contract + " is " + state, () -> client.contract(contract).getState().equals(state));
  }

  static void awaitPeriod(Client client, String contract, int index, ContractPeriod.State state) {
    await(
        "period %d of %s is %s".formatted(index, contract, state),
        () -> client.contract(contract).getPeriods(index).getState().equals(state));
  }

  static BillingRun awaitCompleted(Client client, String run) {
    await(
        run + " is completed", () -> client.run(run).getState().equals(BillingRun.State.COMPLETED));
    return client.run(run);
  }
}
