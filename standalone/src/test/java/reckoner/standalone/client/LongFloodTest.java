package reckoner.standalone.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusException;
import io.micronaut.core.value.MapPropertyResolver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.kit.net.Channels;
import reckoner.kit.settings.Settings;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.UsageEvent;

/**
 * Ten times as many clients as usual for a minute, each with a thousand times as much, who soon
 * give up and send again at once whatever is not answered: a small service serves on and is back
 * soon.
 */
class LongFloodTest {
  private static final int USUAL = 4;
  private static final int USUAL_CALLS = 10;
  private static final int FLOOD = 10 * USUAL;
  private static final int BATCH = 1_000;
  private static final Duration LOAD = Duration.ofSeconds(60);

  /**
   * Of a first attempt, too short under such a load; each further one of a batch has twice that.
   */
  private static final Duration IMPATIENCE = Duration.ofMillis(100);

  private static final Duration RECOVERY_MAX = Duration.ofSeconds(60);

  /** Of which the last ends a connection whose client gave up too many calls. */
  private static final Set<Status.Code> NOT_NOW =
      Set.of(
          Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED, Status.Code.RESOURCE_EXHAUSTED);

  private final RatingProcess rating =
      RatingProcess.start("-Xmx256m", "-XX:MaxDirectMemorySize=64m", "-XX:+ExitOnOutOfMemoryError");

  /** Sends nothing again by itself. */
  private final RatingClient usual = new RatingClient(rating.port());

  /** Follows the published service config. */
  private final ManagedChannel floodChannel;

  private final RatingClient flood;

  private final AtomicInteger shed = new AtomicInteger();

  LongFloodTest() throws Exception {
    floodChannel =
        Channels.with(new Settings(new MapPropertyResolver(Map.of())))
            .to("localhost:" + rating.port());
    flood = new RatingClient(floodChannel);
  }

  @AfterEach
  void stop() {
    usual.close();
    flood.close();
    rating.close();
  }

  @Test
  @Tag("F83")
  void aMinuteAfterAMinuteOfTenTimesTheLoadTheUsualLoadIsServedAsBefore() throws Exception {
    int served = 0;
    assertEquals(0, usualLoad("before"));
    served += USUAL * USUAL_CALLS;
    long end = System.nanoTime() + LOAD.toNanos();
    int acknowledged = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var flooding = new ArrayList<Future<Integer>>();
      for (int f = 0; f < FLOOD; f++) {
        var prefix = "flood-" + f + "-";
        flooding.add(threads.submit(() -> floodUntil(end, prefix)));
      }
      int unanswered = usualLoad("during");
      assertTrue(unanswered < USUAL * USUAL_CALLS, "nobody else was served");
      System.out.printf("%d of %d calls unanswered during it%n", unanswered, USUAL * USUAL_CALLS);
      for (var one : flooding) {
        acknowledged += one.get();
      }
    }
    int rounds = 0;
    int failed;
    do { // the same ids again, until each call of a round is answered at its first attempt
      failed = usualLoad("during") + usualLoad("after");
      rounds++;
      assertTrue(
          System.nanoTime() - end < RECOVERY_MAX.toNanos(), "the usual load is not served again");
    } while (failed > 0);
    served += 2 * USUAL * USUAL_CALLS;
    System.out.printf(
        "%d batches in the flood, %d attempts given up or shed; as before %d ms after it, in round"
            + " %d%n",
        acknowledged, shed.get(), (System.nanoTime() - end) / 1_000_000, rounds);
    assertTrue(rating.isAlive(), "the service has ended");
    assertTrue(shed.get() > 0, "no storm: each attempt was answered");
    assertEquals((long) acknowledged * BATCH + served, stored());
  }

  /** How many batches were answered; the last one is sent until it is. */
  private int floodUntil(long end, String prefix) throws StatusException {
    int answered = 0;
    while (System.nanoTime() < end) {
      int first = answered * BATCH;
      var batch =
          IntStream.range(first, first + BATCH).mapToObj(i -> stranger(prefix + i)).toList();
      var patience = IMPATIENCE;
      while (!isAnswered(flood, batch, patience)) {
        shed.incrementAndGet();
        patience = patience.multipliedBy(2);
        assertTrue(System.nanoTime() - end < RECOVERY_MAX.toNanos(), "a batch is never answered");
      }
      answered++;
    }
    return answered;
  }

  private static boolean isAnswered(RatingClient client, List<UsageEvent> batch, Duration patience)
      throws StatusException {
    try {
      for (var result : client.ingest(batch, patience)) {
        assertTrue(
            result.getStatus() == EventResult.Status.WAITING
                || result.getStatus() == EventResult.Status.DUPLICATE,
            result::toString);
      }
      return true;
    } catch (StatusException failure) {
      var code = failure.getStatus().getCode();
      if (NOT_NOW.contains(code)) {
        return false;
      }
      throw failure;
    }
  }

  /** How many of its calls were not answered. */
  private int usualLoad(String when) throws Exception {
    int failed = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var sending = new ArrayList<Future<Integer>>();
      for (int u = 0; u < USUAL; u++) {
        var prefix = when + "-" + u + "-";
        sending.add(
            threads.submit(() -> {
              int unanswered = 0;
              for (int i = 0; i < USUAL_CALLS; i++) {
                unanswered +=
                    isAnswered(usual, List.of(stranger(prefix + i)), RECOVERY_MAX) ? 0 : 1;
              }
              return unanswered;
            }));
      }
      for (var one : sending) {
        failed += one.get();
      }
    }
    return failed;
  }

  /** Of a customer without a contract. */
  private static UsageEvent stranger(String id) {
    return ReportingProgram.event(id).toBuilder().setCustomer("stranger").build();
  }

  private long stored() throws Exception {
    try (var connection = rating.connect();
        var statement = connection.createStatement();
        var row = statement.executeQuery("select count(*) from usage_event")) {
      row.next();
      return row.getLong(1);
    }
  }
}
