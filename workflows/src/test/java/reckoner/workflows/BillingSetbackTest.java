package reckoner.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.workflows.Deployment.await;
import static reckoner.workflows.QuoteToCashTest.awaitCompleted;
import static reckoner.workflows.QuoteToCashTest.awaitState;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reckoner.kit.store.Transactions;
import reckoner.proto.workflows.v1.BillingException;
import reckoner.proto.workflows.v1.BillingRun;
import reckoner.proto.workflows.v1.Contract;
import reckoner.proto.workflows.v1.ContractPeriod;

/** Single invoices that fail, and runs that are bigger than a reply. */
class BillingSetbackTest {
  private static final LocalDate MARCH = LocalDate.of(2026, 3, 1);
  private static final Instant END_OF_MARCH = Instant.parse("2026-04-01T04:00:00Z");

  @Test
  void whatAlwaysBreaksForOneInvoiceStopsNoOtherAndIsDoneByALaterRun() {
    try (var world = Deployment.at("2026-02-27T00:00:00Z")) {
      var acme = closed(world, "ada", "bob", "cid", "dan", "eve");
      world.invoicing.broken.putAll(
          Map.of(
              "draft ada/2026-03-01", Status.RESOURCE_EXHAUSTED,
              "finalise bob/2026-03-01", Status.INTERNAL,
              "render dan/2026-03-01", Status.UNKNOWN,
              "render eve/2026-03-01", Status.FAILED_PRECONDITION));
      acme.startRun("march", END_OF_MARCH);
      var run = awaitCompleted(acme, "march");
      var numbered = List.of("cid/2026-03-01", "dan/2026-03-01", "eve/2026-03-01");
      assertEquals(numbered, run.getInvoicesList());
      assertEquals(numbered, world.invoicing.numbered(acme.tenant()), "without a gap");
      assertEquals(3, run.getSelected());
      assertEquals(3, run.getFinalised());
      assertEquals(1, run.getRendered());
      assertEquals(
          List.of(
              "ada RESOURCE_EXHAUSTED a test broke it",
              "bob INTERNAL a test broke it",
              "dan RENDER_FAILED UNKNOWN: a test broke it",
              "eve RENDER_FAILED FAILED_PRECONDITION: a test broke it"),
          exceptions(run));
      assertEquals(4, run.getExceptionsTotal());
      assertEquals(
          Map.of(
              "draft ada/2026-03-01", 5,
              "finalise bob/2026-03-01", 5,
              "render dan/2026-03-01", 5,
              "render eve/2026-03-01", 1),
          world.invoicing.breakages);
      assertEquals(ContractPeriod.State.CLOSED, acme.contract("bob").getPeriods(0).getState());
      assertEquals(ContractPeriod.State.BILLED, acme.contract("dan").getPeriods(0).getState());

      world.invoicing.broken.clear();
      acme.startRun("again", END_OF_MARCH);
      assertEquals(
          List.of("ada/2026-03-01", "bob/2026-03-01"),
          awaitCompleted(acme, "again").getInvoicesList());
      assertEquals(5, world.invoicing.numbered(acme.tenant()).size());
      await("the files of the first run", () -> acme.run("march").getRendered() == 3);
      assertEquals(
          List.of("ada RESOURCE_EXHAUSTED a test broke it", "bob INTERNAL a test broke it"),
          exceptions(acme.run("march")));
      assertTrue(world.invoicing.renderDeadline.compareTo(Duration.ofMinutes(4)) > 0);
    }
  }

  @Test
  void aNeighbourOutOfReachIsWaitedForHoweverOftenItIs() {
    try (var world = Deployment.at("2026-02-27T00:00:00Z")) {
      var acme = closed(world, "ada");
      world.stopTemporal(); // the steps are done by hand
      acme.startRun("march", END_OF_MARCH);
      var beans = world.service().context();
      beans.getBean(SelectBillingRun.class).select(acme.tenant(), "march");
      var item = item(world, acme, BillingItem.State.SELECTED);
      var drafts = beans.getBean(DraftInvoice.class);
      world.invoicing.failing.add("draft ada/2026-03-01");
      for (int i = 0; i < 2 * Setbacks.BREAKAGES_MAX; i++) {
        assertThrows(
            StatusRuntimeException.class, () -> drafts.draft(acme.tenant(), "march", item));
      }
      world.invoicing.failing.clear();
      drafts.draft(acme.tenant(), "march", item);
      assertEquals("ada/2026-03-01", item(world, acme, BillingItem.State.DRAFTED).invoice());
    }
  }

