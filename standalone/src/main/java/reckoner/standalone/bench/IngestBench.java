package reckoner.standalone.bench;

import io.grpc.stub.StreamObserver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reckoner.kit.auth.Role;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.IngestUsageResponse;
import reckoner.proto.rating.v1.RatingServiceGrpc;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.standalone.platform.Installation;
import reckoner.standalone.platform.Service;
import reckoner.standalone.platform.Suite;

/** Events over gRPC, from the first that is made to the last that is acknowledged. */
final class IngestBench {
  private static final int BATCH_EVENTS = 1_000;
  private static final int STREAMS = 8;
  private static final int BATCHES_AHEAD = 2;

  private IngestBench() {}

  /** What a run came to. */
  record Result(long events, long nanos, Map<EventResult.Status, Long> statuses) {
    long perSecond() {
      return events * 1_000_000_000L / nanos;
    }
  }

  /** Stores events of the benchmark of ingest. */
  static Result run(
      Installation installation, long events, long seed, Instant start, boolean feedsAll) {
    return run(
        installation, events, stream -> new BenchEvents(seed + stream, start, feedsAll)::next);
  }

  /**
   * Stores events.
   *
   * @param sources gives a stream, counted from 0, what makes its events
   */
  static Result run(
      Installation installation, long events, IntFunction<Supplier<UsageEvent>> sources) {
    var statuses = new EnumMap<EventResult.Status, Long>(EventResult.Status.class);
    var begun = System.nanoTime();
    try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      var sent = new ArrayList<Future<Map<EventResult.Status, Long>>>();
      for (int stream = 0; stream < STREAMS; stream++) {
        long own = events / STREAMS + (stream < events % STREAMS ? 1 : 0);
        var made = sources.apply(stream);
        sent.add(senders.submit(() -> new Sender(installation, made, own).run()));
      }
      for (var one : sent) {
        one.get().forEach((status, count) -> statuses.merge(status, count, Long::sum));
      }
    } catch (ExecutionException failure) {
      throw new IllegalStateException("a sender failed", failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
    return new Result(events, System.nanoTime() - begun, statuses);
  }

  /** How many aggregates a batch added to, on average of those that are not folded. */
  static long aggregatesPerBatch(Suite suite) {
    try (var connection =
            DriverManager.getConnection(
                suite.databaseUrl(Service.RATING),
                suite.databaseUser(Service.RATING),
                suite.databasePassword(Service.RATING));
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "select coalesce(avg(cardinality(aggregates)), 0)::bigint from usage_delta")) {
      row.next();
      return row.getLong(1);
    } catch (SQLException failure) {
      throw new IllegalStateException("the deltas cannot be read", failure);
    }
  }

  /** One stream, a few batches ahead of its answers. */
  private static final class Sender implements StreamObserver<IngestUsageResponse> {
    private final Supplier<UsageEvent> made;
    private final long events;
    private final Semaphore ahead = new Semaphore(BATCHES_AHEAD);
    private final Semaphore done = new Semaphore(0);
    private final Map<EventResult.Status, Long> statuses = new EnumMap<>(EventResult.Status.class);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final StreamObserver<IngestUsageRequest> requests;

    Sender(Installation installation, Supplier<UsageEvent> made, long events) {
      this.made = made;
      this.events = events;
      this.requests =
          RatingServiceGrpc.newStub(installation.channel(Service.RATING, Role.MACHINE))
              .ingestUsage(this);
    }

    Map<EventResult.Status, Long> run() throws InterruptedException {
      for (long left = events; left > 0 && failure.get() == null; left -= BATCH_EVENTS) {
        var batch = IngestUsageRequest.newBuilder();
        for (long i = Math.min(left, BATCH_EVENTS); i > 0; i--) {
          batch.addEvents(made.get());
        }
        var request = batch.build();
        ahead.acquire();
        requests.onNext(request);
      }
      requests.onCompleted();
      done.acquire();
      var failed = failure.get();
      if (failed != null) {
        throw new IllegalStateException("the stream failed", failed);
      }
      return statuses;
    }

    @Override
    public void onNext(IngestUsageResponse response) {
      List<EventResult> results = response.getResultsList();
      results.forEach(result -> statuses.merge(result.getStatus(), 1L, Long::sum));
      ahead.release();
    }

    @Override
    public void onError(Throwable thrown) {
      failure.set(thrown);
      ahead.release();
      done.release();
    }

    @Override
    public void onCompleted() {
      done.release();
    }
  }
}
