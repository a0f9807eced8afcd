package reckoner.rating.grpc;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.wire.Wire;
import reckoner.pricing.Period;
import reckoner.proto.rating.v1.Backfill;
import reckoner.proto.rating.v1.BackfillScope;
import reckoner.proto.rating.v1.UsageCounts;
import reckoner.rating.UsageState;

/** Backfills on the wire. */
final class BackfillMessages {
  private BackfillMessages() {}

  static reckoner.rating.Backfill.Scope scope(BackfillScope stated) {
    return new reckoner.rating.Backfill.Scope(
        Set.copyOf(stated.getCustomersList()),
        Set.copyOf(stated.getSourcesList()),
        Set.copyOf(stated.getEventTypesList()),
        range(stated),
        stated.getReplaces(),
        stated.getReason());
  }

  private static Period range(BackfillScope stated) {
    Instant start = Wire.instant(stated.getRange().getStartTime());
    Instant end = Wire.instant(stated.getRange().getEndTime());
    if (!start.isBefore(end)) { // they may differ by less than is kept
      throw new Refusal(
              KitReason.REQUEST_INVALID,
              "the range of a backfill ends after its start, by a microsecond or more",
              List.of(new Refusal.Fault("scope.range", "is empty")))
          .asException();
    }
    return new Period(start, end);
  }

  static reckoner.rating.Backfill.State state(Backfill.State state) {
    return switch (state) {
      case OPEN -> reckoner.rating.Backfill.State.OPEN;
      case CLOSED -> reckoner.rating.Backfill.State.CLOSED;
      case DISCARDED -> reckoner.rating.Backfill.State.DISCARDED;
      case REVERTED -> reckoner.rating.Backfill.State.REVERTED;
      case STATE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalStateException("bounds let it pass: " + state);
    };
  }

  static Backfill message(reckoner.rating.Backfill backfill) {
    var message =
        Backfill.newBuilder()
            .setBackfill(backfill.name())
            .setScope(message(backfill.scope()))
            .setState(Backfill.State.valueOf(backfill.state().name()))
            .setCreateTime(Wire.timestamp(backfill.createTime()))
            .setHeldEvents(backfill.heldEvents())
            .setKnownEvents(backfill.knownEvents());
    backfill
        .closing()
        .ifPresent(closing ->
            message.setClosing(
                Backfill.Closing.newBuilder()
                    .setPosition(closing.stored().position())
                    .setStoreTime(Wire.timestamp(closing.stored().storeTime()))
                    .setEvents(counts(closing.states()))
                    .setDuplicates(closing.duplicates())
                    .setConflicts(closing.conflicts())
                    .setReplacedEvents(closing.replacedEvents())));
    backfill
        .reverting()
        .ifPresent(reverting ->
            message.setReverting(
                Backfill.Reverting.newBuilder()
                    .setPosition(reverting.stored().position())
                    .setStoreTime(Wire.timestamp(reverting.stored().storeTime()))
                    .setVoidedEvents(reverting.voidedEvents())
                    .setRestored(counts(reverting.states()))));
    return message.build();
  }

  private static BackfillScope message(reckoner.rating.Backfill.Scope scope) {
    return BackfillScope.newBuilder()
        .addAllCustomers(scope.customers().stream().sorted().toList())
        .addAllSources(scope.sources().stream().sorted().toList())
        .addAllEventTypes(scope.eventTypes().stream().sorted().toList())
        .setRange(Wire.interval(scope.range().start(), scope.range().end()))
        .setReplaces(scope.replaces())
        .setReason(scope.reason())
        .build();
  }

  private static UsageCounts counts(Map<UsageState, Long> states) {
    return UsageCounts.newBuilder()
        .setRated(states.getOrDefault(UsageState.RATED, 0L))
        .setWaiting(states.getOrDefault(UsageState.WAITING, 0L))
        .setUnpriced(states.getOrDefault(UsageState.UNPRICED, 0L))
        .setLate(states.getOrDefault(UsageState.LATE, 0L))
        .setUncounted(states.getOrDefault(UsageState.UNCOUNTED, 0L))
        .build();
  }
}
