package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.Meter.event;
import static reckoner.rating.Probe.connect;
import static reckoner.rating.Probe.execute;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.kit.auth.Role;
import reckoner.kit.testing.TestDatabase;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.UsageEvent;

/**
 * An event that fails by a fault of ours is parked, whichever way it came, and holds up no other
 * (fault F08); what is away is not the event's fault.
 */
class FailingEventTest {
  private static final String NOON = "2026-03-01T00:30:00Z";
  private static final int EVENTS = 7;

  @SuppressWarnings("NullAway.Init") // started before any test
  private static Meter meter;

  @SuppressWarnings("NullAway.Init") // started before any test
  private static Connection database;

  @BeforeAll
  static void start() throws SQLException {
    var properties = TestDatabase.properties("rating");
    meter = new Meter(properties);
    meter.advance(Meter.MARCH.plusSeconds(43_200));
    database = connect(properties);
  }

  @AfterAll
  static void stop() throws SQLException {
    database.close();
    meter.close();
  }

  @BeforeEach
  void stumble() throws SQLException {
    stumbleWith("P0001");
  }

  /** Nothing can be stored that is named so. */
  private static void stumbleWith(String state) throws SQLException {
    execute(
        database,
        """
        create or replace function stumble() returns trigger language plpgsql as $$
        begin
          if new.event_id like 'bad%%' then
            raise exception 'stumbled' using errcode = '%s';
          end if;
          return new;
        end $$;
        create or replace trigger stumble before insert on usage_exception
          for each row execute function stumble()
        """
            .formatted(state));
  }

  @AfterEach
  void mend() throws SQLException {
    execute(database, "drop trigger if exists stumble on usage_exception");
  }

  enum Door {
    STREAM,
    CALL,
    HTTP;

    /** What became of each, as {@code STATUS REASON}. */
    List<String> take(String tenant, List<UsageEvent> events) throws Exception {
      var request = IngestUsageRequest.newBuilder().addAllEvents(events).build();
      return switch (this) {
        case STREAM -> {
          var answers = meter.ingest(tenant, List.of(request, request));
          assertEquals(
              events.stream()
                  .map(one -> one.getEventId().startsWith("bad") ? "REJECTED" : "DUPLICATE")
                  .toList(),
              answers.getLast().getResultsList().stream()
                  .map(one -> one.getStatus().name())
                  .toList(),
              "the stream goes on");
          yield results(answers.getFirst().getResultsList());
        }
        case CALL ->
            results(meter.as(tenant, Role.MACHINE).ingestUsageBatch(request).getResultsList());
        case HTTP ->
            new HttpDoor(meter.service)
                .post(
                    tenant,
                    HttpDoor.JSON_BATCH,
                    events.stream()
                        .map(one -> CloudEventSamples.json(one.getEventId()))
                        .collect(Collectors.joining(",", "[", "]")))
                .results();
      };
    }
  }

  private static List<String> results(List<EventResult> results) {
    return results.stream().map(one -> (one.getStatus() + " " + one.getReason()).strip()).toList();
  }

  private static UsageEvent usage(String id) {
    return event(id, "stranger", NOON, "small", "input", "1");
  }

  @ParameterizedTest
  @Tag("F08")
  @CsvSource({
    "STREAM, 0",
    "STREAM, 3",
    "STREAM, 6",
    "CALL, 0",
    "CALL, 3",
    "CALL, 6",
    "HTTP, 0",
    "HTTP, 3",
    "HTTP, 6"
  })
  void whatFailsByItselfIsParkedAndTheRestIsStored(Door door, int place) throws Exception {
    var tenant = "%s-%d".formatted(door, place);
    var events =
        IntStream.range(0, EVENTS).mapToObj(i -> usage((i == place ? "bad" : "e") + i)).toList();
    assertEquals(
        IntStream.range(0, EVENTS)
            .mapToObj(i -> i == place ? "REJECTED EVENT_FAILED" : "WAITING")
            .toList(),
        door.take(tenant, events));
    assertEquals(EVENTS - 1, meter.summary(tenant).getWaiting());
    var kept = meter.exceptions(tenant, 10, EventResult.Status.REJECTED);
    assertEquals(1, kept.size());
    assertEquals("EVENT_FAILED", kept.getFirst().getReason());
    assertEquals("bad" + place, kept.getFirst().getEvent().getEventId());
    if (door != Door.HTTP) {
      assertEquals(events.get(place), kept.getFirst().getEvent());
    }
    assertTrue(kept.getFirst().getMessage().contains("incident"), kept::toString);

    var tooEarly = ReplayTest.replay(meter, tenant, "too early");
    assertEquals(
        List.of("REJECTED EVENT_FAILED"),
        results(tooEarly.getEventsList().stream().map(one -> one.getResult()).toList()));
    mend();
    var replayed = ReplayTest.replay(meter, tenant, "mended");
    assertEquals(
        List.of("WAITING"),
        results(replayed.getEventsList().stream().map(one -> one.getResult()).toList()));
    assertEquals(EVENTS, meter.summary(tenant).getWaiting());
    assertEquals(0, meter.summary(tenant).getRejected());
  }

  @Test
  @Tag("F08")
  void aBatchOfWhichEveryEventFailsIsParkedWhole() {
    var events = IntStream.range(0, EVENTS).mapToObj(i -> usage("bad" + i)).toList();
    assertEquals(
        IntStream.range(0, EVENTS).mapToObj(_ -> "REJECTED EVENT_FAILED").toList(),
        results(meter.ingest("all", events.toArray(UsageEvent[]::new)).getResultsList()));
    assertEquals(EVENTS, meter.summary("all").getRejected());
  }

  @Test
  @Tag("F08")
  void aSingleEventIsNeverParkedForThoseThatFailBesideIt() throws Exception {
    int callers = 12;
    var client = meter.as("beside", Role.MACHINE);
    var answers = new ArrayList<Future<List<String>>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < callers; i++) {
        var name = (i % 3 == 0 ? "e" : "bad") + i;
        answers.add(
            threads.submit(() -> {
              var results = new ArrayList<String>();
              for (int turn = 0; turn < 5; turn++) {
                var request =
                    IngestUsageRequest.newBuilder().addEvents(usage(name + "-" + turn)).build();
                results.addAll(results(client.ingestUsageBatch(request).getResultsList()));
              }
              return results.stream().distinct().toList();
            }));
      }
    }
    for (int i = 0; i < callers; i++) {
      assertEquals(
          List.of(i % 3 == 0 ? "WAITING" : "REJECTED EVENT_FAILED"), answers.get(i).get(), "" + i);
    }
  }

  /** A lock that takes too long, a deadlock, a full disk, a lost server. */
  @ParameterizedTest
  @ValueSource(strings = {"55P03", "40P01", "53100", "57P01"})
  void whatIsAwayOrBusyParksNothing(String state) throws SQLException {
    stumbleWith(state);
    var refused =
        assertThrows(
            StatusRuntimeException.class,
            () -> meter.ingest("away-" + state, usage("e"), usage("bad")));
    assertEquals(Status.Code.UNAVAILABLE, refused.getStatus().getCode());
    assertEquals(0, meter.summary("away-" + state).getRejected());
    assertEquals(0, meter.summary("away-" + state).getWaiting());
    mend();
    assertEquals(
        List.of("WAITING", "WAITING"),
        results(meter.ingest("away-" + state, usage("e"), usage("bad")).getResultsList()));
  }
}
