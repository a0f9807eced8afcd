package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.Probe.await;
import static reckoner.rating.Probe.connect;
import static reckoner.rating.Probe.execute;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.BearerCredentials;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.TestDatabase;
import reckoner.kit.testing.TestService;
import reckoner.proto.rating.v1.BackfillServiceGrpc;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.IngestBackfillUsageRequest;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.IngestUsageResponse;
import reckoner.proto.rating.v1.RatingServiceGrpc;

/** Calls that bring usage share a room of bytes, and give it back however they end. */
class MessageRoomTest {
  private static final String TENANT = "acme";
  private static final Duration NOW = Duration.ZERO;
  private static final Meter METER = new Meter(TestDatabase.properties("rating"));
  private static final UsageRoom ROOM = METER.service.context().getBean(UsageRoom.class);

  @AfterAll
  static void stop() {
    METER.close();
  }

  @AfterEach
  void everythingIsGivenBack() {
    await("the room", () -> ROOM.free() == ROOM.bytes());
  }

  private static IngestUsageRequest batch(String id, int events, int characters) {
    return IngestUsageRequest.newBuilder()
        .addAllEvents(
            IntStream.range(0, events)
                .mapToObj(i ->
                    Meter.event(id + i, "stranger", "2026-03-01T00:30:00Z", "small").toBuilder()
                        .putEvidence("text", "x".repeat(characters))
                        .build())
                .toList())
        .build();
  }

  private static List<EventResult.Status> call(IngestUsageRequest batch) throws StatusException {
    return METER.as(TENANT, Role.MACHINE).ingestUsageBatch(batch).getResultsList().stream()
        .map(EventResult::getStatus)
        .distinct()
        .toList();
  }

  @Test
  @Tag("F83")
  void whatFindsNoRoomIsRefusedByNameAndTakenLater() throws Exception {
    try (var others = ROOM.begin()) {
      assertTrue(others.take(3 * (ROOM.bytes() / 4), NOW));
      assertEquals(List.of(EventResult.Status.WAITING), call(batch("small", 3, 100)));
      var large = batch("large", 300, 2_000);
      var refused = assertThrows(StatusException.class, () -> call(large));
      assertEquals(Status.Code.UNAVAILABLE, refused.getStatus().getCode());
      assertEquals("INGEST_BUSY", RefusalStatus.reason(refused).orElse("none"));
    }
    assertEquals(List.of(EventResult.Status.WAITING), call(batch("large", 300, 2_000)));
  }

  @Test
  @Tag("F83")
  void aStreamThatFindsNoRoomLaterEndsByNameToo() throws Exception {
    var call = METER.as(TENANT, Role.MACHINE).ingestUsage();
    call.write(batch("before", 1, 100));
    assertEquals(1, call.read().getResultsCount());
    try (var others = ROOM.begin()) {
      assertTrue(others.take(3 * (ROOM.bytes() / 4), NOW));
      call.write(batch("after", 300, 2_000));
      var refused = assertThrows(StatusException.class, call::read);
      assertEquals("INGEST_BUSY", RefusalStatus.reason(refused).orElse("none"));
    }
  }

  @Test
  void aPackedMessageTakesWhatItUnpacksTo() throws Exception {
    var packed = METER.as(TENANT, Role.MACHINE).withCompression("gzip");
    try (var others = ROOM.begin()) {
      assertTrue(others.take(3 * (ROOM.bytes() / 4), NOW));
      var refused =
          assertThrows(
              StatusException.class, () -> packed.ingestUsageBatch(batch("packed", 300, 2_000)));
      assertEquals("INGEST_BUSY", RefusalStatus.reason(refused).orElse("none"));
    }
    assertEquals(300, packed.ingestUsageBatch(batch("packed", 300, 2_000)).getResultsCount());
  }

  @Test
  void whateverTheServiceRefusesGivesItsRoomBack() {
    var refused =
        assertThrows(StatusException.class, () -> call(IngestUsageRequest.getDefaultInstance()));
    assertEquals("BATCH_SIZE", RefusalStatus.reason(refused).orElse("none"));
    assertThrows(StatusException.class, () -> call(batch("many", 5_001, 1)));
    var viewer = METER.as(TENANT, Role.VIEWER);
    assertThrows(StatusException.class, () -> viewer.ingestUsageBatch(batch("viewer", 9, 2_000)));
  }

  @Test
  void aBackfillSharesTheRoom() throws Exception {
    var ended = new CompletableFuture<Status>();
    try (var others = ROOM.begin()) {
      assertTrue(others.take(3 * (ROOM.bytes() / 4), NOW));
      var call = begin(BackfillServiceGrpc.getIngestBackfillUsageMethod(), ended);
      call.sendMessage(
          IngestBackfillUsageRequest.newBuilder()
              .setBackfill("none")
              .addAllEvents(batch("backfill", 300, 2_000).getEventsList())
              .build());
      assertEquals(Status.Code.UNAVAILABLE, ended.get(1, TimeUnit.MINUTES).getCode());
    }
  }

  private static <Q> ClientCall<Q, IngestUsageResponse> begin(
      MethodDescriptor<Q, IngestUsageResponse> method, CompletableFuture<Status> ended) {
    var call =
        METER
            .service
            .channel()
            .newCall(
                method,
                CallOptions.DEFAULT.withCallCredentials(
                    new BearerCredentials(() -> TestService.token(TENANT, Role.MACHINE))));
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            ended.complete(status);
          }
        },
        new Metadata());
    call.request(1);
    return call;
  }

  @Test
  void whoGivesUpWhileItsUsageIsStoredHoldsItsRoomUntilItIs() throws Exception {
    for (var method :
        List.of(
            RatingServiceGrpc.getIngestUsageMethod(),
            RatingServiceGrpc.getIngestUsageBatchMethod())) {
      try (var holder = connect(METER.database)) {
        METER.ingest(TENANT, Meter.event("first", "c", "2026-03-01T00:30:00Z", "small"));
        holder.setAutoCommit(false);
        execute(holder, "select * from usage_ledger for update");
        var ended = new CompletableFuture<Status>();
        var call = begin(method, ended);
        call.sendMessage(batch(method.getBareMethodName() + "-given-up-", 20, 2_000));
        call.halfClose();
        await("a transaction that waits", () -> Probe.lockWaiters(holder) > 0);
        int taken = ROOM.bytes() - ROOM.free();
        assertTrue(taken > 40_000, "taken: " + taken);
        call.cancel("enough", null);
        assertEquals(Status.Code.CANCELLED, ended.get(1, TimeUnit.MINUTES).getCode());
        assertEquals(taken, ROOM.bytes() - ROOM.free());
        holder.rollback();
      }
      everythingIsGivenBack();
    }
  }

  @Test
  void whoGivesUpInTheMiddleOfAMessageGivesItsRoomBack() throws Exception {
    var ended = new CompletableFuture<Status>();
    var call = begin(RatingServiceGrpc.getIngestUsageMethod(), ended);
    call.sendMessage(batch("torn", 4_000, 2_000));
    await("its first bytes", () -> ROOM.free() < ROOM.bytes());
    call.cancel("enough", null);
    assertEquals(Status.Code.CANCELLED, ended.get(1, TimeUnit.MINUTES).getCode());
  }
}
