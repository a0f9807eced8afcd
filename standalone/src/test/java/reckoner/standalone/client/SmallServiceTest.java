package reckoner.standalone.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.BearerCredentials;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.wire.Wire;
import reckoner.proto.rating.v1.EventCount;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.GetSpendRequest;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.IngestUsageResponse;
import reckoner.proto.rating.v1.QueryUsageRequest;
import reckoner.proto.rating.v1.QueryUsageResponse;
import reckoner.proto.rating.v1.RatingServiceGrpc;
import reckoner.proto.rating.v1.SpendReport;
import reckoner.proto.rating.v1.SpendServiceGrpc;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.proto.rating.v1.UsageQueryServiceGrpc;

/**
 * A rating service with little memory, which ends where any of it is used up, under clients that
 * want more than it has: it serves on, and others are served all the while.
 */
class SmallServiceTest {
  private static final int VALUES = 1_000_000;
  private static final int BATCH = 5_000;
  private static final int STREAMS = 4;
  private static final int SLOW_READERS = 12;
  private static final int SLOW_BATCHES = 60;
  private static final int SLOW_EVENTS = 100;
  private static final int FLOOD_CONNECTIONS = 4;
  private static final int RESETS_MAX = 100_000;
  private static final int SERVED = 20;
  private static final int HELD_STREAMS = 5_000;

  private static final String TOKEN = RatingProcess.token();

  private static RatingProcess rating;
  private static RatingClient client;

  @BeforeAll
  static void start() {
    rating =
        RatingProcess.start(
            "-Xmx256m", "-XX:MaxDirectMemorySize=64m", "-XX:+ExitOnOutOfMemoryError");
    client = new RatingClient(rating.port());
    client.register(Map.of("requests", "{\"countDistinct\": \"request\"}"));
  }

  @AfterAll
  static void stop() {
    client.close();
    rating.close();
  }

  @AfterEach
  void itNeverRanOutOfMemory() {
    assertTrue(rating.isAlive(), "the service has ended");
  }

  /** Of a customer without a contract, so that no other test counts it. */
  private static UsageEvent stranger(String id) {
    return ReportingProgram.event(id).toBuilder().setCustomer("stranger").build();
  }

  private static void served(String id) throws StatusException {
    var status = client.ingest(List.of(stranger(id))).getFirst().getStatus();
    assertTrue(
        status == EventResult.Status.WAITING || status == EventResult.Status.DUPLICATE,
        status::toString);
  }

