package reckoner.client;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Carries the batches of a source to the ledger, one call after the other, a few batches ahead of
 * their answers. Where a call breaks off, what was not answered is sent again on the next one: the
 * events are the same, so the ledger knows those that it has.
 */
final class Lane<B extends Source.Batch> implements Runnable {
  /** Enough to keep the service busy while an answer travels. */
  static final int AHEAD_MAX = 4;

  private static final Logger LOG = System.getLogger(Lane.class.getName());

  private final ManagedChannel channel;
  private final Supplier<String> tokens;
  private final Source<B> source;
  private final Bell bell;
  private final Pace pace;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Deque<B> sent = new ArrayDeque<>();
  private final Deque<B> again = new ArrayDeque<>();
  private final LongAdder batches = new LongAdder();
  private final LongAdder brokenCalls = new LongAdder();
  private volatile @Nullable Throwable lastFailure;
  private int failuresInRow;

  Lane(ManagedChannel channel, Supplier<String> tokens, Source<B> source, Bell bell, Pace pace) {
    this.channel = channel;
    this.tokens = tokens;
    this.source = source;
    this.bell = bell;
    this.pace = pace;
  }

  long batches() {
    return batches.sum();
  }

  long brokenCalls() {
    return brokenCalls.sum();
  }

  /** What broke the last call; nothing, once an answer came after it. */
  @Nullable Throwable lastFailure() {
    return lastFailure;
  }

  /** Ends the lane; what was not answered stays with its source. */
  void close() {
    closing.countDown();
    bell.ring();
  }

  private boolean isOpen() {
    return closing.getCount() > 0;
  }

  @Override
  public void run() {
    while (isOpen()) {
      long due = again.isEmpty() ? source.dueInNanos() : 0;
      if (due > 0) {
        bell.await(due);
      } else {
        call();
      }
    }
    var unanswered = new ArrayList<>(sent);
    unanswered.addAll(again);
    source.closed(unanswered);
  }

  private void call() {
    IngestCall call = null;
    try {
      wake();
      call = IngestCall.begin(channel, tokens.get(), bell);
      converse(call);
    } catch (RuntimeException failure) {
      if (call != null) {
        call.cancel();
      }
      if (isOpen()) {
        goOnAfter(failure);
      }
    }
  }

  /** The lane has paused since its last failure; the channel's own pause would come on top. */
  private void wake() {
    if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
      channel.resetConnectBackoff();
    }
  }

  private void goOnAfter(RuntimeException failure) {
    brokenCalls.increment();
    lastFailure = failure;
    failuresInRow++;
    LOG.log(
        failuresInRow == 1 ? Level.WARNING : Level.DEBUG,
        "usage waits, and is sent again: {0}",
        failure.getMessage());
    var unsent = List.copyOf(again);
    again.clear();
    again.addAll(source.broken(List.copyOf(sent), unsent, failure, isRefusal(failure)));
    sent.clear();
    pause(pace.pauses().after(failuresInRow, RandomGenerator.getDefault()));
  }

  /** The service looked at who calls, or at the call's form, and took nothing in. */
  private static boolean isRefusal(Throwable failure) {
    return switch (Status.fromThrowable(failure).getCode()) {
      case UNAUTHENTICATED, PERMISSION_DENIED, UNIMPLEMENTED, INVALID_ARGUMENT -> true;
      case OK,
          CANCELLED,
          UNKNOWN,
          DEADLINE_EXCEEDED,
          NOT_FOUND,
          ALREADY_EXISTS,
          RESOURCE_EXHAUSTED,
          FAILED_PRECONDITION,
          ABORTED,
          OUT_OF_RANGE,
          INTERNAL,
          UNAVAILABLE,
          DATA_LOSS ->
          false;
    };
  }

  private void pause(Duration length) {
    try {
      var _ = closing.await(length.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException("nobody interrupts the threads of a client", interrupted);
    }
  }

  /** Returns when the call is not needed any more; throws when it broke off. */
  private void converse(IngestCall call) {
    long begin = System.nanoTime();
    long silenceMax = pace.silenceMax().toNanos();
    long idleMax = pace.idleMax().toNanos();
    long callMax = pace.callMax().toNanos();
    long heardOf = begin;
    while (isOpen()) {
      var end = call.end();
      if (takeAnswers(call)) {
        heardOf = System.nanoTime();
      }
      if (end != null) {
        throw end.asRuntimeException();
      }
      boolean isOld = System.nanoTime() - begin > callMax;
      boolean maySend = sent.size() < AHEAD_MAX && call.isReady();
      if (maySend && send(call, isOld)) {
        heardOf = sent.size() == 1 ? System.nanoTime() : heardOf;
        continue;
      }
      long silent = System.nanoTime() - heardOf;
      boolean isDone = sent.isEmpty() && again.isEmpty() && (maySend || isOld);
      if (isDone && (isOld || silent > idleMax)) {
        call.complete();
        return;
      }
      if (!isDone && silent > silenceMax) {
        throw Status.DEADLINE_EXCEEDED
            .withDescription("no answer in " + pace.silenceMax())
            .asRuntimeException();
      }
      long wait = (isDone ? idleMax : silenceMax) - silent + 1;
      bell.await(maySend ? Math.min(wait, source.dueInNanos()) : wait);
    }
    throw Status.CANCELLED.withDescription("the client is closed").asRuntimeException();
  }

  private boolean send(IngestCall call, boolean isOld) {
    var batch = again.poll();
    if (batch == null && !isOld) {
      batch = source.take();
    }
    if (batch == null) {
      return false;
    }
    sent.add(batch); // before it goes, so that it is sent again whatever happens
    call.send(batch.request());
    return true;
  }

  private boolean takeAnswers(IngestCall call) {
    boolean isHeardOf = false;
    for (var answer = call.nextAnswer(); answer != null; answer = call.nextAnswer()) {
      var batch = sent.peek();
      if (batch == null || answer.getResultsCount() != batch.request().getEventsCount()) {
        throw Status.INTERNAL
            .withDescription("an answer does not fit what was sent")
            .asRuntimeException();
      }
      source.answered(batch, answer.getResultsList());
      sent.remove();
      batches.increment();
      failuresInRow = 0;
      lastFailure = null;
      isHeardOf = true;
    }
    return isHeardOf;
  }
}
