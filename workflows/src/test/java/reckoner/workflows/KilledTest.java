package reckoner.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static reckoner.workflows.Deployment.await;

import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import reckoner.kit.testing.Containers;
import reckoner.proto.workflows.v1.BillingRun;
import reckoner.proto.workflows.v1.Contract;

/**
 * Worker and server die in the middle, as machines do, and come back: the worker as a new process,
 * the server on what it had written. Everything is completed, once.
 */
class KilledTest {
  private static final LocalDate MARCH = LocalDate.of(2026, 3, 1);
  private static final Instant END_OF_MARCH = Instant.parse("2026-04-01T04:00:00Z");
  private static final List<String> KEYS = List.of("dan", "bob", "cid", "ada");
  private static final List<String> INVOICES =
      List.of("ada/2026-03-01", "bob/2026-03-01", "cid/2026-03-01", "dan/2026-03-01");

  /** An attempt whose worker died is given up 20 s after that, and tried again a while later. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Test
  void aKilledWorkerAndAKilledServerLoseNothingAndRepeatNothing() {
    assumeTrue(Containers.forTemporal(), "only a real Temporal keeps what it knows");
    try (var world = Deployment.without(TestTemporal.startKeeping())) {
      // takes the calls and works for nobody
      world.startService(Map.of("reckoner.temporal-target", "localhost:1"));
      var acme = Client.of(world.service());
      acme.clockTo("2026-02-27T00:00:00Z");
      try (var worker = WorkflowsProcess.start(world)) {
        KEYS.forEach(key -> acme.sell(key, MARCH, 1));
        KEYS.forEach(key -> state(acme, key, Contract.State.ACTIVE));
        var release = new CountDownLatch(1);
        world.rating.held.put(
            FakeRating.key(acme.tenant(), "bob", "2026-03-01T05:00:00Z"), release);
        acme.clockTo("2026-04-02T04:00:00Z");
        await("a close is under way", () -> closes(world, "bob") == 1);
        List.of("dan", "cid", "ada").forEach(key -> state(acme, key, Contract.State.ENDED));
        worker.kill();
        release.countDown();
      }
      world.stopTemporal();
      world.startTemporal();
      try (var worker = WorkflowsProcess.start(world)) {
        state(acme, "bob", Contract.State.ENDED);
        assertEquals(4, world.rating.registrations.stream().distinct().count());
        assertEquals(4, world.rating.closed.size());
        List.of("dan", "cid", "ada").forEach(key -> assertEquals(1, closes(world, key), key));

        world.invoicing.failing.add("finalise cid/2026-03-01");
        acme.startRun("march", END_OF_MARCH);
        await(
            "the run hangs in the middle",
            () ->
                world.invoicing.numbered(acme.tenant()).equals(INVOICES.subList(0, 2))
                    && world.invoicing.failures.get() > 0);
        world.stopTemporal();
        worker.kill();
      }
      world.startTemporal();
      world.invoicing.failing.clear();
      try (var _ = WorkflowsProcess.start(world)) {
        await(
            "the run is completed",
            PATIENCE,
            () -> acme.run("march").getState().equals(BillingRun.State.COMPLETED));
        assertEquals(INVOICES, acme.run("march").getInvoicesList());
        assertEquals(INVOICES, world.invoicing.numbered(acme.tenant()));
        assertEquals(INVOICES, world.invoicing.rendered(acme.tenant()));
        await(
            "every process was run once, and none runs",
            () ->
                world.temporal.list("").stream()
                    .filter(run ->
                        run.getStatus()
                            != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW)
                    .map(run -> run.getExecution().getWorkflowId() + " " + run.getStatus())
                    .sorted()
                    .toList()
                    .equals(completedOnce(acme.tenant())));
      }
    }
  }

  private static List<String> completedOnce(String tenant) {
    return List.of(
            "billing-run/%s/march",
            "contract/%s/ada", "contract/%s/bob", "contract/%s/cid", "contract/%s/dan")
        .stream()
        .map(id -> id.formatted(tenant) + " WORKFLOW_EXECUTION_STATUS_COMPLETED")
        .toList();
  }

  private static long closes(Deployment world, String contract) {
    return world.rating.closeCalls.stream()
        .filter(call -> call.contains(" " + contract + " "))
        .count();
  }

  private static void state(Client acme, String contract, Contract.State state) {
    await(
        contract + " is " + state,
        PATIENCE,
        () -> acme.contract(contract).getState().equals(state));
  }
}
