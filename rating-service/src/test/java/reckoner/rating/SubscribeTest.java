package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.News.after;
import static reckoner.rating.News.calls;
import static reckoner.rating.News.execute;
import static reckoner.rating.News.line;
import static reckoner.rating.News.next;
import static reckoner.rating.News.subscribe;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.proto.rating.v1.SubscribeRequest;
import reckoner.proto.rating.v1.SubscribeRequest.EventKind;
import reckoner.proto.rating.v1.SubscribeResponse;
import reckoner.proto.rating.v1.ThresholdServiceGrpc;

/** The resumable stream of what spend does. */
class SubscribeTest {
  private static final String C = "c/2026-03";
  private static final String DAY = "2026-03-10";
  private final Meter meter = News.meter();
  private final News news = new News(meter);

  @BeforeEach
  void register() {
    meter.publishSmallAndLarge();
    meter.register("1", News.withCalls(Meter.contract(C, "c", MARCH, APRIL)));
    meter.register("2", News.withCalls(Meter.contract("d", "d", MARCH, APRIL)));
    meter.advance(Instant.parse("2026-03-16T00:00:00Z"));
  }

  @AfterEach
  void stop() {
    meter.close();
  }

  /** Reaches thresholds of 1 to n calls. */
  private void reach(int n) {
    for (int i = 1; i <= n; i++) {
      news.set(
          C,
          "{'threshold': 't%03d', 'amount': {'charge': 'calls', 'amount': {'value': '%d'}}}"
              .formatted(i, i));
    }
    meter.ingest(calls("all", DAY, Integer.toString(n)));
    news.look();
  }

  private static List<Long> sequences(List<SubscribeResponse> messages) {
    return messages.stream()
        .filter(message -> !message.hasHeartbeat())
        .map(SubscribeResponse::getSequence)
        .toList();
  }

  @Test
  void aStreamBeginsAfterAnySequenceAndGoesOnWithWhatHappens() {
    reach(9);
    for (long from = 0; from <= 9; from++) {
      var messages = news.stored(after(from));
      assertEquals(LongStream.rangeClosed(from + 1, 9).boxed().toList(), sequences(messages));
      assertEquals(9, messages.getLast().getSequence());
    }
    var call = subscribe(meter.service, after(8));
    assertEquals("9: t009 at 9 from 2026-03-01T00:00:00Z", line(next(call)));
    assertEquals("heartbeat 9", line(next(call)));
    news.follow("f", C, 60);
    news.look();
    assertEquals("10: spend 38", line(next(call)));
    assertEquals("heartbeat 10", line(next(call)));
    call.cancel("enough", Status.CANCELLED.asException());
  }

  @Test
  void aClientThatIsCutOffAnywhereLosesNothingAndSeesNothingTwice() {
    reach(7);
    var seen = new ArrayList<Long>();
    long done = 0;
    for (int length = 1; done < 7; length++) {
      var call = subscribe(meter.service, after(done));
      for (int i = 0; i < length && done < 7; i++) {
        done = next(call).getSequence();
        seen.add(done);
      }
      call.cancel("lost", Status.CANCELLED.asException());
    }
    assertEquals(LongStream.rangeClosed(1, 7).boxed().toList(), seen);
  }

  @Test
  void filtersLeaveEventsOutAndHeartbeatsSayThatThePositionMovedOn() {
    reach(3);
    news.follow("f", "d", 60);
    news.look();
    assertEquals(
        List.of("4: spend 29", "heartbeat 4"),
        news.stored(after(0).toBuilder().addContracts("d").build()).stream()
            .map(News::line)
            .toList());
    assertEquals(
        List.of("heartbeat 4"),
        news
            .stored(
                after(0).toBuilder()
                    .addContracts("d")
                    .addKinds(EventKind.THRESHOLD_REACHED)
                    .build())
            .stream()
            .map(News::line)
            .toList());
  }

