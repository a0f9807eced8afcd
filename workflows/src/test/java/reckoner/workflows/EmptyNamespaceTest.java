package reckoner.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static reckoner.workflows.Deployment.await;
import static reckoner.workflows.QuoteToCashTest.awaitPeriod;
import static reckoner.workflows.QuoteToCashTest.awaitState;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reckoner.kit.testing.Containers;
import reckoner.proto.workflows.v1.BillingRun;
import reckoner.proto.workflows.v1.Contract;
import reckoner.proto.workflows.v1.ContractPeriod;

/** Temporal is restored with an empty namespace while the tables are full. */
class EmptyNamespaceTest {
  private static final LocalDate MARCH = LocalDate.of(2026, 3, 1);
  private static final Instant END_OF_MARCH = Instant.parse("2026-04-01T04:00:00Z");
  private static final String RUN = "billing-run/%s/march";

  @Test
  void everyLiveContractAndOpenRunIsBuiltAgainOnceAndNothingElse() throws Exception {
    assumeTrue(Containers.forTemporal(), "only a real Temporal lists what runs");
    try (var world = Deployment.at("2026-02-27T00:00:00Z")) {
      var acme = Client.of(world.service());
      acme.sell("done", MARCH, 1);
      var live = Stream.iterate(1, i -> i + 1).limit(30).map("live-%02d"::formatted).toList();
      live.forEach(key -> acme.sell(key, MARCH, 2));
      live.forEach(key -> awaitState(acme, key, Contract.State.ACTIVE));
      acme.clockTo("2026-04-02T04:00:00Z");
      awaitState(acme, "done", Contract.State.ENDED);
      world.invoicing.failing.add("finalise live-07/2026-03-01");
      live.forEach(key -> awaitPeriod(acme, key, 0, ContractPeriod.State.CLOSED));
      acme.startRun("march", END_OF_MARCH);
      await("the run is open and stuck", () -> world.invoicing.failures.get() > 0);

      // two replicas build at the same time what is missing
      try (var _ = world.startReplica(Map.of())) {
        world.forgetTemporal();
        var expected =
            Stream.concat(live.stream().map(key -> "contract/%s/" + key), Stream.of(RUN))
                .map(id -> id.formatted(acme.tenant()))
                .sorted()
                .toList();
        await("all are built again", () -> running(world).equals(expected));
        Thread.sleep(Duration.ofSeconds(4)); // rounds of the reconcilers
        assertEquals(expected, running(world), "and stay the only ones");
        assertEquals(expected, runsEver(world), "no second run of any, no run of what is done");
      }
      world.invoicing.failing.clear();
      await(
          "the run is completed, whose step had failed so often that it rests up to a minute",
          Duration.ofMinutes(3),
          () -> acme.run("march").getState().equals(BillingRun.State.COMPLETED));
      assertEquals(31, acme.run("march").getInvoicesCount());
      assertEquals(31, world.invoicing.numbered(acme.tenant()).size());
    }
  }

  private static List<String> running(Deployment world) {
    return ids(world, "ExecutionStatus = \"Running\"");
  }

  private static List<String> runsEver(Deployment world) {
    return ids(world, "");
  }

  private static List<String> ids(Deployment world, String query) {
    return world.temporal.list(query).stream()
        .map(run -> run.getExecution().getWorkflowId())
        .sorted()
        .toList();
  }
}
