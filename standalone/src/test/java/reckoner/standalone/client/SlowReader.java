package reckoner.standalone.client;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.IngestUsageResponse;

/** A client that writes the same batch for as long as it may, and reads once it is told to. */
final class SlowReader implements ClientResponseObserver<IngestUsageRequest, IngestUsageResponse> {
  private final IngestUsageRequest batch;
  private final int batches;
  private final CompletableFuture<Integer> answers = new CompletableFuture<>();
  private final CompletableFuture<ClientCallStreamObserver<IngestUsageRequest>> call =
      new CompletableFuture<>();
  private final AtomicInteger written = new AtomicInteger();
  private int read;

  SlowReader(IngestUsageRequest batch, int batches) {
    this.batch = batch;
    this.batches = batches;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<IngestUsageRequest> started) {
    started.disableAutoRequestWithInitial(0);
    started.setOnReadyHandler(() -> {
      while (started.isReady() && written.get() < batches) {
        started.onNext(batch);
        if (written.incrementAndGet() == batches) {
          started.onCompleted();
        }
      }
    });
    call.complete(started);
  }

  /** Batches that the service has room for, so far. */
  int written() {
    return written.get();
  }

  /** Reads from now on; the number of answers, once the stream has ended. */
  CompletableFuture<Integer> readAll() {
    call.join().request(1);
    return answers;
  }

  @Override
  public void onNext(IngestUsageResponse answer) {
    read++;
    call.join().request(1);
  }

  @Override
  public void onError(Throwable failure) {
    answers.completeExceptionally(failure);
  }

  @Override
  public void onCompleted() {
    answers.complete(read);
  }
}
