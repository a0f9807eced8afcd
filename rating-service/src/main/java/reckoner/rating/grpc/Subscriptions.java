package reckoner.rating.grpc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.grpc.stub.ServerCallStreamObserver;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ShutdownEvent;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import reckoner.kit.clock.BusinessClock;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.refusal.Refused;
import reckoner.proto.rating.v1.SubscribeRequest;
import reckoner.proto.rating.v1.SubscribeResponse;
import reckoner.rating.Outbox;
import reckoner.rating.RatingReason;

/**
 * The streams of news that this process serves. Each is a thread that holds a position and at most
 * one page; nobody waits for it. A service that stops ends them before its port closes.
 */
@Singleton
class Subscriptions implements ApplicationEventListener<ShutdownEvent>, Ordered {
  static final int STREAMS_MAX = 20;

  /** After it a client shows its credential again. */
  private static final Duration AGE_MAX = Duration.ofMinutes(15);

  /** How old the end of an outbox may be; all streams of a tenant ask for it once. */
  private static final Duration HEAD_AGE_MAX = Duration.ofMillis(400);

  private static final Duration STOP_MAX = Duration.ofSeconds(5);
  private static final long TENANTS_MAX = 10_000;

  private final Outbox outbox;
  private final InstantSource clock;
  private final Duration ageMax;
  private final Cache<String, Long> heads =
      Caffeine.newBuilder().maximumSize(TENANTS_MAX).expireAfterWrite(HEAD_AGE_MAX).build();
  private final Set<NewsStream> streams = new HashSet<>();
  private boolean stopping;

  @Inject
  Subscriptions(Outbox outbox, BusinessClock clock) {
    this(outbox, clock, AGE_MAX);
  }

  Subscriptions(Outbox outbox, InstantSource clock, Duration ageMax) {
    this.outbox = outbox;
    this.clock = clock;
    this.ageMax = ageMax;
  }

  void open(
      String tenant, SubscribeRequest request, ServerCallStreamObserver<SubscribeResponse> client) {
    long position = begin(tenant, request);
    var stream = new NewsStream(this, tenant, request, position, client, ageMax);
    add(tenant, stream);
    stream.start();
  }

  private long begin(String tenant, SubscribeRequest request) {
    long head = outbox.head(tenant);
    heads.put(tenant, head); // what is stored by now is sent before the first heartbeat
    if (!request.hasAfterSequence()) {
      var oldest = outbox.after(tenant, 0, 1);
      return oldest.isEmpty() ? head : oldest.getFirst().sequence() - 1;
    }
    long after = request.getAfterSequence();
    if (after > head) {
      throw Refusal.of(
              RatingReason.SEQUENCE_UNKNOWN,
              "sequence %d was never given out; the last is %d".formatted(after, head))
          .asException();
    }
    if (after < head) {
      after(tenant, after, 1);
    }
    return after;
  }

  /** What follows a position that is not the last one. */
  List<Outbox.Entry> after(String tenant, long position, int limit) {
    var entries = outbox.after(tenant, position, limit);
    if (entries.isEmpty() || entries.getFirst().sequence() != position + 1) {
      throw expired(tenant, position);
    }
    return entries;
  }

  private Refused expired(String tenant, long position) {
    var oldest = outbox.after(tenant, 0, 1);
    return Refusal.of(
            RatingReason.SEQUENCE_EXPIRED,
            "what follows sequence %d is no longer kept; the oldest that is kept is %d"
                .formatted(
                    position,
                    oldest.isEmpty() ? outbox.head(tenant) + 1 : oldest.getFirst().sequence()))
        .asException();
  }

  /** The last sequence, as of a moment ago. */
  long head(String tenant) {
    return heads.get(tenant, outbox::head);
  }

  InstantSource clock() {
    return clock;
  }

  private synchronized void add(String tenant, NewsStream stream) {
    if (stopping) {
      throw stopping();
    }
    if (streams.stream().filter(other -> other.isOf(tenant)).count() >= STREAMS_MAX) {
      throw Refusal.of(
              RatingReason.STREAMS_TOO_MANY,
              "the tenant has %d streams on this process".formatted(STREAMS_MAX))
          .asException();
    }
    streams.add(stream);
  }

  static Refused stopping() {
    return Refusal.of(
            RatingReason.SERVICE_STOPPING,
            "this process stops; begin again after the last sequence")
        .asException();
  }

  synchronized void remove(NewsStream stream) {
    streams.remove(stream);
    notifyAll();
  }

  /** How many are open. */
  synchronized int count() {
    return streams.size();
  }

  /** Before the port closes, which would wait for streams that never end. */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @Override
  public void onApplicationEvent(ShutdownEvent event) {
    stop();
  }

  /** Ends all streams and takes no more. */
  void stop() {
    Set<NewsStream> open;
    synchronized (this) {
      stopping = true;
      open = Set.copyOf(streams);
    }
    open.forEach(NewsStream::stop);
    awaitNone();
  }

  private synchronized void awaitNone() {
    long until = System.nanoTime() + STOP_MAX.toNanos();
    try {
      for (long left = STOP_MAX.toMillis();
          !streams.isEmpty() && left > 0;
          left = Duration.ofNanos(until - System.nanoTime()).toMillis()) {
        wait(left);
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }
}