  @Test
  void aPeriodThatHasNotEndedIsNoExceptionHoweverLateTheRunsBound() {
    try (var world = Deployment.at("2026-02-27T00:00:00Z")) {
      var acme = Client.of(world.service());
      acme.sell("ada", MARCH, 12);
      awaitState(acme, "ada", Contract.State.ACTIVE);
      acme.clockTo("2026-05-01T04:00:00Z");
      acme.startRun("all", Instant.parse("2099-01-01T00:00:00Z"));
      var run = awaitCompleted(acme, "all");
      assertEquals(
          2, run.getSelected() + run.getExceptionsTotal(), "March, and April that just ended");
    }
  }

  @Test
  void aRunThatIsBiggerThanAReplyIsShownByItsBeginningAndItsTotals() {
    try (var world = Deployment.at("2026-02-27T00:00:00Z")) {
      var acme = Client.of(world.service());
      acme.sell("ada", MARCH, 1);
      acme.startRun("small", END_OF_MARCH);
      awaitCompleted(acme, "small");
      fill(world, acme.tenant());
      var run = acme.run("small");
      assertEquals(1_000, run.getExceptionsCount());
      assertEquals(10_001, run.getExceptionsTotal());
      assertEquals(10_000, run.getInvoicesCount());
      assertEquals("i/00001", run.getInvoices(0));
      assertEquals(10_001, run.getInvoicesTotal());
      assertEquals(10_001, run.getRendered());
    }
  }

  /** 10,001 periods of long ago on the run, each with an invoice and an exception. */
  private static void fill(Deployment world, String tenant) {
    world
        .service()
        .context()
        .getBean(Transactions.class)
        .<Boolean>jdbc(connection -> {
          for (var sql :
              List.of(
                  """
                  insert into contract_period
                    (tenant, contract, period_start, period_end, cutoff_time, state)
                  select ?, 'ada', time, time + interval '1 day', time + interval '2 days', 'BILLED'
                  from generate_series(
                    timestamptz '1900-01-01Z', timestamptz '1927-05-20Z', interval '1 day') time
                  """,
                  """
                  insert into billing_run_item
                    (tenant, billing_run, customer, contract, period_start, state, invoice)
                  select tenant, 'small', contract, contract, period_start, 'RENDERED',
                    'i/' || to_char(row_number() over (order by period_start), 'FM00000')
                  from contract_period where tenant = ? and state = 'BILLED'
                  """,
                  """
                  insert into billing_run_exception
                    (tenant, billing_run, customer, contract, period_start, period_end, reason, message)
                  select tenant, 'small', contract, contract, period_start, period_end, 'X', 'x'
                  from contract_period where tenant = ? and state = 'BILLED'
                  """)) {
            try (var statement = connection.prepareStatement(sql)) {
              statement.setString(1, tenant);
              statement.executeUpdate();
            }
          }
          return true;
        });
  }

  private static BillingItem item(Deployment world, Client client, BillingItem.State state) {
    return world
        .service()
        .context()
        .getBean(BillingStore.class)
        .items(client.tenant(), "march", state, 1)
        .getFirst();
  }

  private static List<String> exceptions(BillingRun run) {
    return run.getExceptionsList().stream()
        .map((BillingException one) ->
            String.join(" ", one.getContract(), one.getReason(), one.getMessage()))
        .toList();
  }

  /** A tenant with contracts over March, which is closed. */
  private static Client closed(Deployment world, String... keys) {
    var client = Client.of(world.service());
    for (var key : keys) {
      client.sell(key, MARCH, 1);
    }
    for (var key : keys) {
      awaitState(client, key, Contract.State.ACTIVE);
    }
    client.clockTo("2026-04-02T04:00:00Z");
    for (var key : keys) {
      awaitState(client, key, Contract.State.ENDED);
    }
    return client;
  }
}
