package reckoner.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.client.Reports.PATIENCE;
import static reckoner.client.Reports.event;
import static reckoner.client.Reports.freePort;
import static reckoner.client.Reports.refusedAtOnce;
import static reckoner.client.Reports.reportAll;
import static reckoner.client.Reports.unconfirmed;

import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reckoner.client.UsageNotTaken.Reason;
import reckoner.proto.rating.v1.UsageEvent;

/** A client beside a ledger that misbehaves: nothing is lost, and nobody waits for ever. */
class UsageClientTest {

  @TempDir Path folder = Path.of("");

  private UsageClientSettings settings() {
    return UsageClientSettings.of(folder, () -> "token");
  }

  @Test
  void whatIsReportedIsDeliveredWithTheToken() throws Exception {
    try (var ledger = new FakeLedger();
        var client = UsageClient.open(ledger.channel(), settings())) {
      reportAll(client, 0, 100);
      assertTrue(client.awaitDelivery(PATIENCE));
      assertEquals(100, ledger.stored().size());
      assertEquals(List.of("Bearer token"), ledger.tokens);
      var counters = client.counters();
      assertEquals(100, counters.reported());
      assertEquals(100, counters.stored());
      assertEquals(0, counters.duplicates());
      assertEquals(0, counters.waitingEvents());
    }
  }

  @Test
  void aBatchGoesWhenItIsFullOrWhenItsFirstEventHasWaitedLongEnough() throws Exception {
    try (var ledger = new FakeLedger();
        var full =
            UsageClient.open(
                ledger.channel(),
                settings().withBatches(10, UsageClientSettings.BATCH_AGE_LIMIT))) {
      reportAll(full, 0, 25);
      while (full.counters().waitingEvents() > 5) {
        Thread.onSpinWait();
      }
      assertEquals(List.of(10, 10), ledger.batchSizes, "the rest waits for company");
    }
    try (var ledger = new FakeLedger();
        var aged =
            UsageClient.open(ledger.channel(), settings().withBatches(10, Duration.ofMillis(1)))) {
      assertTrue(aged.awaitDelivery(PATIENCE));
      assertEquals(25, ledger.stored().size(), "what the first left is sent with its whole file");
    }
  }

  @Test
  void lostAnswersAreAskedForAgainAndCountAsStored() throws Exception {
    try (var ledger = new FakeLedger();
        var client =
            UsageClient.open(ledger.channel(), settings().withBatches(10, Duration.ofMillis(1)))) {
      ledger.answersToLose.set(3);
      reportAll(client, 0, 200);
      assertTrue(client.awaitDelivery(PATIENCE));
      assertEquals(200, ledger.stored().size());
      var counters = client.counters();
      assertEquals(200, counters.stored());
      assertTrue(counters.duplicates() > 0, "the ledger had some of them");
      assertEquals(3, counters.brokenCalls());
    }
  }

