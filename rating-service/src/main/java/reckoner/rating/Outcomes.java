package reckoner.rating;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import reckoner.rating.IncomingUsage.Acceptable;
import reckoner.rating.IncomingUsage.Faulty;
import reckoner.rating.UsageStore.Known;
import reckoner.rating.UsageStore.Placed;

/** What became of each element, in the order of arrival. */
final class Outcomes {
  private final UsageStore.Difference difference;
  private final Map<KeyHash, Placed> placed;
  private final Map<KeyHash, Known> known;
  private final Set<KeyHash> answered = new HashSet<>();

  /**
   * @param placed what is stored now
   * @param known what was stored before; an event is in one of the two
   */
  Outcomes(
      UsageStore.Difference difference, Map<KeyHash, Placed> placed, Map<KeyHash, Known> known) {
    this.difference = difference;
    this.placed = placed;
    this.known = known;
  }

  List<EventOutcome> of(List<IncomingUsage> batch) {
    return batch.stream().map(this::of).toList();
  }

  private EventOutcome of(IncomingUsage element) {
    return switch (element) {
      case Faulty fault ->
          new EventOutcome.Rejected(fault.reason(), fault.field(), fault.message());
      case Acceptable event -> {
        var stored = placed.get(event.keyHash());
        if (stored == null) {
          yield compare(event, Objects.requireNonNull(known.get(event.keyHash())));
        }
        yield answered.add(event.keyHash())
            ? stored.outcome()
            : compare(
                event,
                new Known(
                    stored.usage().contentHash(), stored.outcome().state(), stored.usage().body()));
      }
    };
  }

  private EventOutcome compare(Acceptable event, Known known) {
    if (Arrays.equals(event.contentHash(), known.contentHash())) {
      return new EventOutcome.Duplicate(known.state());
    }
    var field = difference.field(known.body(), event.body());
    if (field == null) { // the forms of their hashes differ, not what they say
      return new EventOutcome.Duplicate(known.state());
    }
    return new EventOutcome.Conflict(
        field,
        "event %s of %s was stored before with another %s; the first stays"
            .formatted(event.event().key().eventId(), event.event().key().source(), field));
  }

  /** What of a batch is kept as rejected. */
  static Stream<Faulty> rejected(List<IncomingUsage> batch) {
    return batch.stream().filter(Faulty.class::isInstance).map(Faulty.class::cast);
  }

  /** What of a batch is kept as a conflict. */
  static Stream<Faulty> conflicts(List<IncomingUsage> batch, List<EventOutcome> outcomes) {
    return IntStream.range(0, batch.size())
        .boxed()
        .flatMap(i ->
            batch.get(i) instanceof Acceptable event
                    && outcomes.get(i) instanceof EventOutcome.Conflict conflict
                ? Stream.of(kept(event, conflict))
                : Stream.empty());
  }

  private static Faulty kept(Acceptable event, EventOutcome.Conflict conflict) {
    return new Faulty(
        event.event().key(),
        event.contentHash(),
        event.body(),
        Optional.empty(),
        RatingReason.CONTENT_CONFLICT,
        conflict.field(),
        conflict.message(),
        "");
  }
}
