package reckoner.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static reckoner.workflows.Deployment.await;
import static reckoner.workflows.QuoteToCashTest.awaitCompleted;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reckoner.proto.workflows.v1.BillingRun;
import reckoner.proto.workflows.v1.Contract;
import reckoner.proto.workflows.v1.ListContractsRequest;

/** Runs that want the same periods at the same time, and more invoices than a batch has. */
class BillingRaceTest {
  private static final LocalDate MARCH = LocalDate.of(2026, 3, 1);
  private static final Instant END_OF_MARCH = Instant.parse("2026-04-01T04:00:00Z");

  /** One more than the items of a batch. */
  private static final int CONTRACTS = 51;

  @Test
  void aRunOfSeveralBatchesNumbersInOrderAlsoInTwoTenantsAtOnce() {
    try (var world = Deployment.at("2026-02-27T00:00:00Z")) {
      var acme = sold(world, CONTRACTS);
      var other = sold(world, 2);
      close(acme);
      close(other);
      acme.startRun("march", END_OF_MARCH);
      other.startRun("march", END_OF_MARCH);
      var run = awaitCompleted(acme, "march");
      assertEquals(invoices(CONTRACTS), run.getInvoicesList());
      assertEquals(CONTRACTS, run.getRendered());
      assertEquals(invoices(CONTRACTS), world.invoicing.numbered(acme.tenant()));
      assertEquals(invoices(2), awaitCompleted(other, "march").getInvoicesList());
      assertEquals(invoices(2), world.invoicing.numbered(other.tenant()));
    }
  }

  @Test
  void runsThatStartAtOnceShareThePeriodsAndBillEachOnce() throws Exception {
    try (var world = Deployment.at("2026-02-27T00:00:00Z")) {
      var acme = sold(world, 12);
      close(acme);
      var latch = new CountDownLatch(1);
      var starts = new ArrayList<Future<BillingRun>>();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 12; i++) {
          var key = "run-" + i / 2; // each asked for twice
          starts.add(
              threads.submit(() -> {
                latch.await();
                return acme.startRun(key, END_OF_MARCH);
              }));
        }
        latch.countDown();
      }
      var billed = new ArrayList<String>();
      for (int i = 0; i < 12; i++) {
        starts.get(i).get();
        if (i % 2 == 0) {
          billed.addAll(awaitCompleted(acme, "run-" + i / 2).getInvoicesList());
        }
      }
      assertEquals(invoices(12), billed.stream().sorted().toList());
      assertEquals(
          invoices(12), world.invoicing.numbered(acme.tenant()).stream().sorted().toList());
    }
  }

  /** A tenant with active contracts {@code c-01}, {@code c-02} … for March. */
  private static Client sold(Deployment world, int contracts) {
    var client = Client.of(world.service());
    keys(contracts).forEach(key -> client.sell(key, MARCH, 1));
    awaitAll(client, Contract.State.ACTIVE);
    return client;
  }

  private static void close(Client client) {
    client.clockTo("2026-04-02T04:00:00Z");
    awaitAll(client, Contract.State.ENDED);
  }

  private static void awaitAll(Client client, Contract.State state) {
    await(
        "every contract is " + state,
        () ->
            client
                .contracts()
                .listContracts(ListContractsRequest.getDefaultInstance())
                .getContractsList()
                .stream()
                .allMatch(contract -> contract.getState().getNumber() >= state.getNumber()));
  }

  private static List<String> keys(int contracts) {
    return IntStream.rangeClosed(1, contracts).mapToObj("c-%02d"::formatted).toList();
  }

  private static List<String> invoices(int contracts) {
    return keys(contracts).stream().map(key -> key + "/2026-03-01").toList();
  }
}
