package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.MAY;
import static reckoner.rating.Meter.TENANT;
import static reckoner.rating.Meter.event;

import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.TestDatabase;
import reckoner.kit.wire.Wire;
import reckoner.proto.rating.v1.ClosePeriodRequest;
import reckoner.proto.rating.v1.ClosePeriodsRequest;
import reckoner.proto.rating.v1.ClosePeriodsResponse;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.RatingServiceGrpc;
import reckoner.proto.rating.v1.UsageEvent;

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
        Pages.sql(
            meter,
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
    assertEquals(List.of("0"), Pages.sql(meter, "select count(closed_reply) from contract_period"));
  }

  @Test
  void whatACallThatBreaksOffHasClosedStaysClosed() {
    contracts.prepare("alone", TENANT);
    var call = Context.current().withCancellation();
    call.run(() -> {
      var responses =
          meter
              .service
              .as(
                  TENANT,
                  Role.SERVICE,
                  (ManagedChannel channel) -> RatingServiceGrpc.newBlockingStub(channel))
              .closePeriods(ClosePeriodsRequest.newBuilder().addAllPeriods(requests()).build());
      assertEquals(closed(contracts.close("alone", 0)), responses.next());
      call.cancel(null);
    });
    for (int i = 1; i < ToClose.CONTRACTS; i++) {
      contracts.close("alone", i);
    }
    var again = closeMany(TENANT, requests());
    assertEquals(ToClose.CONTRACTS, again.size());
    assertEquals(contracts.stored("alone"), contracts.stored(TENANT));
  }

  @Test
  void anOutageIsTheAnswerOfEachUntilItIsOver() {
    contracts.prepare("alone", TENANT);
    requests().forEach(one -> meter.close("alone", one.getRequestId(), one.getContract(), MARCH));
    TestDatabase.allowConnections(meter.database, false);
    try {
      assertEquals(
          Collections.nCopies(ToClose.CONTRACTS, "DATABASE_UNAVAILABLE"),
          closeMany(TENANT, requests()).stream().map(CloseManyTest::word).toList());
    } finally {
      TestDatabase.allowConnections(meter.database, true);
    }
    // a pool that found no database looks for it at intervals that grow: callers try again
    Probe.await(
        "the closes",
        () -> {
          var words =
              closeMany(TENANT, requests()).stream()
                  .map(CloseManyTest::word)
                  .collect(Collectors.toSet());
          assertTrue(Set.of("CLOSED", "DATABASE_UNAVAILABLE").containsAll(words), words::toString);
          return words.equals(Set.of("CLOSED"));
        });
    assertEquals(contracts.stored("alone"), contracts.stored(TENANT));
  }

  /** Peaks are read window by window, each close by itself. */
  @Test
  void closesThatReadForLongLeaveConnectionsToIngest() throws Exception {
    var requests = new ArrayList<ClosePeriodRequest>();
    for (int i = 0; i < 2 * ClosePeriod.COMPUTED_AT_ONCE; i++) {
      var customer = "peak" + i;
      meter.register(
          customer,
          Meter.contract(customer, customer, MARCH, APRIL, MAY)
              .clearCharges()
              .addCharges(
                  Meter.metered(
                      "peak",
                      "Peak",
                      """
                      {'product': 'p', 'meter': 'm',
                       'definition': {'filter': 'event_type == `x`',
                         'aggregation': {'simple': 'MAX'}, 'unit': 'one'},
                       'terms': {'price': {'perUnit': {'rate': {'amount': '1'}}}}}
                      """)));
      meter.ingest(
          Json.merge(
                  UsageEvent.newBuilder(),
                  """
                  {'source': 'desk', 'eventId': '%1$s', 'customer': '%1$s', 'eventType': 'x',
                   'eventTime': '2026-03-01T00:00:00Z', 'quantity': {'value': '3'}}
                  """
                      .formatted(customer))
              .build());
      requests.add(Meter.closing("close " + customer, customer, MARCH));
    }
    meter.advance(ToClose.CUTOFF);
    try (var holder = Probe.connect(meter.database);
        var watcher = Probe.connect(meter.database);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      holder.setAutoCommit(false);
      Probe.execute(holder, "lock table usage_window in access exclusive mode");
      var closing = threads.submit(() -> closeMany(TENANT, requests));
      Probe.await("the closes", () -> Probe.lockWaiters(watcher) == ClosePeriod.COMPUTED_AT_ONCE);
      assertEquals(
          EventResult.Status.WAITING,
          meter
              .ingest(event("1", "stranger", "2026-04-01T00:00:00Z", "small", "input", "1"))
              .getFirst()
              .getStatus());
      assertEquals(ClosePeriod.COMPUTED_AT_ONCE, Probe.lockWaiters(watcher));
      holder.rollback();
      closing.get();
    }
    // who waited too long for the table is to be asked for again
    var closed = closeMany(TENANT, requests);
    assertEquals(requests.size(), closed.size());
    closed.forEach(one -> assertEquals("CLOSED", word(one)));
  }
}
