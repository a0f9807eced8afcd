package reckoner.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static reckoner.workflows.Deployment.await;
import static reckoner.workflows.QuoteToCashTest.awaitState;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import reckoner.kit.testing.TestService;
import reckoner.proto.workflows.v1.Contract;
import reckoner.proto.workflows.v1.ContractPeriod;

/** An ordinary stop of the service. */
class StopTest {
  private static final LocalDate MARCH = LocalDate.of(2026, 3, 1);

  @Test
  void whatIsUnderWayIsFinishedAndKept() throws Exception {
    try (var world = Deployment.at("2026-02-27T00:00:00Z")) {
      var tenant = Client.of(world.service()).tenant();
      var before = new Client(world.service(), tenant);
      before.sell("ada", MARCH, 1);
      awaitState(before, "ada", Contract.State.ACTIVE);
      var release = new CountDownLatch(1);
      world.rating.held.put(FakeRating.key(tenant, "ada", "2026-03-01T05:00:00Z"), release);
      before.clockTo("2026-04-02T04:00:00Z");
      await("the close is under way", () -> !world.rating.closeCalls.isEmpty());

      var stop = Thread.ofVirtual().start(world::stopService);
      Thread.sleep(Duration.ofSeconds(1));
      release.countDown();
      stop.join();

      world.stopTemporal();
      world.startService();
      var after = new Client(world.service(), tenant);
      assertEquals(ContractPeriod.State.CLOSED, after.contract("ada").getPeriods(0).getState());
      assertEquals(1, world.rating.closeCalls.size());
    }
  }

  @Test
  void itIsQuickWhereTemporalIsOutOfReach() {
    var service = TestService.start("workflows", Map.of("reckoner.temporal-target", "localhost:1"));
    var acme = Client.of(service);
    acme.sell("ada", MARCH, 1);
    assertTimeout(Duration.ofSeconds(30), service::close);
  }

  @Test
  void itIsQuickWhereTemporalWentAway() {
    try (var world = Deployment.at("2026-02-27T00:00:00Z")) {
      Client.of(world.service()).sell("ada", MARCH, 1);
      world.stopTemporal();
      assertTimeout(Duration.ofSeconds(30), world::stopService);
    }
  }
}
