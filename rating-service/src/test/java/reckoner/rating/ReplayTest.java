package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.CloudEventSamples.json;
import static reckoner.rating.CloudEventSamples.proto;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.event;
import static reckoner.rating.Probe.connect;
import static reckoner.rating.Probe.execute;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.TestDatabase;
import reckoner.kit.wire.PageToken;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.ReplayRejectedRequest;
import reckoner.proto.rating.v1.ReplayRejectedResponse;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.proto.rating.v1.UsageName;

/** Rejected events are taken again when what stood in their way is gone (fault F08). */
class ReplayTest {
  private static final Map<String, Object> DATABASE = database();
  private static final Meter METER = new Meter(DATABASE);
  private static final HttpDoor DOOR = new HttpDoor(METER.service);

  private static Map<String, Object> database() {
    var properties = new HashMap<>(TestDatabase.properties("rating"));
    properties.put("reckoner.backlog-interval", "50ms");
    return properties;
  }

  @AfterAll
  static void stop() {
    METER.close();
  }

  static ReplayRejectedResponse replay(Meter meter, String tenant, String requestId) {
    return meter
        .corrections(tenant, Role.OPERATOR)
        .replayRejected(ReplayRejectedRequest.newBuilder().setRequestId(requestId).build());
  }

  private static ReplayRejectedResponse replay(
      String tenant, ReplayRejectedRequest.Builder request) {
    return METER.corrections(tenant, Role.OPERATOR).replayRejected(request.build());
  }

  private static ReplayRejectedRequest.Builder request(String id) {
    return ReplayRejectedRequest.newBuilder().setRequestId(id);
  }

  private static List<String> results(ReplayRejectedResponse response) {
    return response.getEventsList().stream()
        .map(one ->
            "%s %s %s"
                .formatted(
                    one.getEvent().getEventId(),
                    one.getResult().getStatus(),
                    one.getResult().getReason())
                .strip())
        .toList();
  }

  /** At fault for its time until business time comes near it. */
  private static UsageEvent ahead(String id, String... units) {
    return event(id, "c", "2026-03-10T00:00:00Z", "small", units);
  }

  @Test
  void whatIsAcceptedNowLeavesTheExceptionsAndWhatIsStillAtFaultStaysWithTheNewestReason() {
    var tenant = "replay";
    try (var meter = new Meter()) {
      meter.ingest(
          tenant, ahead("1", "input", "5"), ahead("2", "input", "-5"), ahead("3", "input", "6"));
      assertEquals(
          List.of(
              "1 REJECTED EVENT_TIME_OUT_OF_RANGE",
              "2 REJECTED EVENT_TIME_OUT_OF_RANGE",
              "3 REJECTED EVENT_TIME_OUT_OF_RANGE"),
          results(replay(meter, tenant, "too early")));
      meter.advance(MARCH.plusSeconds(10 * 86_400));
      var first = replay(meter, tenant, "in time");
      assertEquals(
          List.of("1 WAITING", "2 REJECTED QUANTITY_INVALID", "3 WAITING"), results(first));
      assertEquals("quantities[\"input\"]", first.getEvents(1).getResult().getField());
      assertTrue(first.getPosition() > 0);
      var kept = meter.exceptions(tenant, 10, EventResult.Status.REJECTED);
      assertEquals(1, kept.size());
      assertEquals("QUANTITY_INVALID", kept.getFirst().getReason());
      var summary = meter.summary(tenant);
      assertEquals(1, summary.getRejected());
      assertEquals(2, summary.getReplayed());
      assertEquals(2, summary.getWaiting());
      // the same request has the same answer, a new one finds what is left
      assertEquals(first, replay(meter, tenant, "in time"));
      assertEquals(List.of("2 REJECTED QUANTITY_INVALID"), results(replay(meter, tenant, "again")));
      assertEquals(2, meter.summary(tenant).getWaiting());
    }
  }

  @Test
  void aRequestIdThatComesWithOtherContentIsRefused() {
    replay(METER, "reused", "id");
    assertEquals(
        "REQUEST_ID_REUSED",
        refused(() -> replay("reused", request("id").addReasons("FIELD_INVALID"))));
  }

