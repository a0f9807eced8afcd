package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.TENANT;
import static reckoner.rating.Meter.event;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.wire.Wire;
import reckoner.proto.rating.v1.ClosePeriodRequest;
import reckoner.proto.rating.v1.ClosePeriodsRequest;
import reckoner.proto.rating.v1.ClosePeriodsResponse;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.RatingServiceGrpc;

/** Calls that close many periods. */
class CloseManyTest {
  private final Meter meter = new Meter();
  private final ToClose contracts = new ToClose(meter);

  @BeforeEach
  void publish() {
    meter.publishSmallAndLarge();
  }

  @AfterEach
  void stop() {
    meter.close();
  }

  private List<ClosePeriodsResponse> closeMany(String tenant, List<ClosePeriodRequest> requests) {
    var call =
        meter
            .service
            .as(
                tenant,
                Role.SERVICE,
                (ManagedChannel channel) -> RatingServiceGrpc.newBlockingStub(channel))
            .closePeriods(ClosePeriodsRequest.newBuilder().addAllPeriods(requests).build());
    var responses = new ArrayList<ClosePeriodsResponse>();
    call.forEachRemaining(responses::add);
    return responses;
  }

  private static List<ClosePeriodRequest> requests() {
    return IntStream.range(0, ToClose.CONTRACTS)
        .mapToObj(i -> Meter.closing("close " + i, ToClose.contract(i), MARCH))
        .toList();
  }

  private static ClosePeriodsResponse closed(ClosedPeriod closed) {
    return ClosePeriodsResponse.newBuilder().setClosed(closed).build();
  }

  /** What a call for one came to, or the status that it ended with. */
  private ClosePeriodsResponse one(String requestId, String contract, Instant start) {
    try {
      return closed(meter.close(TENANT, requestId, contract, start));
    } catch (StatusRuntimeException refused) {
      return ClosePeriodsResponse.newBuilder()
          .setRefused(StatusProto.fromThrowable(refused))
          .build();
    }
  }

  @Test
  @Tag("F77")
  void aCallForManyClosesEachAsACallForOneDoes() throws Exception {
    contracts.prepare("alone", TENANT);
    var alone =
        IntStream.range(0, ToClose.CONTRACTS)
            .mapToObj(i -> closed(contracts.close("alone", i)))
            .toList();
    assertEquals(alone, closeMany(TENANT, requests()));
    assertEquals(contracts.stored("alone"), contracts.stored(TENANT));
    assertEquals(alone, closeMany(TENANT, requests()), "the first answers again");
    assertEquals(
        alone,
        IntStream.range(0, ToClose.CONTRACTS)
            .mapToObj(i -> closed(contracts.close(TENANT, i)))
            .toList());
    assertEquals(contracts.stored("alone"), contracts.stored(TENANT));
    var stored =
        contracts.sql(
            "select encode(closed_reply, 'hex') from contract_period where tenant = 'acme' and"
                + " closed_reply is not null order by number");
    assertEquals(ToClose.CONTRACTS, stored.size());
    for (var reply : stored) { // whose parts are written by themselves
      var message = ClosedPeriod.parseFrom(HexFormat.of().parseHex(reply));
      assertEquals(HexFormat.of().formatHex(message.toByteArray()), reply);
    }
  }

  @Test
  @Tag("F77")
  void aCallForManyAnswersEachByItself() {
    meter.register("blocked", Meter.contract("b/2026-03", "b", MARCH, APRIL));
    meter.ingest(event("1", "b", "2026-03-01T00:00:00Z", "new-model", "input", "1"));
    contracts.prepare(TENANT);
    var requests =
        List.of(
            Meter.closing("close 0", ToClose.contract(0), MARCH),
            Meter.closing("open", ToClose.contract(3), APRIL),
            Meter.closing("none", ToClose.contract(3), MARCH.plusSeconds(1)),
            Meter.closing("blocked", "b/2026-03", MARCH),
            Meter.closing("nobody's", "nobody/1", MARCH),
            Meter.closing("close 4", ToClose.contract(4), MARCH));
    var answers = closeMany(TENANT, requests);
    var byOne =
        requests.stream()
            .map(one ->
                one(one.getRequestId(), one.getContract(), Wire.instant(one.getPeriodStart())))
            .toList();
    assertEquals(byOne, answers);
    assertEquals(
        "CLOSED PERIOD_OPEN NOT_FOUND BLOCKED NOT_FOUND CLOSED",
        answers.stream().map(CloseManyTest::word).collect(Collectors.joining(" ")));
    var reused = closeMany(TENANT, List.of(Meter.closing("close 0", ToClose.contract(1), MARCH)));
    assertEquals("REQUEST_ID_REUSED", word(reused.getFirst()));
    // the same twice in one call
    var twice =
        closeMany(
            TENANT,
            List.of(
                Meter.closing("5", ToClose.contract(5), MARCH),
                Meter.closing("5", ToClose.contract(5), MARCH)));
    assertEquals(twice.getFirst(), twice.getLast());
    assertEquals("CLOSED", word(twice.getFirst()));
  }

  private static String word(ClosePeriodsResponse answer) {
    return answer.hasClosed()
        ? answer.getClosed().getState().name()
        : RefusalStatus.reason(StatusProto.toStatusRuntimeException(answer.getRefused()))
            .orElse("none");
  }

  @Test
  void aCallForManyThatIsOutOfBoundsClosesNothing() throws Exception {
    contracts.prepare(TENANT);
    var broken = new ArrayList<>(requests());
    broken.set(7, Meter.closing("close 7", "", MARCH));
    var refused =
        assertThrows(StatusRuntimeException.class, () -> closeMany(TENANT, List.copyOf(broken)));
    assertEquals(
        "periods[7].contract", RefusalStatus.faults(refused).getFieldViolations(0).getField());
    for (var requests :
        List.of(
            List.<ClosePeriodRequest>of(),
            Collections.nCopies(1_001, Meter.closing("1", ToClose.contract(1), MARCH)))) {
      var outOfBounds =
          assertThrows(StatusRuntimeException.class, () -> closeMany(TENANT, requests));
      assertEquals("periods", RefusalStatus.faults(outOfBounds).getFieldViolations(0).getField());
    }
    assertEquals(List.of("0"), contracts.sql("select count(closed_reply) from contract_period"));
  }
}
