package reckoner.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reckoner.client.UsageNotTaken.Reason;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.UsageEvent;

/**
 * Events whose reporters wait for the ledger's answer. They are in no spool: who is told that an
 * event was not taken may rely on it.
 */
final class Confirmations implements Source<Confirmations.Batch> {
  /** At a time; callers beyond are told at once. */
  static final int WAITING_MAX = 10_000;

  private final int batchEventsMax;
  private final Bell bell;
  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>(WAITING_MAX);
  private final LongAdder stored = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private boolean isClosed;

  /** Events of reporters who wait. */
  record Batch(IngestUsageRequest request, List<Waiting> waiting) implements Source.Batch {
    static Batch of(List<Waiting> waiting) {
      var request = IngestUsageRequest.newBuilder();
      waiting.forEach(one -> request.addEvents(one.event));
      return new Batch(request.build(), waiting);
    }
  }

  /** An event and the answer that its reporter waits for. */
  static final class Waiting {
    private final UsageEvent event;
    private final CompletableFuture<EventResult> answer = new CompletableFuture<>();
    private boolean mayBeStored;

    Waiting(UsageEvent event) {
      this.event = event;
    }
  }

  Confirmations(int batchEventsMax, Bell bell) {
    this.batchEventsMax = batchEventsMax;
    this.bell = bell;
  }

  long stored() {
    return stored.sum();
  }

  long duplicates() {
    return duplicates.sum();
  }

  /** Events that wait to be sent. */
  int unsent() {
    return queue.size();
  }

  /**
   * Waits for the ledger's answer to an event, so long at most.
   *
   * @param lastFailure what is in the way, where something is
   */
  EventResult await(
      UsageEvent event, long nanos, Supplier<? extends @Nullable Throwable> lastFailure) {
    var waiting = new Waiting(event);
    enter(waiting);
    bell.ring();
    try {
      return waiting.answer.get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      return giveUp(waiting, lastFailure.get());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return giveUp(waiting, interrupted);
    } catch (ExecutionException failure) {
      throw notTaken(failure);
    }
  }

  private synchronized void enter(Waiting waiting) {
    if (isClosed) {
      throw new UsageNotTaken(Reason.CLOSED, "this client is closed");
    }
    if (!queue.offer(waiting)) {
      throw new UsageNotTaken(
          Reason.TOO_MANY_WAITING, "%,d events wait for their answers".formatted(WAITING_MAX));
    }
  }

  /** Throws, or returns the answer where it came in the last moment. */
  private EventResult giveUp(Waiting waiting, @Nullable Throwable cause) {
    // whatever is still in the queue was not sent, and is not sent any more
    var notTaken =
        queue.remove(waiting)
            ? new UsageNotTaken(Reason.UNREACHABLE, "the event could not be sent in time", cause)
            : new UsageNotTaken(Reason.UNCONFIRMED, "no answer came in time", cause);
    waiting.answer.completeExceptionally(notTaken);
    try {
      return waiting.answer.join();
    } catch (CompletionException failure) {
      throw notTaken(failure);
    }
  }

  private static UsageNotTaken notTaken(Exception failure) {
    if (failure.getCause() instanceof UsageNotTaken notTaken) {
      return notTaken.thrownHere();
    }
    throw new IllegalStateException(failure);
  }

  @Override
  public long dueInNanos() {
    return queue.isEmpty() ? Long.MAX_VALUE : 0;
  }

  @Override
  public @Nullable Batch take() {
    var waiting = new ArrayList<Waiting>();
    int bytes = 0;
    for (var next = queue.peek();
        next != null
            && waiting.size() < batchEventsMax
            && bytes + next.event.getSerializedSize() <= SpooledUsage.BATCH_BYTES_MAX;
        next = queue.peek()) {
      if (queue.remove(next)) { // else its reporter has given up
        waiting.add(next);
        bytes += next.event.getSerializedSize();
      }
    }
    return waiting.isEmpty() ? null : Batch.of(waiting);
  }

  @Override
  public void answered(Batch batch, List<EventResult> results) {
    for (int i = 0; i < results.size(); i++) {
      var result = results.get(i);
      stored.add(SpooledUsage.isStored(result) ? 1 : 0);
      duplicates.add(result.getStatus() == EventResult.Status.DUPLICATE ? 1 : 0);
      batch.waiting().get(i).answer.complete(result);
    }
  }

  @Override
  public List<Batch> broken(
      List<Batch> sent, List<Batch> unsent, Throwable failure, boolean refusal) {
    if (refusal) {
      refuse(sent, failure);
      refuse(unsent, failure);
      refuse(drained(), failure);
      return List.of();
    }
    sent.forEach(batch -> batch.waiting().forEach(one -> one.mayBeStored = true));
    return Stream.concat(sent.stream(), unsent.stream())
        .map(batch -> batch.waiting().stream().filter(one -> !one.answer.isDone()).toList())
        .filter(waiting -> !waiting.isEmpty())
        .map(Batch::of)
        .toList();
  }

  private static void refuse(List<Batch> batches, Throwable failure) {
    for (var batch : batches) {
      for (var one : batch.waiting()) {
        one.answer.completeExceptionally(
            one.mayBeStored
                ? new UsageNotTaken(
                    Reason.UNCONFIRMED, "an answer was lost, and then the call refused", failure)
                : new UsageNotTaken(
                    Reason.CALL_REFUSED, "the service refuses this client", failure));
      }
    }
  }

  private List<Batch> drained() {
    var rest = new ArrayList<Waiting>();
    queue.drainTo(rest);
    return rest.isEmpty() ? List.of() : List.of(Batch.of(rest));
  }

  @Override
  public void closed(List<Batch> unanswered) {
    synchronized (this) {
      isClosed = true;
    }
    var closed = new UsageNotTaken(Reason.CLOSED, "this client was closed meanwhile");
    drained()
        .forEach(batch -> batch.waiting().forEach(one -> one.answer.completeExceptionally(closed)));
    var unknown = new UsageNotTaken(Reason.UNCONFIRMED, "this client was closed meanwhile");
    unanswered.forEach(
        batch -> batch.waiting().forEach(one -> one.answer.completeExceptionally(unknown)));
  }
}