  @Test
  @Tag("F14")
  void aMillionValuesOfADimensionAreBoundedEverywhere() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var sending = new ArrayList<Future<?>>();
      for (int s = 0; s < STREAMS; s++) {
        int first = s * BATCH;
        sending.add(
            threads.submit(() -> {
              for (int from = first; from < VALUES; from += STREAMS * BATCH) {
                var statuses =
                    client.ingest(calls(from)).stream().map(EventResult::getStatus).distinct();
                assertEquals(List.of(EventResult.Status.RATED), statuses.toList());
              }
              return null;
            }));
      }
      for (var one : sending) {
        one.get();
      }
    }
    assertEquals("20000", spend(Map.of()).getAmount().getValue());
    var refused =
        assertThrows(StatusRuntimeException.class, () -> spend(Map.of(), "dimensions.request"));
    assertEquals("GROUPS_TOO_MANY", RefusalStatus.reason(refused).orElseThrow());
    var one = spend(Map.of("dimensions.request", "request-77"), "dimensions.request");
    assertEquals(1, one.getGroups(0).getEvents(), "of one of them it can be asked");
    var tooMany = assertThrows(StatusRuntimeException.class, SmallServiceTest::usageByRequest);
    assertEquals("GROUPS_TOO_MANY", RefusalStatus.reason(tooMany).orElseThrow());
    client.advance(RatingClient.CUTOFF);
    for (var charge : client.close("close").getChargesList()) { // the calls, and their values
      assertEquals("" + VALUES, charge.getQuantity().getValue());
      assertEquals("10000", charge.getAmount().getValue());
    }
  }

  private static List<UsageEvent> calls(int from) {
    return IntStream.range(from, from + BATCH)
        .mapToObj(i ->
            ReportingProgram.event("call-" + i).toBuilder()
                .putAllDimensions(Map.of("request", "request-" + i))
                .build())
        .toList();
  }

  private static SpendReport spend(Map<String, String> filters, String... groupBy) {
    return client
        .as(Role.VIEWER, (ManagedChannel c) -> SpendServiceGrpc.newBlockingStub(c))
        .getSpend(
            GetSpendRequest.newBuilder()
                .setContract(RatingClient.CONTRACT)
                .addAllGroupBy(List.of(groupBy))
                .putAllFilters(filters)
                .build());
  }

  private static QueryUsageResponse usageByRequest() {
    return client
        .as(Role.VIEWER, (ManagedChannel c) -> UsageQueryServiceGrpc.newBlockingStub(c))
        .queryUsage(
            QueryUsageRequest.newBuilder()
                .setContract(RatingClient.CONTRACT)
                .setRange(Wire.interval(RatingClient.MARCH, RatingClient.APRIL))
                .setWindow(QueryUsageRequest.Window.WHOLE)
                .setEventCount(EventCount.getDefaultInstance())
                .addGroupBy("dimensions.request")
                .build());
  }

  /** Their answers are twice as large as the memory for them; the service asks for no more. */
  @Test
  @Tag("F84")
  void slowReadersHoldUpNobodyAndFillNoMemory() throws Exception {
    // an answer to a conflict quotes source and event id: 1.6 kB for each event
    var events =
        IntStream.range(0, SLOW_EVENTS)
            .mapToObj(
                i -> stranger("😀".repeat(190) + i).toBuilder().setSource("😀".repeat(200)).build())
            .toList();
    client.ingest(events);
    var conflicting =
        IngestUsageRequest.newBuilder()
            .addAllEvents(
                events.stream().map(one -> one.toBuilder().setEventType("other").build()).toList())
            .build();
    var channels = new ArrayList<ManagedChannel>();
    var readers = new ArrayList<SlowReader>();
    for (int i = 0; i < SLOW_READERS; i++) {
      var channel = ReportingProgram.channel(rating.port());
      channels.add(channel);
      var reader = new SlowReader(conflicting, SLOW_BATCHES);
      RatingServiceGrpc.newStub(channel).withCallCredentials(credentials()).ingestUsage(reader);
      readers.add(reader);
    }
    int written;
    int served = 0;
    do { // until nothing moves any more
      written = readers.stream().mapToInt(SlowReader::written).sum();
      for (int i = 0; i < 30; i++) {
        served("beside-slow-" + served++);
      }
    } while (readers.stream().mapToInt(SlowReader::written).sum() > written || written == 0);
    assertTrue(written < SLOW_READERS * SLOW_BATCHES, "it took all that it cannot answer");
    System.out.printf("%d of %d batches written%n", written, SLOW_READERS * SLOW_BATCHES);
    for (var reader : readers) {
      assertEquals(SLOW_BATCHES, reader.readAll().get(2, TimeUnit.MINUTES));
    }
    channels.forEach(ManagedChannel::shutdownNow);
  }

  /** With one token for all calls: to sign a token for each is the most work of a flood. */
  private static BearerCredentials credentials() {
    return new BearerCredentials(() -> TOKEN);
  }

  /** Streams that are opened and reset at once, and streams that are only held open. */
  @Test
  @Tag("F85")
  void aFloodOfStreamsAndResetsLeavesOthersServed() throws Exception {
    var channels =
        IntStream.range(0, FLOOD_CONNECTIONS)
            .mapToObj(i -> ReportingProgram.channel(rating.port()))
            .toList();
    var isEnough = new AtomicBoolean();
    var resets = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var flooding = new ArrayList<Future<?>>();
      for (var channel : channels) {
        flooding.add(
            threads.submit(() -> {
              while (!isEnough.get() && resets.getAndIncrement() < RESETS_MAX) {
                open(channel).cancel("a flood", null);
              }
              return null;
            }));
      }
      try {
        for (int i = 0; i < SERVED; i++) {
          served("beside-flood-" + i);
        }
      } finally {
        isEnough.set(true);
      }
      for (var one : flooding) {
        one.get();
      }
    }
    System.out.printf("%d served beside %d resets%n", SERVED, resets.get());
    var held = new ArrayList<ClientCall<IngestUsageRequest, IngestUsageResponse>>();
    for (int i = 0; i < HELD_STREAMS; i++) {
      held.add(open(channels.getFirst()));
    }
    for (int i = 0; i < 100; i++) {
      served("beside-held-" + i);
    }
    held.forEach(call -> call.cancel("enough", null));
    channels.forEach(ManagedChannel::shutdownNow);
    served("after the flood");
  }

  private static ClientCall<IngestUsageRequest, IngestUsageResponse> open(ManagedChannel channel) {
    var call =
        channel.newCall(
            RatingServiceGrpc.getIngestUsageMethod(),
            CallOptions.DEFAULT.withCallCredentials(credentials()));
    call.start(new ClientCall.Listener<>() {}, new Metadata());
    call.request(1);
    return call;
  }
}
