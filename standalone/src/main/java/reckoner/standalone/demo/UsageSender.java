package reckoner.standalone.demo;

import com.google.type.Decimal;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reckoner.kit.wire.Wire;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.IngestUsageResponse;
import reckoner.proto.rating.v1.UsageEvent;

/** Streams traces to the rating service, a few batches ahead of their answers. */
final class UsageSender {
  private static final int BATCH_EVENTS = 1000;
  private static final int BATCHES_AHEAD_MAX = 4;
  private static final double TOLD_EVERY_SECONDS = 0.5;
  private static final int DECIMAL_LENGTH_MAX = 100;

  /** In a row, without an answer between them. */
  private static final int BREAKS_MAX = 12;

  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int PAUSE_DOUBLINGS_MAX = 6;
  private static final long ANSWER_SECONDS_MAX = 120;

  private final Clients clients;
  private final Story story;
  private final int customers;
  private final Map<EventResult.Status, Long> counts = new EnumMap<>(EventResult.Status.class);
  private final RejectedLines rejected;
  private double secondsBusy;
  private double toldAt;

  UsageSender(Clients clients, Story story, int customers, RejectedLines rejected) {
    this.clients = clients;
    this.story = story;
    this.customers = customers;
    this.rejected = rejected;
  }

  /** Number of results by status; a second sending counts as duplicates. */
  Map<EventResult.Status, Long> counts() {
    return Map.copyOf(counts);
  }

  /** Number of answered events. */
  long events() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  double eventsPerSecond() {
    return secondsBusy == 0 ? 0 : events() / secondsBusy;
  }

  double secondsBusy() {
    return secondsBusy;
  }

  /** Sends the rows of the traces whose time is as wanted, and waits for the last answer. */
  void send(List<Trace> traces, Predicate<Instant> wanted) {
    var begun = story.seconds();
    toldAt = begun;
    var stream = new Stream();
    for (var trace : traces) {
      var file = trace.file().name();
      TraceReader.read(
          trace.file(),
          line -> {
            if (line instanceof TraceLine.Row row && wanted.test(row.eventTime())) {
              stream.add(new Sent(file, row.line(), event(trace, row)));
            }
          });
    }
    stream.finish();
    secondsBusy += story.seconds() - begun;
  }

  private UsageEvent event(Trace trace, TraceLine.Row row) {
    var event =
        UsageEvent.newBuilder()
            .setSource(trace.file().name())
            .setEventId(row.eventId())
            .setEventTime(Wire.timestamp(row.eventTime()))
            .setCustomer(DemoPlan.customerOf(row, customers))
            .setProvider(trace.provider())
            .setModel(row.model().orElse(trace.model()))
            .setNesting(UsageEvent.Nesting.CONTAINED)
            .putQuantities("input", decimal(row.contextTokens()))
            .putQuantities("output", decimal(row.generatedTokens()));
    row.cacheReadTokens().ifPresent(read -> event.putQuantities("cache_read", decimal(read)));
    row.cacheWriteTokens().ifPresent(write -> event.putQuantities("cache_write", decimal(write)));
    return event.build();
  }

  private static Decimal decimal(String text) {
    // what is longer is no decimal, and the service says so
    var sent = text.length() > DECIMAL_LENGTH_MAX ? text.substring(0, DECIMAL_LENGTH_MAX) : text;
    return Decimal.newBuilder().setValue(sent).build();
  }

  /** An event and where it stands. */
  private record Sent(String file, long line, UsageEvent event) {}

  /** What comes back on one call: an answer, or its end. */
  private record Answer(@Nullable IngestUsageResponse response, @Nullable Throwable failure) {}

  /**
   * Batches on calls of IngestUsage, one call after the other: where one breaks, the next sends
   * again what was not answered. What the first had stored comes back as a duplicate.
   */
  private final class Stream {
    private final Queue<List<Sent>> ahead = new ArrayDeque<>();
    private List<Sent> batch = new ArrayList<>();
    private Call call = new Call();

    void add(Sent sent) {
      batch.add(sent);
      if (batch.size() == BATCH_EVENTS) {
        sendBatch();
      }
    }

