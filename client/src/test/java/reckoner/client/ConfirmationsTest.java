package reckoner.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.client.Reports.PATIENCE;
import static reckoner.client.Reports.confirmed;
import static reckoner.client.Reports.event;
import static reckoner.client.Reports.freePort;
import static reckoner.client.Reports.unconfirmed;

import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reckoner.client.UsageNotTaken.Reason;
import reckoner.proto.rating.v1.EventResult;

/** Events whose reporters wait for the answer: told in time, and told the truth. */
class ConfirmationsTest {
  private static final Duration SOON = Duration.ofMillis(300);

  @TempDir Path folder = Path.of("");

  private UsageClientSettings settings() {
    return UsageClientSettings.of(folder, () -> "token");
  }

  @Test
  void aConfirmedEventIsAnsweredAsTheLedgerAnswers() {
    try (var ledger = new FakeLedger();
        var client = UsageClient.open(ledger.channel(), settings())) {
      assertEquals(EventResult.Status.WAITING, confirmed(client, event("e0")));
      assertEquals(EventResult.Status.DUPLICATE, confirmed(client, event("e0")));
      assertEquals(
          EventResult.Status.REJECTED,
          confirmed(client, event("e1").toBuilder().clearCustomer().build()));
      assertEquals(2, client.counters().stored());
      assertEquals(0, client.counters().waitingEvents(), "it is in no spool");
    }
  }

  @Test
  void aConfirmationWhoseAnswerIsLostIsAskedForAgain() {
    try (var ledger = new FakeLedger();
        var client = UsageClient.open(ledger.channel(), settings())) {
      ledger.answersToLose.set(2);
      assertEquals(EventResult.Status.DUPLICATE, confirmed(client, event("e0")));
      assertEquals(1, client.counters().stored());
    }
  }

  @Test
  void manyConfirmationsShareBatches() throws Exception {
    try (var ledger = new FakeLedger();
        var client = UsageClient.open(ledger.channel(), settings());
        var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiting = new ArrayList<Future<EventResult>>();
      for (int i = 0; i < 500; i++) {
        var event = event("e" + i);
        waiting.add(pool.submit(() -> client.reportAndConfirm(event, PATIENCE)));
      }
      for (var one : waiting) {
        assertEquals(EventResult.Status.WAITING, one.get().getStatus());
      }
      assertEquals(500, ledger.stored().size());
    }
  }

  @Test
  void aConfirmationThatCouldNotBeSentIsInNoLedger() throws Exception {
    int port = freePort();
    var channel = ManagedChannelBuilder.forAddress("localhost", port).usePlaintext().build();
    try (var client = UsageClient.open(channel, settings())) {
      assertEquals(Reason.UNREACHABLE, unconfirmed(client, "e0", SOON));
      try (var ledger = new FakeLedger(port)) {
        assertEquals(EventResult.Status.WAITING, confirmed(client, event("e1")));
        assertEquals(1, ledger.stored().size(), "what was given up is not sent later");
      }
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void aConfirmationWithoutAnAnswerIsNamedAsSuch() {
    try (var ledger = new FakeLedger();
        var client = UsageClient.open(ledger.channel(), settings())) {
      ledger.isSilent = true;
      while (ledger.stored().isEmpty()) {
        assertTrue(
            List.of(Reason.UNCONFIRMED, Reason.UNREACHABLE)
                .contains(unconfirmed(client, "e0", SOON)));
      }
      assertEquals(1, ledger.stored().size(), "and it is there");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"UNAUTHENTICATED", "PERMISSION_DENIED", "UNIMPLEMENTED"})
  void aRefusedClientIsToldAtOnceAndItsSpoolIsKept(Status.Code code) throws Exception {
    try (var ledger = new FakeLedger();
        var client = UsageClient.open(ledger.channel(), settings())) {
      ledger.refusal = code.toStatus();
      client.report(event("spooled"));
      var refused =
          assertThrows(
              UsageNotTaken.class, () -> client.reportAndConfirm(event("refused"), PATIENCE));
      assertEquals(Reason.CALL_REFUSED, refused.reason());
      assertEquals(code, Status.fromThrowable(refused.getCause()).getCode());
      ledger.refusal = Status.OK;
      assertTrue(client.awaitDelivery(PATIENCE));
      assertEquals(Set.of("spooled"), ledger.stored().keySet());
    }
  }

  @Test
  void asManyMayWaitAsTheBoundSaysAndNotOneMore() throws Exception {
    int port = freePort();
    var channel = ManagedChannelBuilder.forAddress("localhost", port).usePlaintext().build();
    try (var client = UsageClient.open(channel, settings());
        var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiting = new ArrayList<Future<EventResult.Status>>();
      for (int i = 0; i < Confirmations.WAITING_MAX; i++) {
        var event = event("e" + i);
        waiting.add(pool.submit(() -> confirmed(client, event)));
      }
      while (client.counters().waitingConfirmations() < Confirmations.WAITING_MAX) {
        Thread.onSpinWait();
      }
      assertEquals(Reason.TOO_MANY_WAITING, unconfirmed(client, "one more", PATIENCE));
      try (var _ = new FakeLedger(port)) {
        for (var one : waiting) {
          assertEquals(EventResult.Status.WAITING, one.get());
        }
      }
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void aClientThatIsClosedLetsNobodyWait() throws Exception {
    try (var ledger = new FakeLedger();
        var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      ledger.isSilent = true;
      var client = UsageClient.open(ledger.channel(), settings());
      var waiting = pool.submit(() -> unconfirmed(client, "e0", PATIENCE));
      while (ledger.stored().isEmpty()) {
        Thread.onSpinWait();
      }
      client.close();
      assertEquals(Reason.UNCONFIRMED, waiting.get());
    }
  }
}
