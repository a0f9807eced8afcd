package reckoner.standalone.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.proto.rating.v1.EventResult;

/**
 * A small service under more large messages than its heap could hold twice: it takes all of them.
 */
class LargeBatchesTest {
  private static final int CLIENTS = 40;
  private static final int SMALL = 20;
  private static final int ATTEMPTS_MAX = 10_000;

  /** Half of the clients pack their batches. */
  @Test
  @Tag("F83")
  void largeBatchesOfManyClientsAtOnceAreAllTakenInTheEnd() throws Exception {
    try (var rating = RatingProcess.start("-Xmx256m", "-XX:+ExitOnOutOfMemoryError");
        var client = new RatingClient(rating.port())) {
      int turnedAway;
      try (var program =
          ChildJvm.start(
              List.of("-Xmx2g"), LargeBatches.class, List.of("" + rating.port(), "" + CLIENTS))) {
        for (int i = 0; i < SMALL; i++) {
          takenInTheEnd(client, "small-" + i);
        }
        var printed = program.rest();
        assertEquals(0, program.awaitEnd(), printed::toString);
        turnedAway = Integer.parseInt(printed.getLast());
      }
      System.out.printf("%d batches turned away, %d taken%n", turnedAway, CLIENTS);
      assertTrue(turnedAway > 0, "there was room for all");
      assertTrue(rating.isAlive(), "the service has ended");
      int events = CLIENTS * LargeBatches.EVENTS;
      try (var connection = rating.connect();
          var statement = connection.createStatement();
          var counted =
              statement.executeQuery(
                  "select count(*), count(distinct event_id) from usage_exception"
                      + " where event_id like 'large-%'")) {
        counted.next();
        assertEquals(List.of(events, events), List.of(counted.getInt(1), counted.getInt(2)));
      }
    }
  }

  /** Whoever is turned away sends the same again. */
  private static void takenInTheEnd(RatingClient client, String id) throws StatusException {
    for (int attempt = 0; ; attempt++) {
      try {
        var result = client.ingest(List.of(ReportingProgram.event(id))).getFirst();
        assertEquals(EventResult.Status.WAITING, result.getStatus(), result::toString);
        return;
      } catch (StatusException busy) {
        assertEquals("INGEST_BUSY", RefusalStatus.reason(busy).orElse("none"), busy::toString);
        assertTrue(attempt < ATTEMPTS_MAX, "a small batch is never taken");
      }
    }
  }
}
