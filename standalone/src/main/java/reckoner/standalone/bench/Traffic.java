package reckoner.standalone.bench;

import io.grpc.CallCredentials;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.IngestUsageResponse;
import reckoner.proto.rating.v1.RatingServiceGrpc;
import reckoner.standalone.platform.ServiceProcess;

/**
 * Sources that send usage without a pause, each a batch when the last was acknowledged, and send it
 * again, with the same ids, where no answer came. What they sent can be made again from the seed.
 */
final class Traffic {
  /** Seeds of traffic are so far apart that no two make the same events. */
  static final long SEEDS_APART = 1_000_000_000_000L;

  private static final long SEEDS_OF_SENDERS_APART = 1_000_000_000L;
  private static final int SENDERS = 16;
  private static final int BATCH_EVENTS = 250;
  private static final Duration RETRY_PAUSE = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final ServiceProcess rating;
  private final CallCredentials token;
  private final long seed;
  private final Instant start;
  private final List<Sender> senders = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean ends;
  private volatile Awaited awaited = new Awaited(Long.MAX_VALUE);

  /** The first batch that is sent from an instant on and accepted. */
  private static final class Awaited {
    private final long from;
    private final CountDownLatch accepted = new CountDownLatch(1);
    private volatile long at;

    Awaited(long from) {
      this.from = from;
    }

    synchronized void accept(long sent, long now) {
      if (sent - from >= 0 && accepted.getCount() > 0) {
        at = now;
        accepted.countDown();
      }
    }
  }

  /**
   * @param start from then on within the hour the events happen
   */
  Traffic(ServiceProcess rating, CallCredentials token, long seed, Instant start) {
    this.rating = rating;
    this.token = token;
    this.seed = seed;
    this.start = start;
  }

  /** Starts the sources. */
  void begin() {
    for (int number = 0; number < SENDERS; number++) {
      var sender = new Sender(seed + number * SEEDS_OF_SENDERS_APART);
      senders.add(sender);
      threads.add(
          Thread.ofVirtual()
              .uncaughtExceptionHandler((_, thrown) -> failure.compareAndSet(null, thrown))
              .start(sender::send));
    }
  }

  /** Events that were acknowledged so far. */
  long acknowledged() {
    return acknowledged.get();
  }

  /** Returns when so many more events are acknowledged. */
  void awaitMore(long events) {
    long target = acknowledged.get() + events;
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (acknowledged.get() < target) {
      pause();
      requireWell();
      requireTime(until);
    }
  }

  /** From now on the first batch is awaited that is sent and accepted. */
  void arm() {
    awaited = new Awaited(System.nanoTime());
  }

  /** When the awaited batch was accepted, in nanoseconds of this process's clock. */
  long accepted() {
    var armed = awaited;
    try {
      if (!armed.accepted.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("nothing was accepted again");
      }
      return armed.at;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** Returns when every source has its last answer. */
  void end() {
    ends = true;
    for (var thread : threads) {
      try {
        if (!thread.join(PATIENCE)) {
          throw new IllegalStateException("a source waits for its answer");
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(interrupted);
      }
    }
    requireWell();
  }

  private void requireWell() {
    var failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("a source failed", failed);
    }
  }

  /** Sends everything again that was acknowledged; answers how much of it is not a duplicate. */
  long missing() {
    return senders.parallelStream().mapToLong(Sender::missing).sum();
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY_PAUSE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static void requireTime(long until) {
    if (System.nanoTime() - until > 0) {
      throw new IllegalStateException(
          "nothing goes on for %d minutes".formatted(PATIENCE.toMinutes()));
    }
  }

  /** What was answered at last. */
  private record Answer(List<EventResult> results, int attempts) {}

  /** One source. */
  private final class Sender {
    private final long seed;
    private int batches;
    private @Nullable BlockingClientCall<IngestUsageRequest, IngestUsageResponse> stream;

    Sender(long seed) {
      this.seed = seed;
    }

    void send() {
      while (!ends) {
        var request = batch(batches);
        var answer = untilAnswered(request);
        for (var result : answer.results()) {
          // what was sent twice may be known, where the answer alone was lost
          if (!isStored(result) && !(answer.attempts() > 1 && isKnown(result))) {
            throw new IllegalStateException("is not stored: " + result);
          }
        }
        batches++;
        acknowledged.addAndGet(request.getEventsCount());
      }
    }

    long missing() {
      long missing = 0;
      for (int number = 0; number < batches; number++) {
        missing +=
            untilAnswered(batch(number)).results().stream()
                .filter(result -> !isKnown(result))
                .count();
      }
      return missing;
    }

    private static boolean isStored(EventResult result) {
      return result.getStatus() == EventResult.Status.RATED;
    }

    private static boolean isKnown(EventResult result) {
      return result.getStatus() == EventResult.Status.DUPLICATE
          && result.getFirstStatus() == EventResult.Status.RATED;
    }

    private IngestUsageRequest batch(int number) {
      var events = new BenchEvents(seed + number, start, false);
      var request = IngestUsageRequest.newBuilder();
      for (int i = 0; i < BATCH_EVENTS; i++) {
        request.addEvents(events.next());
      }
      return request.build();
    }

    private Answer untilAnswered(IngestUsageRequest request) {
      long until = System.nanoTime() + PATIENCE.toNanos();
      for (int attempts = 1; ; attempts++) {
        long sent = System.nanoTime();
        try {
          var open = stream == null ? open() : stream;
          stream = open;
          open.write(request);
          var response = open.read();
          if (response != null) {
            if (response.getResultsList().stream().anyMatch(Sender::isStored)) {
              awaited.accept(sent, System.nanoTime());
            }
            return new Answer(response.getResultsList(), attempts);
          }
        } catch (StatusException away) {
          // the same again, which is what a source does
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException(interrupted);
        }
        stream = null;
        requireTime(until);
        rating.retry();
        pause();
      }
    }

    private BlockingClientCall<IngestUsageRequest, IngestUsageResponse> open() {
      return RatingServiceGrpc.newBlockingV2Stub(rating.channel())
          .withCallCredentials(token)
          .ingestUsage();
    }
  }
}
