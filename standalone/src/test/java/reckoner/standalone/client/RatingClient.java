package reckoner.standalone.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.grpc.ManagedChannel;
import io.grpc.StatusException;
import io.grpc.stub.AbstractStub;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reckoner.kit.auth.BearerCredentials;
import reckoner.kit.auth.Role;
import reckoner.kit.testing.TestService;
import reckoner.kit.wire.Wire;
import reckoner.proto.catalog.v1.VersionName;
import reckoner.proto.clock.v1.AdvanceClockRequest;
import reckoner.proto.clock.v1.ClockServiceGrpc;
import reckoner.proto.rating.v1.AdjustPeriodRequest;
import reckoner.proto.rating.v1.Charge;
import reckoner.proto.rating.v1.ClosePeriodRequest;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.Contract;
import reckoner.proto.rating.v1.CorrectUsageRequest;
import reckoner.proto.rating.v1.CorrectUsageResponse;
import reckoner.proto.rating.v1.CorrectionServiceGrpc;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.PeriodAdjustment;
import reckoner.proto.rating.v1.RatingServiceGrpc;
import reckoner.proto.rating.v1.RegisterContractRequest;
import reckoner.proto.rating.v1.UsageCorrection;
import reckoner.proto.rating.v1.UsageEvent;

/**
 * What tests ask of a rating service in another process; a contract counts calls, and whatever
 * else, at 0.01 each.
 */
final class RatingClient implements AutoCloseable {
  static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");
  static final Instant APRIL = Instant.parse("2026-04-01T00:00:00Z");
  static final Instant CUTOFF = APRIL.plusSeconds(86_400);
  static final String CONTRACT = "ada/2026";

  /** Ends a call that would hang; far beyond what it takes. */
  private static final long SECONDS_MAX = 120;

  private final ManagedChannel channel;

  RatingClient(int port) {
    this(ReportingProgram.channel(port));
  }

  /** Takes a channel for itself. */
  RatingClient(ManagedChannel channel) {
    this.channel = channel;
  }

  ManagedChannel channel() {
    return channel;
  }

  <S extends AbstractStub<S>> S as(Role role, Function<ManagedChannel, S> stub) {
    return stub.apply(channel)
        .withDeadlineAfter(SECONDS_MAX, TimeUnit.SECONDS)
        .withCallCredentials(
            new BearerCredentials(() -> TestService.token(RatingProcess.TENANT, role)));
  }

  void advance(Instant time) {
    as(Role.OPERATOR, (ManagedChannel c) -> ClockServiceGrpc.newBlockingStub(c))
        .advanceClock(
            AdvanceClockRequest.newBuilder()
                .setRequestId("to " + time)
                .setTime(Wire.timestamp(time))
                .build());
  }

  /**
   * Of March; business time stands within it afterwards.
   *
   * @param more charges beside that of calls, by their key and what they count
   */
  void register(Map<String, String> more) {
    register(more, null);
  }

  /** The same with a cost book of calls. */
  void register(Map<String, String> more, @Nullable VersionName costs) {
    advance(MARCH);
    var contract =
        Contract.newBuilder()
            .setContract(CONTRACT)
            .setCustomer("ada")
            .setZone("UTC")
            .setCurrency("USD")
            .setActivateTime(Wire.timestamp(MARCH))
            .addPeriods(Wire.interval(MARCH, APRIL));
    var calls = charge("calls", "{\"simple\": \"COUNT\"}").toBuilder();
    if (costs != null) {
      calls.getMeteredBuilder().setCostBook(costs);
    }
    contract.addCharges(calls);
    new TreeMap<>(more).forEach((key, counted) -> contract.addCharges(charge(key, counted)));
    as(Role.SERVICE, (ManagedChannel c) -> RatingServiceGrpc.newBlockingStub(c))
        .registerContract(
            RegisterContractRequest.newBuilder().setRequestId("r").setContract(contract).build());
    advance(APRIL.minusSeconds(1));
  }

  private static Charge charge(String key, String aggregation) {
    var charge = Charge.newBuilder().setCharge(key).setDisplayName(key);
    try {
      JsonFormat.parser()
          .merge(
              """
              {"metered": {"product": "call", "meter": "%s",
                "definition": {"filter": "event_type == \\"ticket.resolved\\"",
                  "aggregation": %s, "unit": "call"},
                "terms": {"price": {"perUnit": {"rate": {"amount": "0.01"}}}}}}
              """
                  .formatted(key, aggregation),
              charge);
    } catch (InvalidProtocolBufferException broken) {
      throw new AssertionError(broken);
    }
    return charge.build();
  }

  /** Sends a batch on a stream of its own. */
  List<EventResult> ingest(List<UsageEvent> events) throws StatusException {
    return ingest(events, Duration.ofSeconds(SECONDS_MAX));
  }

  /** The same, and gives up after a while. */
  List<EventResult> ingest(List<UsageEvent> events, Duration patience) throws StatusException {
    var call =
        as(Role.MACHINE, (ManagedChannel c) -> RatingServiceGrpc.newBlockingV2Stub(c))
            .withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS)
            .ingestUsage();
    try {
      call.write(IngestUsageRequest.newBuilder().addAllEvents(events).build());
      var answer = call.read();
      if (answer == null) {
        throw new AssertionError("the stream ended early");
      }
      call.halfClose();
      call.read();
      return answer.getResultsList();
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }

  ClosedPeriod close(String requestId) {
    return as(Role.SERVICE, (ManagedChannel c) -> RatingServiceGrpc.newBlockingStub(c))
        .closePeriod(
            ClosePeriodRequest.newBuilder()
                .setRequestId(requestId)
                .setContract(CONTRACT)
                .setPeriodStart(Wire.timestamp(MARCH))
                .build());
  }

  CorrectUsageResponse correct(String requestId, UsageCorrection... corrections) {
    return as(Role.MACHINE, (ManagedChannel c) -> CorrectionServiceGrpc.newBlockingStub(c))
        .correctUsage(
            CorrectUsageRequest.newBuilder()
                .setRequestId(requestId)
                .addAllCorrections(List.of(corrections))
                .build());
  }

  /** As it is known a second after its close. */
  PeriodAdjustment adjust(String requestId) {
    return as(Role.SERVICE, (ManagedChannel c) -> CorrectionServiceGrpc.newBlockingStub(c))
        .adjustPeriod(
            AdjustPeriodRequest.newBuilder()
                .setRequestId(requestId)
                .setContract(CONTRACT)
                .setPeriodStart(Wire.timestamp(MARCH))
                .setCutoffTime(Wire.timestamp(CUTOFF.plusSeconds(1)))
                .build());
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
