package reckoner.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static reckoner.workflows.Deployment.await;
import static reckoner.workflows.QuoteToCashTest.awaitState;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reckoner.kit.testing.Containers;
import reckoner.kit.testing.TestService;
import reckoner.proto.workflows.v1.Contract;

/** A namespace that nobody made, which only a real Temporal refuses. */
class NamespaceTest {
  private static final String NAME = "made-too-late";

  @Test
  void itIsNamedInTheLogAndNotReadyAndWorksOnceItIsMade() {
    assumeTrue(Containers.forTemporal(), "the in-memory Temporal takes any namespace");
    var log = new ListAppender<ILoggingEvent>();
    log.start();
    var logger = (Logger) LoggerFactory.getLogger("reckoner.kit.loop");
    logger.addAppender(log);
    try (var world = Deployment.without(TestTemporal.start())) {
      world.startService(Map.of("reckoner.temporal-namespace", NAME));
      await("it is found", () -> log.list.stream().anyMatch(NamespaceTest::namesTheTrouble));
      assertEquals(503, Health.status(world.service(), "readiness"));
      assertEquals(200, Health.status(world.service(), "liveness"), "a restart would not help");
      var acme = Client.of(world.service());
      acme.sell("ada", LocalDate.of(2026, 3, 1), 1);
      assertEquals(Contract.State.ACCEPTED, acme.contract("ada").getState());

      world.temporal.registerNamespace(NAME);
      awaitState(acme, "ada", Contract.State.ACTIVE);
      await("it is ready", world::isReady);
    } finally {
      logger.detachAppender(log);
    }
  }

  @Test
  void aServiceWhoseTemporalWentAwayStaysReady() {
    try (var world = Deployment.without(TestTemporal.start())) {
      world.startService();
      await("it is ready", world::isReady);
      world.stopTemporal();
      assertEquals(200, Health.status(world.service(), "readiness"));
    }
  }

  @Test
  void aServiceThatCannotReachItsTemporalIsReady() {
    try (var service =
        TestService.start("workflows", Map.of("reckoner.temporal-target", "localhost:1"))) {
      await("it is ready", () -> Health.status(service, "readiness") == 200);
      assertEquals(200, Health.status(service, "liveness"));
    }
  }

  private static boolean namesTheTrouble(ILoggingEvent event) {
    return event.getFormattedMessage().contains("namespace " + NAME + " does not exist");
  }
}
