package reckoner.standalone.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.standalone.client.ReportingProgram.PATIENCE;
import static reckoner.standalone.client.ReportingProgram.event;
import static reckoner.standalone.client.ReportingProgram.settings;

import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reckoner.client.UsageClient;
import reckoner.client.UsageNotTaken;
import reckoner.client.UsageNotTaken.Reason;
import reckoner.kit.faults.FaultProxy;
import reckoner.kit.faults.FaultProxy.Loss;
import reckoner.proto.rating.v1.EventResult;

/**
 * The client library against a real rating service that is killed, cut off and silent, and in a
 * program that is killed: whatever was reported is in the ledger once.
 */
class UsageClientFaultsTest {
  private static final int THREADS = 8;
  private static final int KILLS = 2;
  private static final int EVENTS_BETWEEN_KILLS = 2_000;
  private static final int LAST_EVENTS = 100;
  private static final int LOST_TURNS = 5;
  private static final Duration SHORT = Duration.ofMillis(500);

  private static RatingProcess rating;

  @TempDir Path spool = Path.of("");
  private FaultProxy network;
  private ManagedChannel channel;

  @BeforeAll
  static void startRating() {
    rating = RatingProcess.start();
  }

  @AfterAll
  static void stopRating() {
    rating.close();
  }

  @BeforeEach
  void connect() {
    network = new FaultProxy("127.0.0.1", rating.port(), System.nanoTime());
    channel = ReportingProgram.channel(network.port());
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
    network.close();
  }

  /** Of the events of a test, which have a prefix of their own. */
  private List<String> stored(String prefix) {
    network.heal();
    return RatingProcess.storedIds(channel).stream().filter(id -> id.startsWith(prefix)).toList();
  }

  /** Each of these is stored, and nothing is stored twice. */
  private void assertStoredOnce(Set<String> reported, String prefix) {
    var stored = stored(prefix);
    var distinct = new HashSet<>(stored);
    assertEquals(stored.size(), distinct.size(), "stored twice");
    var missing = new HashSet<>(reported);
    missing.removeAll(distinct);
    assertEquals(Set.of(), missing, "reported and not stored");
  }

  @Test
  @Tag("F02")
  @Tag("F06")
  void whateverIsReportedWhileTheServiceIsKilledIsStoredOnce() throws Exception {
    var reported = ConcurrentHashMap.<String>newKeySet();
    try (var client = UsageClient.open(channel, settings(spool));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var reporters = new ArrayList<Future<?>>();
      for (int kill = 0; kill < KILLS; kill++) {
        reporters.addAll(reportWith(threads, client, "killed-" + kill, reported));
        while (client.counters().stored() < (long) kill * EVENTS_BETWEEN_KILLS + 1) {
          Thread.sleep(1);
        }
        rating.kill();
        reporters.addAll(reportWith(threads, client, "killed-away-" + kill, reported));
        for (var reporter : reporters) {
          reporter.get();
        }
        assertTrue(client.counters().waitingEvents() > 0, "the service was away");
        rating.startAgain();
      }
      assertTrue(client.awaitDelivery(PATIENCE), () -> client.counters().toString());
      assertEquals(reported.size(), client.counters().stored());
      assertEquals(0, client.counters().rejected());
      System.out.println(client.counters());
    }
    assertEquals(2 * KILLS * EVENTS_BETWEEN_KILLS, reported.size());
    assertStoredOnce(reported, "killed-");
  }

  private static List<Future<?>> reportWith(
      ExecutorService threads, UsageClient client, String prefix, Set<String> reported) {
    var reporters = new ArrayList<Future<?>>();
    for (int t = 0; t < THREADS; t++) {
      var own = "%s-%d-".formatted(prefix, t);
      reporters.add(
          threads.submit(() -> {
            for (int i = 0; i < EVENTS_BETWEEN_KILLS / THREADS; i++) {
              client.report(event(own + i));
              reported.add(own + i);
            }
          }));
    }
    return reporters;
  }

