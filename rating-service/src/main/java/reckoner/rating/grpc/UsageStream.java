package reckoner.rating.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reckoner.kit.refusal.Refusal;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.IngestUsageResponse;
import reckoner.rating.EventOutcome;
import reckoner.rating.RatingReason;
import reckoner.rating.TakeUsage;
import reckoner.rating.UsageState;
import reckoner.rating.wire.UsageReader;

/**
 * One stream of usage. It asks for the next batch only after the last was answered and the client
 * reads its answers, so that neither side piles anything up.
 */
final class UsageStream implements StreamObserver<IngestUsageRequest> {
  static final int EVENTS_MAX = 5000;
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
    var size = batch.getEventsCount();
    if (size < 1 || size > EVENTS_MAX) {
      throw Refusal.of(
              RatingReason.BATCH_SIZE,
              "a batch has 1 to %d events; this one has %d".formatted(EVENTS_MAX, size))
          .asException();
    }
    var reader = new UsageReader(businessTime.instant());
    var taken = takeUsage.run(tenant, batch.getEventsList().stream().map(reader::read).toList());
    replies.onNext(response(taken));
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

  private static IngestUsageResponse response(TakeUsage.Taken taken) {
    List<EventResult> results = taken.outcomes().stream().map(UsageStream::result).toList();
    return IngestUsageResponse.newBuilder()
        .addAllResults(results)
        .setPosition(taken.position())
        .build();
  }

  private static EventResult result(EventOutcome outcome) {
    var result = EventResult.newBuilder();
    switch (outcome) {
      case EventOutcome.Stored(var state, var reason) ->
          result.setStatus(status(state)).setReason(reason);
      case EventOutcome.Duplicate(var first) ->
          result.setStatus(EventResult.Status.DUPLICATE).setFirstStatus(status(first));
      case EventOutcome.Conflict(var message) ->
          result
              .setStatus(EventResult.Status.CONFLICT)
              .setReason(RatingReason.CONTENT_CONFLICT.name())
              .setField("event_id")
              .setMessage(message);
      case EventOutcome.Rejected(var reason, var field, var message) ->
          result
              .setStatus(EventResult.Status.REJECTED)
              .setReason(reason.name())
              .setField(field)
              .setMessage(message);
    }
    return result.build();
  }

  private static EventResult.Status status(UsageState state) {
    return EventResult.Status.valueOf(state.name());
  }
}
