package reckoner.rating.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import reckoner.kit.wire.Wire;
import reckoner.proto.rating.v1.Heartbeat;
import reckoner.proto.rating.v1.SubscribeRequest;
import reckoner.proto.rating.v1.SubscribeRequest.EventKind;
import reckoner.proto.rating.v1.SubscribeResponse;
import reckoner.proto.rating.v1.ThresholdServiceGrpc;
import reckoner.rating.Outbox;

/**
 * One stream of news on a thread of its own. It sends only what the client is ready for, and holds
 * at most a page of it: no connection, no lock.
 */
final class NewsStream {
  static final int PAGE_MAX = 50;

  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Subscriptions all;
  private final String tenant;
  private final Set<String> contracts;
  private final Set<EventKind> kinds;
  private final ServerCallStreamObserver<SubscribeResponse> client;
  private final long endNanos;
  private long position;
  private long sentNanos;
  // sequence of the last heartbeat; -1 before the first
  private long beaten = -1;
  private boolean stopping;

  NewsStream(
      Subscriptions all,
      String tenant,
      SubscribeRequest request,
      long position,
      ServerCallStreamObserver<SubscribeResponse> client,
      Duration ageMax) {
    this.all = all;
    this.tenant = tenant;
    this.contracts = new HashSet<>(request.getContractsList());
    this.kinds =
        request.getKindsCount() == 0
            ? EnumSet.allOf(EventKind.class)
            : EnumSet.copyOf(request.getKindsList());
    this.position = position;
    this.client = client;
    this.endNanos = System.nanoTime() + ageMax.toNanos();
  }

  boolean isOf(String other) {
    return tenant.equals(other);
  }

  /** To be called while the handler runs. */
  void start() {
    client.setOnReadyHandler(this::wake);
    client.setOnCancelHandler(this::wake);
    Thread.ofVirtual().name("subscription").start(this::run);
  }

  synchronized void stop() {
    stopping = true;
    notifyAll();
  }

  private synchronized void wake() {
    notifyAll();
  }

  private void run() {
    try {
      follow();
      if (!client.isCancelled()) {
        client.onCompleted();
      }
    } catch (InterruptedException impossible) { // nobody has this thread
      Thread.currentThread().interrupt();
    } catch (RuntimeException failure) {
      BrokenOff.end(client, ThresholdServiceGrpc.getSubscribeMethod(), failure);
    } finally {
      all.remove(this);
    }
  }

  private void follow() throws InterruptedException {
    while (awaitReady()) {
      if (all.head(tenant) > position) {
        if (!send()) {
          return;
        }
      } else {
        if (beaten != position || System.nanoTime() - sentNanos >= HEARTBEAT.toNanos()) {
          beat();
        }
        pause();
      }
    }
  }

  /** Sends a page of what is stored; false where the stream is over. */
  private boolean send() throws InterruptedException {
    for (var entry : all.after(tenant, position, PAGE_MAX)) {
      if (isWanted(entry)) {
        if (!awaitReady()) {
          return false;
        }
        tell(message(entry));
      }
      position = entry.sequence();
    }
    return true;
  }

  private boolean isWanted(Outbox.Entry entry) {
    return (contracts.isEmpty() || contracts.contains(entry.contract()))
        && kinds.contains(EventKind.valueOf(entry.kind()));
  }

  private static SubscribeResponse message(Outbox.Entry entry) {
    try {
      return SubscribeResponse.newBuilder()
          .mergeFrom(entry.body())
          .setSequence(entry.sequence())
          .build();
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("stored news are broken", broken);
    }
  }

  private void beat() {
    beaten = position;
    tell(
        SubscribeResponse.newBuilder()
            .setSequence(position)
            .setHeartbeat(Heartbeat.newBuilder().setTime(Wire.timestamp(all.clock().instant())))
            .build());
  }

  private void tell(SubscribeResponse message) {
    client.onNext(message);
    sentNanos = System.nanoTime();
  }

  /** Waits until the client takes more; false where the stream is over. */
  private synchronized boolean awaitReady() throws InterruptedException {
    while (!isOver() && !client.isReady()) {
      wait(Math.max(1, Duration.ofNanos(endNanos - System.nanoTime()).toMillis()));
    }
    return !isOver();
  }

  private synchronized void pause() throws InterruptedException {
    long until = System.nanoTime() + PAUSE.toNanos();
    for (long left = PAUSE.toMillis();
        left > 0 && !isOver();
        left = Duration.ofNanos(until - System.nanoTime()).toMillis()) {
      wait(left);
    }
  }

  private boolean isOver() {
    if (stopping) {
      throw Subscriptions.stopping();
    }
    return client.isCancelled() || System.nanoTime() - endNanos >= 0;
  }
}
