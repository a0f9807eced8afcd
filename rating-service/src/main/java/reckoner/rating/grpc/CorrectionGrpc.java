package reckoner.rating.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import reckoner.kit.auth.Caller;
import reckoner.kit.clock.BusinessClock;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.request.Mutations;
import reckoner.kit.wire.PageToken;
import reckoner.kit.wire.Wire;
import reckoner.proto.rating.v1.AdjustPeriodRequest;
import reckoner.proto.rating.v1.CorrectUsageRequest;
import reckoner.proto.rating.v1.CorrectUsageResponse;
import reckoner.proto.rating.v1.CorrectedUsage;
import reckoner.proto.rating.v1.CorrectionServiceGrpc;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.GetUsageHistoryRequest;
import reckoner.proto.rating.v1.ListPeriodAdjustmentsRequest;
import reckoner.proto.rating.v1.ListPeriodAdjustmentsResponse;
import reckoner.proto.rating.v1.PeriodAdjustment;
import reckoner.proto.rating.v1.ReplayRejectedRequest;
import reckoner.proto.rating.v1.ReplayRejectedResponse;
import reckoner.proto.rating.v1.UsageCorrection;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.proto.rating.v1.UsageFact;
import reckoner.proto.rating.v1.UsageHistory;
import reckoner.proto.rating.v1.UsageName;
import reckoner.rating.AdjustPeriod;
import reckoner.rating.CorrectUsage;
import reckoner.rating.CorrectUsage.Correction;
import reckoner.rating.IncomingUsage;
import reckoner.rating.Outdated;
import reckoner.rating.ReplayRejected;
import reckoner.rating.UsageCorrections;
import reckoner.rating.wire.UsageReader;

/** Serves corrections. */
@Singleton
class CorrectionGrpc extends CorrectionServiceGrpc.CorrectionServiceImplBase {
  /** Each learns what others corrected, or which contracts and cut-offs came meanwhile. */
  private static final int ATTEMPTS_MAX = 100;

  /** An adjustment may have megabytes of steps. */
  private static final int PAGE_SIZE_MAX = 10;

  private final Mutations mutations;
  private final BusinessClock clock;
  private final CorrectUsage correctUsage;
  private final AdjustPeriod adjustPeriod;
  private final ReplayRejected replayRejected;

  CorrectionGrpc(
      Mutations mutations,
      BusinessClock clock,
      CorrectUsage correctUsage,
      AdjustPeriod adjustPeriod,
      ReplayRejected replayRejected) {
    this.mutations = mutations;
    this.clock = clock;
    this.correctUsage = correctUsage;
    this.adjustPeriod = adjustPeriod;
    this.replayRejected = replayRejected;
  }

  @Override
  public void correctUsage(
      CorrectUsageRequest request, StreamObserver<CorrectUsageResponse> replies) {
    replies.onNext(corrected(request));
    replies.onCompleted();
  }

