package reckoner.rating.grpc;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.wire.PageToken;
import reckoner.proto.rating.v1.ReplayRejectedRequest;
import reckoner.proto.rating.v1.ReplayRejectedResponse;
import reckoner.proto.rating.v1.ReplayedUsage;
import reckoner.proto.rating.v1.UsageName;
import reckoner.rating.ParkedUsage.Choice;
import reckoner.rating.ParkedUsage.Place;
import reckoner.rating.RatingReason;
import reckoner.rating.ReplayRejected;
import reckoner.rating.UsageEvent;
import reckoner.rating.wire.UsageBatch;

/** Replays of rejected events as messages. */
final class ReplayMessages {
  private static final Pattern HASH = Pattern.compile("([0-9a-f]{2})+");

  private ReplayMessages() {}

  static Choice choice(ReplayRejectedRequest request) {
    return new Choice(
        request.getEventsList().stream()
            .map(name -> new UsageEvent.Key(name.getSource(), name.getEventId()))
            .toList(),
        request.getReasonsList().stream().map(ReplayMessages::reason).toList());
  }

  private static RatingReason reason(String name) {
    return Arrays.stream(RatingReason.values())
        .filter(reason -> reason.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            Refusal.of(KitReason.REQUEST_INVALID, "reasons: no event has the reason " + name)
                .asException());
  }

  static int size(ReplayRejectedRequest request) {
    return request.getPageSize() == 0 ? ReplayRejected.EVENTS_MAX : request.getPageSize();
  }

  static Optional<Place> after(ReplayRejectedRequest request) {
    return PageToken.read(request.getPageToken(), 3).map(ReplayMessages::place);
  }

  private static Place place(List<String> keys) {
    if (!HASH.matcher(keys.get(2)).matches()) {
      throw PageToken.invalid();
    }
    return new Place(keys.get(0), keys.get(1), keys.get(2));
  }

  static ReplayRejectedResponse response(ReplayRejected.Replay replay) {
    var response = ReplayRejectedResponse.newBuilder().setPosition(replay.position());
    for (var event : replay.events()) {
      var place = event.parked().place();
      response.addEvents(
          ReplayedUsage.newBuilder()
              .setEvent(
                  UsageName.newBuilder().setSource(place.source()).setEventId(place.eventId()))
              .setOrigin(event.parked().origin())
              .setResult(UsageBatch.result(event.outcome())));
    }
    replay
        .next()
        .ifPresent(place ->
            response.setNextPageToken(
                PageToken.of(place.source(), place.eventId(), place.contentHash())));
    return response.build();
  }
}
