package reckoner.rating.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
  private static final Duration LONG = Duration.ofHours(1);

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

  private static PacedClient<SubscribeResponse> client(int ready, CountDownLatch caughtUp) {
    return new PacedClient<>(
        ready,
        message -> {
          if (message.hasHeartbeat()) {
            caughtUp.countDown();
          }
        });
  }

  /** Sequences of the news that came. */
  private static List<Long> got(PacedClient<SubscribeResponse> client) {
    return client.got().stream()
        .filter(message -> !message.hasHeartbeat())
        .map(SubscribeResponse::getSequence)
        .toList();
  }

  @Test
  @Tag("F84")
  void aSlowClientHoldsAPage() throws Exception {
    var outbox = new Full();
    var streams = new Subscriptions(outbox, () -> Instant.EPOCH, LONG);
    var request = SubscribeRequest.newBuilder().setAfterSequence(0).build();
    var slowCaughtUp = new CountDownLatch(1);
    var slow = client(3, slowCaughtUp);
    streams.open("acme", request, slow);
    slow.stuck.await();
    assertEquals(List.of(1L, 2L, 3L), got(slow));
    assertTrue(outbox.read() <= NewsStream.PAGE_MAX, () -> outbox.read() + " were read");
    var fastCaughtUp = new CountDownLatch(1);
    var fast = client(Integer.MAX_VALUE, fastCaughtUp);
    streams.open("acme", request, fast);
    fastCaughtUp.await();
    var all = LongStream.rangeClosed(1, EVENTS).boxed().toList();
    assertEquals(all, got(fast));
    assertEquals(3, got(slow).size());
    slow.read(Integer.MAX_VALUE - 3);
    slowCaughtUp.await();
    assertEquals(all, got(slow));
    slow.leave();
    streams.stop();
    fast.ended.await();
    assertEquals(0, streams.count());
  }

  @Test
  void anOldStreamEndsInOrder() throws Exception {
    var streams = new Subscriptions(new Full(), () -> Instant.EPOCH, Duration.ofMillis(50));
    var client = client(Integer.MAX_VALUE, new CountDownLatch(1));
    streams.open("acme", SubscribeRequest.newBuilder().setAfterSequence(0).build(), client);
    client.ended.await();
    assertEquals(Optional.empty(), client.failure());
    var got = got(client);
    assertEquals(LongStream.rangeClosed(1, got.size()).boxed().toList(), got);
    streams.stop();
    assertEquals(0, streams.count());
  }
}
