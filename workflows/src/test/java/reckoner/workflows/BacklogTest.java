package reckoner.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static reckoner.workflows.Deployment.await;
import static reckoner.workflows.QuoteToCashTest.awaitPeriod;
import static reckoner.workflows.QuoteToCashTest.awaitState;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import reckoner.proto.workflows.v1.Contract;
import reckoner.proto.workflows.v1.ContractPeriod;

/** What waits can be seen from outside. */
class BacklogTest {
  private static final LocalDate MARCH = LocalDate.of(2026, 3, 1);
  private static final Instant END_OF_MARCH = Instant.parse("2026-04-01T04:00:00Z");

  @Test
  void whatWaitsStandsInTheGaugesUntilItIsDone() {
    try (var world = Deployment.at("2026-02-27T00:00:00Z")) {
      var acme = Client.of(world.service());
      awaitGauges(world, List.of(0, 0, 0, 0, 0));
      await("temporal is counted", () -> meters(world).contains("temporal_worker_start"));

      world.stopTemporal();
      acme.sell("ada", MARCH, 1);
      acme.startRun("march", END_OF_MARCH);
      awaitGauges(world, List.of(2, 1, 0, 1, 0));

      world.rating.blocked.add(FakeRating.key(acme.tenant(), "ada", "2026-03-01T05:00:00Z"));
      world.startTemporal();
      awaitState(acme, "ada", Contract.State.ACTIVE);
      acme.clockTo("2026-04-02T04:00:00Z");
      awaitPeriod(acme, "ada", 0, ContractPeriod.State.BLOCKED);
      awaitGauges(world, List.of(0, 0, 1, 0, 0));

      world.rating.blocked.clear();
      awaitState(acme, "ada", Contract.State.ENDED);
      awaitGauges(world, List.of(0, 0, 0, 0, 0));
    }
  }

  @Test
  void moreThanTheBoundIsNotCounted() {
    try (var world = Deployment.at("2026-02-27T00:00:00Z")) {
      world.stopTemporal();
      var processes = world.service().context().getBean(ProcessStore.class);
      for (int i = 0; i <= Backlog.COUNT_MAX; i++) {
        processes.requestStart(new ProcessRef(ProcessRef.Kind.CONTRACT, "acme", "c" + i));
      }
      assertEquals(
          Backlog.COUNT_MAX,
          processes.backlog(Instant.parse("2026-04-02T04:00:00Z")).processStarts());
    }
  }

  private static List<String> meters(Deployment world) {
    return registry(world).getMeters().stream().map(meter -> meter.getId().getName()).toList();
  }

  private static MeterRegistry registry(Deployment world) {
    return world.service().context().getBean(MeterRegistry.class);
  }

  private static void awaitGauges(Deployment world, List<Integer> expected) {
    await("the gauges are " + expected, () -> gauges(world).equals(expected));
  }

  private static List<Integer> gauges(Deployment world) {
    return List.of(
            "reckoner.process.starts.waiting",
            "reckoner.contracts.accepted",
            "reckoner.periods.blocked",
            "reckoner.billing.runs.running",
            "reckoner.invoices.unrendered")
        .stream()
        .map(name -> registry(world).get(name).gauge().value())
        // not counted is not none
        .map(value -> Double.isNaN(value) ? -1 : (int) Math.round(value))
        .toList();
  }
}
