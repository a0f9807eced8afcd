package reckoner.rating.wire;

import java.time.Instant;
import java.util.List;
import reckoner.kit.refusal.Refusal;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.IngestUsageResponse;
import reckoner.rating.EventOutcome;
import reckoner.rating.IncomingUsage;
import reckoner.rating.RatingReason;
import reckoner.rating.TakeUsage;
import reckoner.rating.UsageState;

/** A batch of usage at the door, whatever the protocol: its bound, and what is answered to it. */
public final class UsageBatch {
  public static final int EVENTS_MAX = 5000;

  private static final EventOutcome RATED = new EventOutcome.Stored(UsageState.RATED, "");
  private static final EventResult RATED_RESULT =
      EventResult.newBuilder().setStatus(EventResult.Status.RATED).build();

  private UsageBatch() {}

  /** Refuses a batch without an event, and one with too many. */
  public static void checkSize(int events) {
    if (events < 1 || events > EVENTS_MAX) {
      throw Refusal.of(
              RatingReason.BATCH_SIZE,
              "a batch has 1 to %d events; this one has %d".formatted(EVENTS_MAX, events))
          .asException();
    }
  }

  /**
   * What a client stated, each event by itself; refuses the batch where its size is out of bounds.
   */
  public static List<IncomingUsage> read(List<StatedEvent> stated, Instant businessTime) {
    checkSize(stated.size());
    var reader = new UsageReader(businessTime);
    return stated.stream().map(reader::read).toList();
  }

  public static IngestUsageResponse response(TakeUsage.Taken taken) {
    return held(taken.outcomes()).toBuilder().setPosition(taken.position()).build();
  }

  /** Of what the ledger does not know yet. */
  public static IngestUsageResponse held(List<EventOutcome> outcomes) {
    return IngestUsageResponse.newBuilder()
        .addAllResults(outcomes.stream().map(UsageBatch::result).toList())
        .build();
  }

  /** What is answered of one event. */
  public static EventResult result(EventOutcome outcome) {
    if (outcome.equals(RATED)) { // most are
      return RATED_RESULT;
    }
    var result = EventResult.newBuilder();
    switch (outcome) {
      case EventOutcome.Stored(var state, var reason) ->
          result.setStatus(status(state)).setReason(reason);
      case EventOutcome.Duplicate(var first) ->
          result.setStatus(EventResult.Status.DUPLICATE).setFirstStatus(status(first));
      case EventOutcome.Conflict(var field, var message) ->
          result
              .setStatus(EventResult.Status.CONFLICT)
              .setReason(RatingReason.CONTENT_CONFLICT.name())
              .setField(field)
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