  private CorrectUsageResponse corrected(CorrectUsageRequest request) {
    var tenant = Caller.current().tenant();
    var corrections = read(request);
    for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      try {
        var prepared = correctUsage.prepare(tenant, corrections);
        var response =
            mutations.once(
                CorrectionServiceGrpc.getCorrectUsageMethod(),
                request,
                request.getRequestId(),
                CorrectUsageResponse.parser(),
                () -> response(correctUsage.run(tenant, prepared)));
        prepared.committed();
        return response;
      } catch (Outdated again) {
        // it is prepared again
      }
    }
    throw new IllegalStateException("corrections were outdated %d times".formatted(ATTEMPTS_MAX));
  }

  private List<Correction> read(CorrectUsageRequest request) {
    var reader = new UsageReader(clock.instant());
    var faults = new ArrayList<Refusal.Fault>();
    var corrections = new ArrayList<Correction>();
    for (int i = 0; i < request.getCorrectionsCount(); i++) {
      var stated = request.getCorrections(i);
      if (stated.getCorrectionCase() == UsageCorrection.CorrectionCase.VOID) {
        corrections.add(
            new Correction(key(stated.getVoid()), Optional.empty(), stated.getReason()));
        continue;
      }
      switch (reader.read(stated.getAmend())) {
        case IncomingUsage.Acceptable event ->
            corrections.add(
                new Correction(event.event().key(), Optional.of(event), stated.getReason()));
        case IncomingUsage.Faulty fault ->
            faults.add(
                new Refusal.Fault(
                    "corrections[%d].amend.%s".formatted(i, fault.field()),
                    fault.reason() + ": " + fault.message()));
      }
    }
    if (!faults.isEmpty()) {
      throw new Refusal(
              KitReason.REQUEST_INVALID,
              "%d of %d amendments are at fault, the first: %s"
                  .formatted(
                      faults.size(), request.getCorrectionsCount(), faults.getFirst().message()),
              faults)
          .asException();
    }
    return corrections;
  }

  private static reckoner.rating.UsageEvent.Key key(UsageName name) {
    return new reckoner.rating.UsageEvent.Key(name.getSource(), name.getEventId());
  }

  private static CorrectUsageResponse response(CorrectUsage.Outcome outcome) {
    var response = CorrectUsageResponse.newBuilder().setPosition(outcome.position());
    outcome
        .corrected()
        .forEach(one ->
            response.addCorrected(
                CorrectedUsage.newBuilder()
                    .setEvent(
                        UsageName.newBuilder()
                            .setSource(one.key().source())
                            .setEventId(one.key().eventId()))
                    .setGeneration(one.generation())
                    .setStatus(EventResult.Status.valueOf(one.state().name()))
                    .setReason(one.reason())));
    return response.build();
  }

  @Override
  public void replayRejected(
      ReplayRejectedRequest request, StreamObserver<ReplayRejectedResponse> replies) {
    var method = CorrectionServiceGrpc.getReplayRejectedMethod();
    var id = request.getRequestId();
    var answer = ReplayRejectedResponse.parser();
    replies.onNext(
        mutations
            .answered(method, request, id, answer)
            .orElseGet(() -> {
              var tenant = Caller.current().tenant();
              // usage is stored with others' of the tenant, in transactions of its own
              var replay =
                  replayRejected.take(
                      tenant,
                      ReplayMessages.choice(request),
                      ReplayMessages.after(request),
                      ReplayMessages.size(request));
              return mutations.once(
                  method,
                  request,
                  id,
                  answer,
                  () -> {
                    replayRejected.settle(tenant, replay);
                    return ReplayMessages.response(replay);
                  });
            }));
    replies.onCompleted();
  }

  @Override
  public void adjustPeriod(AdjustPeriodRequest request, StreamObserver<PeriodAdjustment> replies) {
    replies.onNext(adjusted(request));
    replies.onCompleted();
  }

  private PeriodAdjustment adjusted(AdjustPeriodRequest request) {
    var tenant = Caller.current().tenant();
    for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      var adjusting =
          adjustPeriod.compute(
              tenant,
              request.getContract(),
              Wire.instant(request.getPeriodStart()),
              Wire.instant(request.getCutoffTime()));
      try {
        return switch (adjusting) {
          case AdjustPeriod.Adjusted(var reply) ->
              recorded(request, () -> AdjustmentMessages.parse(reply));
          // not recorded under its request id: the same question gets a better answer later
          case AdjustPeriod.Blocked(var charges) -> AdjustmentMessages.blocked(charges);
          case AdjustPeriod.Ready ready -> {
            var message = AdjustmentMessages.adjusted(ready.adjustment());
            yield recorded(
                request,
                () ->
                    AdjustmentMessages.parse(
                        adjustPeriod.fix(
                            tenant, ready, message.getReceiptHash(), message.toByteArray())));
          }
        };
      } catch (Outdated again) {
        // another adjustment was first: what it billed is billed
      }
    }
    throw new IllegalStateException("an adjustment was outdated %d times".formatted(ATTEMPTS_MAX));
  }

  private PeriodAdjustment recorded(
      AdjustPeriodRequest request, Supplier<PeriodAdjustment> effect) {
    return mutations.once(
        CorrectionServiceGrpc.getAdjustPeriodMethod(),
        request,
        request.getRequestId(),
        PeriodAdjustment.parser(),
        effect);
  }

  @Override
  public void listPeriodAdjustments(
      ListPeriodAdjustmentsRequest request, StreamObserver<ListPeriodAdjustmentsResponse> replies) {
    int size = request.getPageSize() == 0 ? PAGE_SIZE_MAX : request.getPageSize();
    int after = PageToken.read(request.getPageToken(), 1).map(CorrectionGrpc::number).orElse(0);
    var found =
        adjustPeriod.list(
            Caller.current().tenant(),
            request.getContract(),
            Wire.instant(request.getPeriodStart()),
            after,
            size + 1);
    var response = ListPeriodAdjustmentsResponse.newBuilder();
    found.stream()
        .limit(size)
        .forEach(reply -> response.addAdjustments(AdjustmentMessages.parse(reply)));
    if (found.size() > size) {
      response.setNextPageToken(PageToken.of(Integer.toString(after + size)));
    }
    replies.onNext(response.build());
    replies.onCompleted();
  }

  private static int number(List<String> keys) {
    try {
      return Integer.parseInt(keys.getFirst());
    } catch (NumberFormatException notANumber) {
      throw PageToken.invalid();
    }
  }

  @Override
  public void getUsageHistory(
      GetUsageHistoryRequest request, StreamObserver<UsageHistory> replies) {
    var facts = correctUsage.history(Caller.current().tenant(), key(request.getEvent()));
    if (facts.isEmpty()) {
      throw Refusal.of(
              KitReason.NOT_FOUND,
              "no event %s of %s is stored"
                  .formatted(request.getEvent().getEventId(), request.getEvent().getSource()))
          .asException();
    }
    var history = UsageHistory.newBuilder();
    facts.forEach(fact -> history.addFacts(message(fact)));
    replies.onNext(history.build());
    replies.onCompleted();
  }

  private static UsageFact message(UsageCorrections.Fact fact) {
    try {
      return UsageFact.newBuilder()
          .setGeneration(fact.generation())
          .setKind(UsageFact.Kind.valueOf(fact.kind().name()))
          .setEvent(UsageEvent.parseFrom(fact.body()))
          .setStatus(EventResult.Status.valueOf(fact.state().name()))
          .setPosition(fact.position())
          .setStoreTime(Wire.timestamp(fact.storeTime()))
          .setReason(fact.reason())
          .setBackfill(fact.backfill())
          .build();
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("a stored event is broken", broken);
    }
  }
}
