package reckoner.standalone.usage;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.IngestUsageResponse;
import reckoner.proto.rating.v1.RatingServiceGrpc.RatingServiceStub;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.standalone.platform.StartFailure;

/**
 * Sends usage in batches on calls of IngestUsage, a few ahead of their answers, one call after the
 * other: where one breaks, the next sends again what was not answered. What the first had stored
 * comes back as a duplicate.
 *
 * @param <T> what the sender knows of an element
 */
public final class IngestStream<T> implements AutoCloseable {
  private static final int BATCH_ELEMENTS = 1000;

  /** A message may have 16 MiB; an event that is not refused has 64 KiB at most. */
  private static final int BATCH_BYTES = 4 * 1024 * 1024;

  private static final int BATCHES_AHEAD_MAX = 4;

  /** In a row, without an answer between them. */
  private static final int BREAKS_MAX = 12;

  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int PAUSE_DOUBLINGS_MAX = 6;
  private static final long ANSWER_SECONDS_MAX = 120;

  private final Supplier<RatingServiceStub> usage;
  private final Answers<T> answers;
  private final Consumer<String> note;
  private final Queue<Batch<T>> ahead = new ArrayDeque<>();
  private Batch<T> batch = new Batch<>();
  private Call call;
  private boolean isFinished;

  /** Hears what became of the elements, in their order. */
  public interface Answers<T> {
    /** What became of an element; no result for one without an event. */
    void answered(T element, Optional<EventResult> result);

    /** All that was heard of so far is settled. */
    default void settled() {}
  }

  private record Element<T>(T known, Optional<UsageEvent> event) {}

  private static final class Batch<T> {
    private final List<Element<T>> elements = new ArrayList<>();
    private final IngestUsageRequest.Builder request = IngestUsageRequest.newBuilder();
    private int bytes;

    boolean isFull() {
      return elements.size() == BATCH_ELEMENTS || bytes >= BATCH_BYTES;
    }

    boolean isSent() {
      return request.getEventsCount() > 0;
    }
  }

  public IngestStream(
      Supplier<RatingServiceStub> usage, Answers<T> answers, Consumer<String> note) {
    this.usage = usage;
    this.answers = answers;
    this.note = note;
    this.call = new Call();
  }

  /** Adds an element; one without an event is only answered in its place. */
  public void add(T known, Optional<UsageEvent> event) {
    batch.elements.add(new Element<>(known, event));
    event.ifPresent(sent -> {
      batch.request.addEvents(sent);
      batch.bytes += sent.getSerializedSize();
    });
    if (batch.isFull()) {
      sendBatch();
    }
  }

  private void sendBatch() {
    while (ahead.size() >= BATCHES_AHEAD_MAX) {
      takeAnswer();
    }
    ahead.add(batch);
    call.send(batch);
    batch = new Batch<>();
  }

  /** Sends what is left and waits for the last answer. */
  public void finish() {
    if (!batch.elements.isEmpty()) {
      sendBatch();
    }
    while (!ahead.isEmpty()) {
      takeAnswer();
    }
    call.complete();
    isFinished = true;
  }

  private void takeAnswer() {
    var results =
        ahead.element().isSent()
            ? next().getResultsList().iterator()
            : List.<EventResult>of().iterator();
    for (var element : ahead.remove().elements) {
      answers.answered(element.known(), element.event().map(_ -> results.next()));
    }
    answers.settled();
  }

  private IngestUsageResponse next() {
    for (int breaks = 0; ; breaks++) {
      var answer = call.next();
      if (answer.response() != null) {
        return answer.response();
      }
      if (breaks == BREAKS_MAX || !mayGoOn(answer.failure())) {
        throw ended(answer.failure());
      }
      call.cancel();
      pause(breaks);
      note.accept("the usage stream broke off and goes on: " + answer.failure());
      call = new Call();
      ahead.forEach(call::send);
    }
  }

  private static StartFailure ended(@Nullable Throwable failure) {
    var reason = failure == null ? Optional.<String>empty() : RefusalStatus.reason(failure);
    return new StartFailure(
        "the usage stream ended early, and the same command goes on from here: %s%s"
            .formatted(reason.map(name -> name + ": ").orElse(""), failure),
        failure == null ? new IllegalStateException() : failure);
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
      throw interrupted(interrupted);
    }
  }

  private static StartFailure interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new StartFailure("interrupted", cause);
  }

  /** Gives up what is not finished. */
  @Override
  public void close() {
    if (!isFinished) {
      call.cancel();
    }
  }

  /** What comes back on one call: an answer, or its end. */
  private record Answer(@Nullable IngestUsageResponse response, @Nullable Throwable failure) {}

  /** One call of IngestUsage. */
  private final class Call
      implements ClientResponseObserver<IngestUsageRequest, IngestUsageResponse> {
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final StreamObserver<IngestUsageRequest> requests = usage.get().ingestUsage(this);
    private @Nullable ClientCallStreamObserver<IngestUsageRequest> control;

    @Override
    public void beforeStart(ClientCallStreamObserver<IngestUsageRequest> stream) {
      control = stream;
    }

    void send(Batch<T> batch) {
      if (!batch.isSent()) {
        return;
      }
      try {
        requests.onNext(batch.request.build());
      } catch (IllegalStateException ended) {
        // the next answer says why
      }
    }

    void complete() {
      requests.onCompleted();
    }

    void cancel() {
      if (control != null) {
        control.cancel("it ended", null);
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
        throw interrupted(interrupted);
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
}