  @Test
  void whatIsNoLongerKeptIsRefusedAndTheOldestThatIsKeptCanBeAskedFor() throws Exception {
    reach(5);
    try (var admin = news.connect()) {
      execute(
          admin,
          "update outbox set store_time = store_time - interval '30 days' where sequence <= 3");
      news.look();
    }
    assertEquals("SEQUENCE_EXPIRED", refusal(after(0)));
    assertEquals("SEQUENCE_EXPIRED", refusal(after(2)));
    assertEquals(List.of(4L, 5L), sequences(news.stored(after(3))));
    assertEquals(List.of(4L, 5L), sequences(news.stored(SubscribeRequest.getDefaultInstance())));
    assertEquals("SEQUENCE_UNKNOWN", refusal(after(6)));
    try (var admin = news.connect()) {
      execute(admin, "update outbox set store_time = store_time - interval '30 days'");
      news.look();
    }
    assertEquals("SEQUENCE_EXPIRED", refusal(after(4)));
    assertEquals(List.of(), sequences(news.stored(after(5))));
    assertEquals(List.of(), sequences(news.stored(SubscribeRequest.getDefaultInstance())));
  }

  @Test
  @Tag("F85")
  void streamsAreBounded() {
    var calls = LongStream.range(0, 20).mapToObj(_ -> subscribe(meter.service, after(0))).toList();
    calls.forEach(call -> assertEquals("heartbeat 0", line(next(call))));
    assertEquals("STREAMS_TOO_MANY", refusal(after(0)));
    var other =
        meter
            .service
            .as(
                "other",
                Role.VIEWER,
                (ManagedChannel channel) -> ThresholdServiceGrpc.newBlockingV2Stub(channel))
            .subscribe(after(0));
    assertEquals("heartbeat 0", line(next(other)), "the bound is of a tenant");
    assertEquals("STREAMS_TOO_MANY", refusal(after(0)));
    calls.getFirst().cancel("enough", Status.CANCELLED.asException());
    var open = new ArrayList<BlockingClientCall<?, SubscribeResponse>>();
    Probe.await("the place of the stream that ended", () -> isOpened(open));
    assertEquals("STREAMS_TOO_MANY", refusal(after(0)), "one place and no more");
    open.addAll(calls);
    open.add(other);
    open.forEach(call -> call.cancel("enough", Status.CANCELLED.asException()));
  }

  private boolean isOpened(List<BlockingClientCall<?, SubscribeResponse>> open) {
    var call = subscribe(meter.service, after(0));
    try {
      assertEquals("heartbeat 0", line(next(call)));
      open.add(call);
      return true;
    } catch (StatusRuntimeException refused) {
      assertEquals("STREAMS_TOO_MANY", RefusalStatus.reason(refused).orElse("none"));
      return false;
    }
  }

  @Test
  @Tag("F84")
  void aSlowReaderHoldsUpNobody() throws Exception {
    int events = 3_000;
    try (var admin = news.connect()) {
      // a megabyte and more, so that it does not fit the buffers between the two
      execute(
          admin,
          """
          insert into outbox_head values ('acme', %1$d);
          insert into outbox (tenant, sequence, kind, contract, body)
          select 'acme', s, 'SPEND_CHANGED', 'c',
            '\\x1ad20f0acf0f0acc0f'::bytea || convert_to(repeat('x', 1996), 'UTF8')
          from generate_series(1, %1$d) as s
          """
              .formatted(events));
    }
    var slow = subscribe(meter.service, after(0));
    assertEquals(1, next(slow).getSequence());
    assertEquals(events, sequences(news.stored(after(0))).size(), "another client has read all");
    reach(1);
    for (long sequence = 2; sequence <= events; sequence++) {
      assertEquals(sequence, next(slow).getSequence());
    }
    slow.cancel("enough", Status.CANCELLED.asException());
  }

  @Test
  void aServiceThatStopsEndsItsStreamsFirst() throws Exception {
    reach(1);
    var call = subscribe(meter.service, after(0));
    assertEquals(1, next(call).getSequence());
    assertEquals("heartbeat 1", line(next(call)));
    try (var stopping = Executors.newVirtualThreadPerTaskExecutor()) {
      var stop = stopping.submit(() -> meter.service.context().close());
      var ended = assertThrows(StatusRuntimeException.class, () -> next(call));
      assertEquals(Status.Code.UNAVAILABLE, ended.getStatus().getCode());
      assertEquals("SERVICE_STOPPING", RefusalStatus.reason(ended).orElse("none"));
      assertNull(stop.get());
    }
  }

  private String refusal(SubscribeRequest request) {
    var call = subscribe(meter.service, request);
    return RefusalStatus.reason(assertThrows(StatusRuntimeException.class, () -> next(call)))
        .orElse("none");
  }
}