    private void sendBatch() {
      while (ahead.size() >= BATCHES_AHEAD_MAX) {
        takeAnswer();
      }
      ahead.add(batch);
      call.send(batch);
      batch = new ArrayList<>();
    }

    void finish() {
      if (!batch.isEmpty()) {
        sendBatch();
      }
      while (!ahead.isEmpty()) {
        takeAnswer();
      }
      call.complete();
    }

    private void takeAnswer() {
      var response = next();
      var sent = ahead.remove();
      for (int i = 0; i < sent.size(); i++) {
        count(sent.get(i), response.getResults(i));
      }
      if (story.seconds() - toldAt > TOLD_EVERY_SECONDS) {
        toldAt = story.seconds();
        story.detail("%,d events answered", events());
      }
    }

    private IngestUsageResponse next() {
      for (int breaks = 0; ; breaks++) {
        var answer = call.next();
        if (answer.response() != null) {
          return answer.response();
        }
        if (breaks == BREAKS_MAX || !mayGoOn(answer.failure())) {
          throw new DemoFailure(
              "the usage stream ended early, and the same command goes on from here: "
                  + answer.failure(),
              answer.failure() == null ? new IllegalStateException() : answer.failure());
        }
        call.cancel();
        pause(breaks);
        story.detail(
            "the usage stream broke off and goes on: %s", String.valueOf(answer.failure()));
        call = new Call();
        ahead.forEach(call::send);
      }
    }

    /** Lost on the way, or ended by a server that stops: nothing is wrong with what was sent. */
    private static boolean mayGoOn(@Nullable Throwable failure) {
      return failure == null
          || switch (Status.fromThrowable(failure).getCode()) {
            case UNAVAILABLE, CANCELLED, ABORTED, DEADLINE_EXCEEDED -> true;
            default -> false;
          };
    }

    private static void pause(int breaks) {
      try {
        Thread.sleep(PAUSE.multipliedBy(1L << Math.min(breaks, PAUSE_DOUBLINGS_MAX)));
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new DemoFailure("interrupted");
      }
    }
  }

  /** One call of IngestUsage. */
  private final class Call
      implements ClientResponseObserver<IngestUsageRequest, IngestUsageResponse> {
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final StreamObserver<IngestUsageRequest> requests = clients.usage().ingestUsage(this);
    private @Nullable ClientCallStreamObserver<IngestUsageRequest> control;

    @Override
    public void beforeStart(ClientCallStreamObserver<IngestUsageRequest> stream) {
      control = stream;
    }

    void send(List<Sent> batch) {
      try {
        requests.onNext(
            IngestUsageRequest.newBuilder()
                .addAllEvents(batch.stream().map(Sent::event).toList())
                .build());
      } catch (IllegalStateException ended) {
        // the next answer says why
      }
    }

    void complete() {
      requests.onCompleted();
    }

    void cancel() {
      if (control != null) {
        control.cancel("it broke off", null);
      }
    }

    /** The next answer or the end; a server that says nothing at all for long is an end too. */
    Answer next() {
      try {
        var answer = answers.poll(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
        return answer == null
            ? new Answer(
                null,
                Status.UNAVAILABLE
                    .withDescription("no answer in %d s".formatted(ANSWER_SECONDS_MAX))
                    .asException())
            : answer;
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new DemoFailure("interrupted");
      }
    }

    @Override
    public void onNext(IngestUsageResponse response) {
      answers.add(new Answer(response, null));
    }

    @Override
    public void onError(Throwable failure) {
      answers.add(new Answer(null, failure));
    }

    @Override
    public void onCompleted() {
      answers.add(new Answer(null, null));
    }
  }

  private void count(Sent sent, EventResult result) {
    counts.merge(result.getStatus(), 1L, Long::sum);
    if (result.getStatus() == EventResult.Status.REJECTED
        || result.getStatus() == EventResult.Status.CONFLICT) {
      rejected.add(
          new RejectedLine(
              sent.file(),
              sent.line(),
              sent.event().getEventId(),
              result.getStatus().name(),
              result.getReason(),
              result.getMessage(),
              ""));
    }
  }
}