  @Test
  void aCloudEventThatCouldNotBeReadIsReadAgainFromItsBytesInEveryMode() throws SQLException {
    var tenant = "bytes";
    METER.advance(MARCH.plusSeconds(43_200));
    var old = "'specversion': '0.3'";
    DOOR.post(tenant, HttpDoor.JSON, json("json").replace("'specversion': '1.0'", old));
    DOOR.post(
        tenant,
        HttpDoor.JSON_BATCH,
        "[%s, 7]".formatted(json("batch").replace("'specversion': '1.0'", old)));
    DOOR.post(
        tenant, HttpDoor.PROTOBUF, proto("protobuf").setSpecVersion("0.3").build().toByteArray());
    var binary = CloudEventSamples.headers("binary");
    binary[1] = "0.3";
    DOOR.post(tenant, "application/json", CloudEventSamples.DATA, binary);
    assertEquals(5, METER.summary(tenant).getRejected());
    try (var connection = connect(DATABASE)) {
      // as if this program could read the version now
      execute(
          connection,
          """
          update usage_rejection set came =
            decode(replace(encode(came, 'hex'), encode('0.3', 'hex'), encode('1.0', 'hex')), 'hex')
          where tenant = 'bytes'
          """);
    }
    var replayed = replay(METER, tenant, "readable");
    assertEquals(
        List.of(
            "REJECTED FIELD_INVALID",
            "batch WAITING",
            "binary WAITING",
            "json WAITING",
            "protobuf WAITING"),
        results(replayed));
    // what came through the bytes is what would have come at once
    for (var id : List.of("batch", "binary", "json")) {
      assertEquals(
          EventResult.Status.DUPLICATE,
          METER.ingest(tenant, CloudEventSamples.same(id)).getResults(0).getStatus());
    }
    assertEquals(1, METER.summary(tenant).getRejected());
  }

  @Test
  void anIdThatAnotherEventHasByNowIsADuplicateOrAConflict() {
    var tenant = "mended";
    var wrong = Meter.event("1", "c", "2026-03-01T00:10:00Z", "small", "input", "x");
    var early = ahead("2", "input", "5");
    try (var meter = new Meter()) {
      meter.ingest(tenant, wrong, early, ahead("3", "input", "7"));
      meter.advance(MARCH.plusSeconds(10 * 86_400));
      meter.ingest(tenant, early, ahead("3", "input", "8"));
      assertEquals(
          List.of("1 REJECTED QUANTITY_INVALID", "2 DUPLICATE", "3 CONFLICT CONTENT_CONFLICT"),
          results(replay(meter, tenant, "all")));
      assertEquals(1, meter.summary(tenant).getRejected());
      assertEquals(1, meter.summary(tenant).getConflicts());
      assertEquals(2, meter.summary(tenant).getReplayed());
      assertEquals(2, meter.summary(tenant).getWaiting());
    }
  }

  @Test
  void namesAndReasonsChooseAndPagesFollowEachOther() {
    var tenant = "chosen";
    METER.ingest(
        tenant,
        IntStream.range(0, 5)
            .mapToObj(i -> event("e" + i, "c", "2026-03-01T00:10:00Z", "small", "input", "x"))
            .toArray(UsageEvent[]::new));
    METER.ingest(tenant, event("t", "c", "2027-01-01T00:00:00Z", "small", "input", "1"));
    assertEquals(
        List.of("t REJECTED EVENT_TIME_OUT_OF_RANGE"),
        results(replay(tenant, request("reason").addReasons("EVENT_TIME_OUT_OF_RANGE"))));
    var names =
        request("names").addEvents(name("e3")).addEvents(name("t")).addEvents(name("unknown"));
    assertEquals(
        List.of("e3 REJECTED QUANTITY_INVALID", "t REJECTED EVENT_TIME_OUT_OF_RANGE"),
        results(replay(tenant, names)));
    assertEquals(
        List.of("e3 REJECTED QUANTITY_INVALID"),
        results(replay(tenant, names.setRequestId("both").addReasons("QUANTITY_INVALID"))));
    var first = replay(tenant, request("page 1").setPageSize(4));
    assertEquals(4, first.getEventsCount());
    var second =
        replay(tenant, request("page 2").setPageSize(4).setPageToken(first.getNextPageToken()));
    assertEquals(
        List.of("e4 REJECTED QUANTITY_INVALID", "t REJECTED EVENT_TIME_OUT_OF_RANGE"),
        results(second));
    assertEquals("", second.getNextPageToken());
  }

  private static UsageName name(String id) {
    return UsageName.newBuilder().setSource("gateway").setEventId(id).build();
  }

