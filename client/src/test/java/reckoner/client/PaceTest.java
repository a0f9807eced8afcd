package reckoner.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.client.Reports.PATIENCE;
import static reckoner.client.Reports.event;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that are silent, idle or old are ended, and nothing of theirs is lost. */
class PaceTest {

  @TempDir Path folder = Path.of("");

  private UsageClientSettings settings() {
    return UsageClientSettings.of(folder, () -> "token");
  }

  private static Pace pace(Duration silenceMax, Duration idleMax, Duration callMax) {
    var pauses = new Pauses(Duration.ofMillis(1), Duration.ofMillis(1));
    return new Pace(pauses, silenceMax, idleMax, callMax);
  }

  @Test
  void aSilentCallIsGivenUpAndItsEventsAreSentAgain() throws Exception {
    var impatient = pace(Duration.ofMillis(50), PATIENCE, PATIENCE);
    try (var ledger = new FakeLedger();
        var client = UsageClient.open(ledger.channel(), settings(), impatient, impatient)) {
      ledger.isSilent = true;
      client.report(event("e0"));
      while (client.counters().brokenCalls() < 2) {
        Thread.onSpinWait();
      }
      ledger.isSilent = false;
      assertTrue(client.awaitDelivery(PATIENCE));
      assertEquals(Set.of("e0"), ledger.stored().keySet());
    }
  }

  @Test
  void anIdleCallIsEndedInOrderAndTheNextEventBeginsAnother() throws Exception {
    var brief = pace(PATIENCE, Duration.ofMillis(1), PATIENCE);
    try (var ledger = new FakeLedger();
        var client = UsageClient.open(ledger.channel(), settings(), brief, brief)) {
      for (int call = 1; call <= 3; call++) {
        client.report(event("e" + call));
        while (ledger.completed.get() < call) {
          Thread.onSpinWait();
        }
      }
      assertEquals(3, ledger.calls.get());
      assertEquals(0, client.counters().brokenCalls());
    }
  }

  @Test
  void anOldCallIsEndedInOrderAndTheNextGoesOn() throws Exception {
    var old = pace(PATIENCE, PATIENCE, Duration.ofMillis(50));
    try (var ledger = new FakeLedger();
        var client =
            UsageClient.open(
                ledger.channel(), settings().withBatches(1, Duration.ZERO), old, old)) {
      int reported = 0;
      while (ledger.calls.get() < 3) {
        client.report(event("e" + reported++));
      }
      assertTrue(client.awaitDelivery(PATIENCE));
      assertEquals(reported, ledger.stored().size());
      assertEquals(0, client.counters().duplicates());
      assertEquals(0, client.counters().brokenCalls());
    }
  }
}
