package reckoner.rating.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.stub.ServerCallStreamObserver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.proto.rating.v1.SpendChanged;
import reckoner.proto.rating.v1.SubscribeRequest;
import reckoner.proto.rating.v1.SubscribeResponse;
import reckoner.rating.Outbox;
import reckoner.rating.SpendNews;

/** What a stream holds while its client does not read. */
class NewsStreamTest {
  private static final int EVENTS = 10_000;

  /** An outbox that is full; notes how far it was read. */
  private static final class Full implements Outbox {
    private final byte[] body =
        SubscribeResponse.newBuilder()
            .setSpendChanged(SpendChanged.getDefaultInstance())
            .build()
            .toByteArray();
    private long read;

    @Override
    public void add(String tenant, List<SpendNews> news) {
      throw new AssertionError("nothing is added");
    }

    @Override
    public long head(String tenant) {
      return EVENTS;
    }

    @Override
    public synchronized List<Entry> after(String tenant, long sequence, int limit) {
      var entries =
          LongStream.rangeClosed(sequence + 1, Math.min(EVENTS, sequence + limit))
              .mapToObj(next -> new Entry(next, "SPEND_CHANGED", "c", body))
              .toList();
      read = Math.max(read, entries.isEmpty() ? 0 : entries.getLast().sequence());
      return entries;
    }

    synchronized long read() {
      return read;
    }

    @Override
    public int expire(int limit) {
      throw new AssertionError("nothing is removed");
    }
  }

  /** A client that is ready for so many messages. */
  private static final class Client extends ServerCallStreamObserver<SubscribeResponse> {
    private final List<Long> got = new ArrayList<>();
    final CountDownLatch stuck = new CountDownLatch(1);
    final CountDownLatch caughtUp = new CountDownLatch(1);
    final CountDownLatch ended = new CountDownLatch(1);
    private int ready;
    private boolean cancelled;
    private Runnable onReady = () -> {};
    private Runnable onCancel = () -> {};

    Client(int ready) {
      this.ready = ready;
    }

    @Override
    public synchronized boolean isReady() {
      if (ready == 0) {
        stuck.countDown();
      }
      return ready > 0;
    }

    @Override
    public synchronized void onNext(SubscribeResponse message) {
      ready--;
      if (message.hasHeartbeat()) {
        caughtUp.countDown();
      } else {
        got.add(message.getSequence());
      }
    }

    synchronized List<Long> got() {
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
    public void onError(Throwable failure) {
      ended.countDown();
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

  @Test
  @Tag("F84")
  void aSlowClientHoldsAPage() throws Exception {
    var outbox = new Full();
    var streams = new Subscriptions(outbox, () -> Instant.EPOCH);
    var request = SubscribeRequest.newBuilder().setAfterSequence(0).build();
    var slow = new Client(3);
    streams.open("acme", request, slow);
    slow.stuck.await();
    assertEquals(List.of(1L, 2L, 3L), slow.got());
    assertTrue(outbox.read() <= NewsStream.PAGE_MAX, () -> outbox.read() + " were read");
    var fast = new Client(Integer.MAX_VALUE);
    streams.open("acme", request, fast);
    fast.caughtUp.await();
    var all = LongStream.rangeClosed(1, EVENTS).boxed().toList();
    assertEquals(all, fast.got());
    assertEquals(3, slow.got().size());
    slow.read(Integer.MAX_VALUE - 3);
    slow.caughtUp.await();
    assertEquals(all, slow.got());
    slow.leave();
    streams.stop();
    fast.ended.await();
    assertEquals(0, streams.count());
  }
}
