package reckoner.rating.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.IngestUsageResponse;
import reckoner.rating.TakeUsage;
import reckoner.rating.wire.UsageBatch;
import reckoner.rating.wire.UsageReader;

/**
 * One stream of usage. It asks for the next batch only after the last was answered and the client
 * reads its answers, so that neither side piles anything up.
 */
final class UsageStream implements StreamObserver<IngestUsageRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(UsageStream.class);

  private final ServerCallStreamObserver<IngestUsageResponse> replies;
  private final TakeUsage takeUsage;
  private final InstantSource businessTime;
  private final String tenant;
  private boolean waitsForReader;

  UsageStream(
      ServerCallStreamObserver<IngestUsageResponse> replies,
      TakeUsage takeUsage,
      InstantSource businessTime,
      String tenant) {
    this.replies = replies;
    this.takeUsage = takeUsage;
    this.businessTime = businessTime;
    this.tenant = tenant;
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
  public void onNext(IngestUsageRequest batch) {
    UsageBatch.checkSize(batch.getEventsCount());
    var reader = new UsageReader(businessTime.instant());
    var taken = takeUsage.run(tenant, batch.getEventsList().stream().map(reader::read).toList());
    replies.onNext(UsageBatch.response(taken));
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
