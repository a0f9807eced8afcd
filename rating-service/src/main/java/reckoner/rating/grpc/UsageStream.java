package reckoner.rating.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reckoner.proto.rating.v1.IngestUsageResponse;
import reckoner.rating.IncomingUsage;
import reckoner.rating.wire.StatedEvent;
import reckoner.rating.wire.UsageBatch;

/**
 * One stream of usage. It asks for the next batch only after the last was answered and the client
 * reads its answers, so that neither side piles anything up.
 */
final class UsageStream<Q> implements StreamObserver<Q> {
  private static final Logger LOG = LoggerFactory.getLogger(UsageStream.class);

  private final ServerCallStreamObserver<IngestUsageResponse> replies;
  private final Function<Q, List<StatedEvent>> events;
  private final Taking<Q> taking;
  private final InstantSource businessTime;
  private boolean waitsForReader;

  UsageStream(
      ServerCallStreamObserver<IngestUsageResponse> replies,
      Function<Q, List<StatedEvent>> events,
      Taking<Q> taking,
      InstantSource businessTime) {
    this.replies = replies;
    this.events = events;
    this.taking = taking;
    this.businessTime = businessTime;
  }

  /** What is done with a batch whose events have passed the door. */
  @FunctionalInterface
  interface Taking<Q> {
    IngestUsageResponse take(Q batch, List<IncomingUsage> events);
  }

  /** Starts the flow. */
  void open() {
    replies.disableAutoRequest();
    replies.setOnReadyHandler(() -> {
      if (waitsForReader) {
        waitsForReader = false;
        replies.request(1);
      }
    });
    replies.request(1);
  }

  @Override
  public void onNext(Q batch) {
    var read = UsageBatch.read(events.apply(batch), businessTime.instant());
    replies.onNext(taking.take(batch, read));
    if (replies.isReady()) {
      replies.request(1);
    } else {
      waitsForReader = true;
    }
  }

  @Override
  public void onError(Throwable cancelled) {
    LOG.info("a usage stream was cancelled: {}", cancelled.getMessage());
  }

  @Override
  public void onCompleted() {
    replies.onCompleted();
  }
}
