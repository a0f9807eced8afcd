package reckoner.rating.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** A client that is ready for so many messages. */
final class PacedClient<T> extends ServerCallStreamObserver<T> {
  private final List<T> got = new ArrayList<>();
  private final Consumer<T> each;
  final CountDownLatch stuck = new CountDownLatch(1);
  final CountDownLatch ended = new CountDownLatch(1);
  private int ready;
  private boolean cancelled;
  private Optional<Throwable> failure = Optional.empty();
  private Runnable onReady = () -> {};
  private Runnable onCancel = () -> {};

  /**
   * @param each what is done with a message as it comes
   */
  PacedClient(int ready, Consumer<T> each) {
    this.ready = ready;
    this.each = each;
  }

  @Override
  public synchronized boolean isReady() {
    if (ready == 0) {
      stuck.countDown();
    }
    return ready > 0;
  }

  @Override
  public synchronized void onNext(T message) {
    ready--;
    got.add(message);
    each.accept(message);
  }

  synchronized List<T> got() {
    return List.copyOf(got);
  }

  void read(int more) {
    synchronized (this) {
      ready += more;
    }
    onReady.run();
  }

  void leave() {
    synchronized (this) {
      cancelled = true;
    }
    onCancel.run();
  }

  @Override
  public synchronized boolean isCancelled() {
    return cancelled;
  }

  @Override
  public void setOnReadyHandler(Runnable handler) {
    onReady = handler;
  }

  @Override
  public void setOnCancelHandler(Runnable handler) {
    onCancel = handler;
  }

  @Override
  public synchronized void onError(Throwable reason) {
    failure = Optional.of(reason);
    ended.countDown();
  }

  synchronized Optional<Throwable> failure() {
    return failure;
  }

  @Override
  public void onCompleted() {
    ended.countDown();
  }

  @Override
  public void setCompression(String compression) {}

  @Override
  public void disableAutoInboundFlowControl() {}

  @Override
  public void request(int count) {}

  @Override
  public void setMessageCompression(boolean enable) {}
}