  @Test
  void whatAnAbsentServiceMissedIsDeliveredWhenItReturns() throws Exception {
    int port = freePort();
    var channel = ManagedChannelBuilder.forAddress("localhost", port).usePlaintext().build();
    try (var client = UsageClient.open(channel, settings())) {
      reportAll(client, 0, 50);
      while (client.counters().brokenCalls() == 0) {
        Thread.onSpinWait();
      }
      assertEquals(50, client.counters().waitingEvents());
      try (var ledger = new FakeLedger(port)) {
        assertTrue(client.awaitDelivery(PATIENCE));
        assertEquals(50, ledger.stored().size());
      }
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void whatWasNotAnsweredWaitsForTheNextClient() throws Exception {
    try (var ledger = new FakeLedger()) {
      ledger.isSilent = true;
      try (var first = UsageClient.open(ledger.channel(), settings())) {
        reportAll(first, 0, 30);
        while (ledger.stored().isEmpty()) {
          Thread.onSpinWait();
        }
        assertFalse(first.awaitDelivery(Duration.ofMillis(1)), "it was not told so");
      }
      ledger.isSilent = false;
      try (var second = UsageClient.open(ledger.channel(), settings())) {
        second.report(event("e30"));
        assertTrue(second.awaitDelivery(PATIENCE));
        assertEquals(31, ledger.stored().size());
        assertTrue(second.counters().duplicates() > 0, "some were there already");
        assertEquals(31, second.counters().stored());
      }
    }
  }

  @Test
  void whatTheLedgerDoesNotTakeIsToldAndKept() throws Exception {
    var told = new CopyOnWriteArrayList<String>();
    var faulty = event("faulty").toBuilder().clearCustomer().build();
    var other = event("e0").toBuilder().setModel("other content").build();
    try (var ledger = new FakeLedger();
        var client =
            UsageClient.open(
                ledger.channel(),
                settings()
                    .withRejects((event, result) -> {
                      told.add(event.getEventId() + " " + result.getStatus());
                      throw new IllegalStateException("a listener that fails");
                    }))) {
      client.report(event("e0"));
      client.report(faulty);
      client.report(other);
      client.report(event("e1"));
      assertTrue(client.awaitDelivery(PATIENCE));
      assertEquals(List.of("faulty REJECTED", "e0 CONFLICT"), told);
      assertEquals(2, client.counters().rejected());
      assertEquals(2, client.counters().stored());
      assertEquals(2, ledger.stored().size());
    }
    var lines = Files.readAllLines(folder.resolve("rejects.tsv"));
    assertEquals(2, lines.size());
    var cells = lines.getFirst().split("\t", -1);
    assertEquals(
        List.of("REJECTED", "FIELD_INVALID", "customer", "test", "faulty", "a customer has a name"),
        List.of(cells).subList(0, 6));
    assertEquals(faulty, UsageEvent.parseFrom(Base64.getDecoder().decode(cells[6])));
  }

  @Test
  void rejectsFillTheSpoolUntilTheyAreMovedAway() throws Exception {
    var rejects = folder.resolve("rejects.tsv");
    Files.write(rejects, new byte[(int) UsageClientSettings.SPOOL_BYTES_LEAST]);
    try (var ledger = new FakeLedger();
        var client =
            UsageClient.open(
                ledger.channel(),
                settings().withSpoolBytesMax(UsageClientSettings.SPOOL_BYTES_LEAST))) {
      assertEquals(Reason.SPOOL_FULL, refusedAtOnce(client, event("e0")));
      Files.move(rejects, folder.resolve("looked-at.tsv"));
      client.report(event("e0"));
      assertTrue(client.awaitDelivery(PATIENCE));
    }
  }

  @Test
  void aTokenThatCannotBeHadNowIsAskedForAgain() throws Exception {
    var asked = new AtomicInteger();
    var settings =
        UsageClientSettings.of(
            folder,
            () -> {
              if (asked.incrementAndGet() < 3) {
                throw Status.UNAVAILABLE.asRuntimeException();
              }
              return "late";
            });
    try (var ledger = new FakeLedger();
        var client = UsageClient.open(ledger.channel(), settings)) {
      client.report(event("e0"));
      assertTrue(client.awaitDelivery(PATIENCE));
      assertEquals(List.of("Bearer late"), ledger.tokens);
      assertEquals(2, client.counters().brokenCalls());
    }
  }

  @Test
  void anEventThatIsTooLargeIsRefusedAtOnce() throws Exception {
    int overhead = event("").getSerializedSize() + 4; // of a model of so many characters
    var largest =
        event("").toBuilder().setModel("m".repeat(SpoolRecord.EVENT_BYTES_MAX - overhead)).build();
    assertEquals(SpoolRecord.EVENT_BYTES_MAX, largest.getSerializedSize());
    var larger = largest.toBuilder().setModel(largest.getModel() + "m").build();
    try (var ledger = new FakeLedger();
        var client = UsageClient.open(ledger.channel(), settings())) {
      client.report(largest);
      assertEquals(Reason.EVENT_TOO_LARGE, refusedAtOnce(client, larger));
      assertEquals(
          Reason.EVENT_TOO_LARGE,
          assertThrows(UsageNotTaken.class, () -> client.reportAndConfirm(larger, PATIENCE))
              .reason());
      assertTrue(client.awaitDelivery(PATIENCE));
    }
  }

  @Test
  void aClosedClientSaysSo() {
    try (var ledger = new FakeLedger()) {
      var client = UsageClient.open(ledger.channel(), settings());
      client.close();
      client.close();
      assertEquals(Reason.CLOSED, refusedAtOnce(client, event("e0")));
      assertEquals(Reason.CLOSED, unconfirmed(client, "e0", PATIENCE));
    }
  }

  @Test
  void settingsOutsideTheirBoundsAreRefused() {
    settings().withBatches(1, Duration.ZERO);
    settings().withBatches(5_000, UsageClientSettings.BATCH_AGE_LIMIT);
    assertFault(() -> settings().withBatches(0, Duration.ZERO));
    assertFault(() -> settings().withBatches(5_001, Duration.ZERO));
    assertFault(() -> settings().withBatches(1, Duration.ofMillis(-1)));
    assertFault(() -> settings().withBatches(1, UsageClientSettings.BATCH_AGE_LIMIT.plusMillis(1)));
    assertFault(() -> settings().withSpoolBytesMax(UsageClientSettings.SPOOL_BYTES_LEAST - 1));
  }

  private static void assertFault(Runnable made) {
    assertThrows(IllegalArgumentException.class, made::run);
  }
}