  @Test
  void whateverAKilledProgramHasReportedIsStoredOnceAfterItsRestart() {
    var reported = new HashSet<String>();
    network.refuse(true);
    for (int run = 0; run <= KILLS; run++) {
      boolean isLast = run == KILLS;
      network.refuse(run == 0); // the first run meets nobody
      try (var program =
          reporting("run-%d-".formatted(run), isLast ? LAST_EVENTS : Long.MAX_VALUE)) {
        if (isLast) {
          reported.addAll(program.rest());
          assertEquals(0, program.awaitEnd(), "everything was delivered");
        } else {
          for (int i = 0; i < EVENTS_BETWEEN_KILLS; i++) {
            reported.add(program.line());
          }
          program.kill();
        }
      }
    }
    assertEquals(KILLS * EVENTS_BETWEEN_KILLS + LAST_EVENTS, reported.size());
    assertStoredOnce(reported, "run-");
  }

  private ChildJvm reporting(String prefix, long events) {
    return ChildJvm.start(
        ReportingProgram.class,
        List.of("" + network.port(), spool.toString(), prefix, "" + events));
  }

  @Test
  @Tag("F80")
  void whereverAnAnswerIsLostTheEventIsStoredOnce() throws Exception {
    var reported = new HashSet<String>();
    int known = 0;
    try (var client = UsageClient.open(channel, settings(spool))) {
      for (var loss : Loss.values()) {
        for (int turn = 1; turn <= LOST_TURNS; turn++) {
          for (var id : List.of("lost-%s-%d-open", "lost-%s-%d-closed")) {
            var own = id.formatted(loss, turn);
            network.cutAll(); // so that the turns of a new connection are counted
            network.loseAtTurn(turn, loss);
            if (own.endsWith("open")) {
              client.report(event(own));
              assertTrue(client.awaitDelivery(PATIENCE));
            } else {
              var status = client.reportAndConfirm(event(own), PATIENCE).getStatus();
              known += status == EventResult.Status.DUPLICATE ? 1 : 0;
              assertTrue(
                  status == EventResult.Status.WAITING || status == EventResult.Status.DUPLICATE);
            }
            reported.add(own);
            network.heal();
          }
        }
      }
      assertEquals(reported.size(), client.counters().stored());
      assertTrue(network.counts().repliesLost() > 0, "answers were lost");
      System.out.printf("%d confirmed as duplicates; %s%n", known, client.counters());
    }
    assertStoredOnce(reported, "lost-");
  }

  /** A slow answer is asked for again, and the second one says that the event was known. */
  private static void assertStored(EventResult.Status status) {
    assertTrue(
        status == EventResult.Status.WAITING || status == EventResult.Status.DUPLICATE,
        status::toString);
  }

  @Test
  void aConfirmationIsRefusedInTimeWhileTheServiceIsAwayAndIsNotStoredLater() {
    try (var client = UsageClient.open(channel, settings(spool))) {
      network.refuse(true);
      network.cutAll();
      var away =
          assertThrows(UsageNotTaken.class, () -> client.reportAndConfirm(event("away-1"), SHORT));
      assertEquals(Reason.UNREACHABLE, away.reason());
      network.heal();
      assertStored(client.reportAndConfirm(event("away-2"), PATIENCE).getStatus());
    }
    assertEquals(List.of("away-2"), stored("away-"));
  }

  @Test
  void aConfirmationOverASilentNetworkIsUnconfirmedInTime() {
    try (var client = UsageClient.open(channel, settings(spool))) {
      assertStored(client.reportAndConfirm(event("silent-1"), PATIENCE).getStatus());
      network.stall(true);
      var silent =
          assertThrows(
              UsageNotTaken.class, () -> client.reportAndConfirm(event("silent-2"), SHORT));
      assertEquals(Reason.UNCONFIRMED, silent.reason());
      network.stall(false);
      network.cutAll();
      assertFalse(
          client.reportAndConfirm(event("silent-2"), PATIENCE).getStatus()
              == EventResult.Status.CONFLICT);
    }
    assertEquals(List.of("silent-1", "silent-2"), stored("silent-").stream().sorted().toList());
  }
}