  @Test
  void requestsBeyondTheirBoundsAreRefused() {
    assertEquals(
        "REQUEST_INVALID", refused(() -> replay("bounds", request("size").setPageSize(1001))));
    assertEquals(
        "REQUEST_INVALID", refused(() -> replay("bounds", request("word").addReasons("BAD_MOOD"))));
    assertEquals(
        "PAGE_TOKEN_INVALID", refused(() -> replay("bounds", request("token").setPageToken("x"))));
    var foreign = PageToken.of("gateway", "1", "no hash");
    assertEquals(
        "PAGE_TOKEN_INVALID",
        refused(() -> replay("bounds", request("foreign").setPageToken(foreign))));
    var denied =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                METER.corrections("bounds", Role.VIEWER).replayRejected(request("viewer").build()));
    assertEquals(Status.Code.PERMISSION_DENIED, denied.getStatus().getCode());
  }

  private static String refused(org.junit.jupiter.api.function.Executable call) {
    return RefusalStatus.reason(assertThrows(StatusRuntimeException.class, call)).orElseThrow();
  }

  @Test
  @Tag("F82")
  void whoBreaksOffBetweenTakingAndSettlingTakesTheSameAgain() throws SQLException {
    var database = TestDatabase.properties("rating");
    try (var meter = new Meter(database);
        var connection = connect(database)) {
      meter.ingest("broken", ahead("1", "input", "5"));
      meter.advance(MARCH.plusSeconds(10 * 86_400));
      execute(
          connection,
          """
          create function fall() returns trigger language plpgsql as
            $$ begin raise exception 'fell'; end $$;
          create trigger fall before update on usage_rejection
            for each row execute function fall()
          """);
      assertEquals("UNEXPECTED", refused(() -> replay(meter, "broken", "one")));
      assertEquals(1, meter.summary("broken").getRejected());
      assertEquals(1, meter.summary("broken").getWaiting());
      execute(connection, "drop trigger fall on usage_rejection");
      assertEquals(List.of("1 DUPLICATE"), results(replay(meter, "broken", "one")));
      assertEquals(0, meter.summary("broken").getRejected());
      assertEquals(1, meter.summary("broken").getWaiting());
    }
  }

  @Test
  void whatIsRejectedAgainAfterAReplayCanBeReplayedAgain() throws SQLException {
    METER.ingest("again", event("1", "c", "2026-03-01T00:10:00Z", "small", "input", "x"));
    try (var connection = connect(DATABASE)) {
      // as after a program that took it, and one that did not
      execute(
          connection,
          """
          insert into usage_rejection
          select (jsonb_populate_record(r, '{"status": "REPLAYED", "replay_result": "RATED"}')).*
          from usage_rejection r where tenant = 'again'
          """);
      execute(
          connection,
          "update usage_rejection set body = '%s' where tenant = 'again' and status = 'REJECTED'"
              .formatted(
                  "\\x"
                      + java.util.HexFormat.of()
                          .formatHex(
                              event("1", "c", "2026-03-01T00:10:00Z", "small", "input", "1")
                                  .toByteArray())));
    }
    assertEquals(List.of("1 WAITING"), results(replay(METER, "again", "r")));
    assertEquals(0, METER.summary("again").getRejected());
    assertEquals(1, METER.summary("again").getReplayed());
  }

  @Test
  void whatWaitsToBeReplayedIsCountedForTheAlert() throws SQLException {
    var database = database();
    try (var meter = new Meter(database);
        var admin = connect(database)) {
      meter.ingest("counted", ahead("1", "input", "5"));
      var registry = meter.service.context().getBean(MeterRegistry.class);
      Probe.await(
          "the count",
          () -> Math.round(registry.get("reckoner.usage.parked").gauge().value()) == 1);
      meter.advance(MARCH.plusSeconds(10 * 86_400));
      replay(meter, "counted", "now");
      Probe.await(
          "no count left",
          () -> Math.round(registry.get("reckoner.usage.parked").gauge().value()) == 0);
      execute(admin, "alter table usage_rejection rename to elsewhere");
      Probe.await(
          "no value while nobody can count",
          () -> Double.isNaN(registry.get("reckoner.usage.parked").gauge().value()));
      execute(admin, "alter table elsewhere rename to usage_rejection");
      meter.ingest(
          "counted",
          IntStream.rangeClosed(0, ParkedUsage.COUNT_MAX)
              .mapToObj(i -> ahead("n" + i, "input", "-5"))
              .toArray(UsageEvent[]::new));
      meter.ingest("other", ahead("1", "input", "-5"));
      assertEquals(ParkedUsage.COUNT_MAX + 1, meter.summary("counted").getRejected());
      Probe.await(
          "as many as are counted of a tenant, and one of another",
          () ->
              Math.round(registry.get("reckoner.usage.parked").gauge().value())
                  == ParkedUsage.COUNT_MAX + 1);
    }
  }
}
