package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.MAY;
import static reckoner.rating.Meter.TENANT;
import static reckoner.rating.Pages.CONTRACT;
import static reckoner.rating.Pages.CUTOFF;
import static reckoner.rating.Pages.batch;
import static reckoner.rating.Pages.document;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.Seed;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.UsageEvent;

/** Events that come again, later, moved, broken or by far too many at once. */
class DeliveryFaultsTest {
  private static final int EVENTS = 300;
  private static final int SENDERS = 6;
  private static final int BATCH_EVENTS_MAX = 5_000;
  private static final int MESSAGE_BYTES_MAX = 16 * 1024 * 1024;
  private static final int EVENT_BYTES_MAX = 65_536;
  private static final String NOON = "2026-03-10T12:00:00Z";
  private final Meter meter = new Meter();

  @BeforeEach
  void register() {
    meter.register("1", Pages.contract());
  }

  @AfterEach
  void stop() {
    meter.close();
  }

  private static Random random() {
    long seed = Seed.of(DeliveryFaultsTest.class);
    return new Random(seed);
  }

  private static List<EventResult.Status> statuses(List<EventResult> results) {
    return results.stream().map(EventResult::getStatus).toList();
  }

  @Test
  @Tag("F01")
  void anEventIsRatedOnceHoweverOftenItIsDelivered() throws Exception {
    var random = random();
    meter.advance(APRIL);
    var deliveries = new ArrayList<UsageEvent>();
    var pages = BigDecimal.ZERO;
    for (int i = 0; i < EVENTS; i++) {
      int quantity = random.nextInt(1, 100);
      pages = pages.add(BigDecimal.valueOf(quantity));
      var event = document("e" + i, NOON, Integer.toString(quantity));
      deliveries.addAll(Collections.nCopies(random.nextInt(1, 6), event));
    }
    Collections.shuffle(deliveries, random);
    var stored = new HashMap<String, Integer>();
    for (var answered : sendInParallel(split(deliveries, random))) {
      var result = answered.result();
      boolean isFirst = result.getStatus() == EventResult.Status.RATED;
      assertTrue(isFirst || result.getFirstStatus() == EventResult.Status.RATED);
      stored.merge(answered.event().getEventId(), isFirst ? 1 : 0, Integer::sum);
    }
    assertEquals(EVENTS, stored.size());
    assertEquals(List.of(1), stored.values().stream().distinct().toList(), "accepted once each");
    assertEquals(EVENTS, Pages.stored(meter, TENANT));
    assertEquals(pages, Pages.of(meter.query(TENANT, CONTRACT, MARCH)));
    meter.advance(CUTOFF);
    assertEquals(pages, Pages.of(meter.close("close", CONTRACT, MARCH)));
  }

  private static List<IngestUsageRequest> split(List<UsageEvent> events, Random random) {
    var batches = new ArrayList<IngestUsageRequest>();
    for (int at = 0; at < events.size(); ) {
      int end = Math.min(events.size(), at + random.nextInt(1, 40));
      batches.add(batch(events.subList(at, end)));
      at = end;
    }
    return batches;
  }

  private record Answered(UsageEvent event, EventResult result) {}

  private List<Answered> sendInParallel(List<IngestUsageRequest> batches)
      throws InterruptedException, ExecutionException {
    var start = new CountDownLatch(1);
    var answers = new ArrayList<Answered>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var senders = new ArrayList<Future<List<Answered>>>();
      for (int s = 0; s < SENDERS; s++) {
        int first = s;
        senders.add(
            threads.submit(() -> {
              var own =
                  IntStream.range(0, batches.size())
                      .filter(i -> i % SENDERS == first)
                      .mapToObj(batches::get)
                      .toList();
              var events = own.stream().flatMap(one -> one.getEventsList().stream()).toList();
              start.await();
              var results =
                  meter.ingest(TENANT, own).stream()
                      .flatMap(one -> one.getResultsList().stream())
                      .toList();
              return IntStream.range(0, events.size())
                  .mapToObj(i -> new Answered(events.get(i), results.get(i)))
                  .toList();
            }));
      }
      start.countDown();
      for (var sender : senders) {
        answers.addAll(sender.get());
      }
    }
    return answers;
  }

  @Test
  @Tag("F04")
  void anEventIsKnownHoweverLateItIsSentAgain() {
    var first = Instant.parse("2026-03-20T00:00:00Z");
    meter.advance(first);
    var events = new UsageEvent[] {document("1", NOON, "60"), document("2", NOON, "70")};
    meter.ingest(events);
    for (var later : List.of(Duration.ofHours(1), Duration.ofHours(25), Duration.ofDays(35))) {
      meter.advance(first.plus(later));
      assertDuplicates(meter, events);
    }
    var closed = meter.close("close", CONTRACT, MARCH);
    assertEquals(new BigDecimal("130"), Pages.of(closed));
    var afterYear = first.atOffset(ZoneOffset.UTC).plusMonths(13).toInstant();
    meter.advance(afterYear);
    assertDuplicates(meter, events);
    try (var restarted = new Meter(meter.database)) {
      assertDuplicates(restarted, events);
      assertEquals(0, restarted.adjust(TENANT, "a", CONTRACT, MARCH, afterYear).getLinesCount());
    }
    assertEquals(2, Pages.stored(meter, TENANT));
  }

  private static void assertDuplicates(Meter meter, UsageEvent... events) {
    for (var result : meter.ingest(events)) {
      assertEquals(EventResult.Status.DUPLICATE, result.getStatus());
      assertEquals(EventResult.Status.RATED, result.getFirstStatus());
    }
  }

  @Test
  @Tag("F05")
  @Tag("F03")
  void anIdThatComesWithATimeOfAnotherMonthIsAConflict() throws Exception {
    meter.advance(APRIL.plusSeconds(60));
    var march = document("1", "2026-03-31T23:59:59.999999Z", "3");
    var april = document("1", "2026-04-01T00:00:00Z", "3");
    assertEquals(List.of(EventResult.Status.RATED), statuses(meter.ingest(march)));
    var moved = meter.ingest(april).getFirst();
    assertEquals(EventResult.Status.CONFLICT, moved.getStatus());
    assertEquals("event_time", moved.getField());
    assertEquals(new BigDecimal("3"), Pages.of(meter.query(TENANT, CONTRACT, MARCH)));
    assertEquals(BigDecimal.ZERO, Pages.of(meter.query(TENANT, CONTRACT, APRIL)));
    // both at once, many times: whichever is first stays alone
    var batches = new ArrayList<IngestUsageRequest>();
    for (int i = 0; i < 60; i++) {
      var id = "both-" + i;
      batches.add(batch(List.of(march.toBuilder().setEventId(id).build())));
      batches.add(batch(List.of(april.toBuilder().setEventId(id).build())));
    }
    var all = sendInParallel(batches).stream().map(Answered::result).toList();
    assertEquals(
        Map.of(EventResult.Status.RATED, 60L, EventResult.Status.CONFLICT, 60L), counted(all));
    assertEquals(61, Pages.stored(meter, TENANT));
    assertEquals(60, meter.exceptions(TENANT, 100, EventResult.Status.CONFLICT).size() - 1);
  }

  private static Map<EventResult.Status, Long> counted(List<EventResult> results) {
    var counts = new HashMap<EventResult.Status, Long>();
    results.forEach(result -> counts.merge(result.getStatus(), 1L, Long::sum));
    return counts;
  }

  private static List<UsageEvent> poison() {
    var good = document("poison", NOON, "1");
    return List.of(
        good.toBuilder().clearSource().build(),
        good.toBuilder().setEventId("a\0b").build(),
        good.toBuilder().setCustomer("x".repeat(101)).build(),
        good.toBuilder().clearEventTime().build(),
        document("poison", NOON, "-1"),
        document("poison", NOON, "1e99999999"),
        document("poison", NOON, "9".repeat(1_000_000)),
        document("poison", "2026-03-10T12:00:00Z", "1").toBuilder()
            .setEventTime(good.getEventTime().toBuilder().setSeconds(Long.MAX_VALUE))
            .build(),
        good.toBuilder().setNestingValue(77).build(),
        good.toBuilder().putDimensions("d", "x".repeat(EVENT_BYTES_MAX)).build());
  }

  @Test
  @Tag("F08")
  @Tag("F36")
  void aPoisonousEventAtAnyPlaceOfABatchIsRejectedAloneAndOnce() {
    meter.advance(Instant.parse("2026-03-15T00:00:00Z"));
    int size = 5;
    int good = 0;
    for (var fault : poison()) {
      for (int place = 0; place < size; place++) {
        var events = new UsageEvent[size];
        for (int i = 0; i < size; i++) {
          events[i] = i == place ? fault : document("good-" + good++, NOON, "1");
        }
        var results = meter.ingest(events);
        for (int i = 0; i < size; i++) {
          assertEquals(
              i == place ? EventResult.Status.REJECTED : EventResult.Status.RATED,
              results.get(i).getStatus(),
              "place %d of %s".formatted(i, results.get(place).getReason()));
        }
        long position = meter.ingest(TENANT, events).getPosition();
        assertEquals(0, position, "sent again, it stores nothing");
      }
    }
    assertEquals(good, Pages.stored(meter, TENANT));
    assertEquals(
        poison().size(), meter.exceptions(TENANT, 100, EventResult.Status.REJECTED).size());
    assertEquals(
        BigDecimal.valueOf(good), Pages.of(meter.query(TENANT, CONTRACT, MARCH)), "all are rated");
  }

  @Test
  @Tag("F10")
  void secondsThatAreMillisecondsAndClocksThatAreWrongAreRefusedByName() {
    var now = Instant.parse("2026-03-15T12:00:00Z");
    meter.advance(now);
    var random = random();
    for (int i = 0; i < 200; i++) {
      long seconds = random.nextLong(946_684_800, now.getEpochSecond());
      for (long wrong : new long[] {seconds * 1000, seconds / 1000, seconds * 1_000_000}) {
        assertEquals("EVENT_TIME_OUT_OF_RANGE event_time", refused(wrong, 0), "" + wrong);
      }
    }
    long second = now.getEpochSecond();
    assertEquals("RATED", refused(second - 3600, 0), "an hour behind");
    assertEquals("RATED", refused(second + 3600, 0), "an hour ahead");
    assertEquals("EVENT_TIME_OUT_OF_RANGE event_time", refused(second + 3600, 1000));
    assertEquals("EVENT_TIME_OUT_OF_RANGE event_time", refused(946_684_799, 999_999_999));
    assertEquals(0, meter.exceptions(TENANT, 10, EventResult.Status.WAITING).size());
    // when it came stands apart from when it happened
    var batches = Pages.sql(meter, "select store_time = '%s' from usage_batch".formatted(now));
    assertEquals(List.of("t"), batches.stream().distinct().toList());
  }

  private String refused(long seconds, int nanos) {
    var event = document(seconds + "." + nanos, NOON, "1").toBuilder();
    event.getEventTimeBuilder().setSeconds(seconds).setNanos(nanos);
    var result = meter.ingest(event.build()).getFirst();
    return result.getStatus() == EventResult.Status.REJECTED
        ? result.getReason() + " " + result.getField()
        : result.getStatus().name();
  }

  @Test
  @Tag("F13")
  void nothingThatIsReportedTakesAway() {
    meter.advance(APRIL);
    var random = random();
    var pages = BigDecimal.ZERO;
    for (int i = 0; i < 200; i++) {
      var quantity = BigDecimal.valueOf(random.nextLong(-1000, 1000), random.nextInt(3));
      var event = document("e" + i, NOON, quantity.toPlainString());
      var status = meter.ingest(event).getFirst().getStatus();
      assertEquals(quantity.signum() < 0, status == EventResult.Status.REJECTED, "" + quantity);
      pages = pages.add(quantity.max(BigDecimal.ZERO));
    }
    assertEquals(0, pages.compareTo(Pages.of(meter.query(TENANT, CONTRACT, MARCH))));
    // a correction is typed, names its event, and states what it should have been: 0 or more
    var first = document("first", NOON, "10");
    meter.ingest(first);
    var below = Meter.amend(document("first", NOON, "-10"));
    assertThrows(StatusRuntimeException.class, () -> meter.correct(TENANT, "below", below));
    meter.correct(TENANT, "zero", Meter.amend(document("first", NOON, "0")));
    assertEquals(0, pages.compareTo(Pages.of(meter.query(TENANT, CONTRACT, MARCH))));
    meter.advance(CUTOFF);
    for (var charge : meter.close("close", CONTRACT, MARCH).getChargesList()) {
      assertTrue(new BigDecimal(charge.getAmount().getValue()).signum() >= 0);
    }
  }

  @Test
  @Tag("F15")
  void batchesAreTakenToTheirBoundsAndRefusedBeyond() {
    meter.advance(MAY);
    for (int size : new int[] {BATCH_EVENTS_MAX - 1, BATCH_EVENTS_MAX}) {
      assertEquals(size, meter.ingest("events-" + size, documents(size)).getResultsCount());
      assertEquals(size, Pages.stored(meter, "events-" + size));
    }
    var refused =
        assertThrows(
            StatusRuntimeException.class,
            () -> meter.ingest("events-over", documents(BATCH_EVENTS_MAX + 1)));
    assertEquals("BATCH_SIZE", RefusalStatus.reason(refused).orElseThrow());
    assertEquals(0, Pages.stored(meter, "events-over"));

    for (int over = -1; over <= 1; over++) {
      var event = padded(document("e" + over, NOON, "1"), EVENT_BYTES_MAX + over);
      var result = meter.ingest("event", event).getResults(0);
      assertEquals(over > 0 ? "EVENT_TOO_LARGE" : "", result.getReason(), "" + over);
    }
    assertEquals(2, Pages.stored(meter, "event"));

    for (int over = -1; over <= 1; over++) {
      var tenant = "message" + over;
      var message = message(MESSAGE_BYTES_MAX + over);
      if (over <= 0) {
        var answer = meter.ingest(tenant, List.of(message)).getFirst();
        assertEquals(message.getEventsCount(), answer.getResultsCount());
        assertEquals(message.getEventsCount(), Pages.stored(meter, tenant));
      } else {
        var tooLarge =
            assertThrows(
                StatusRuntimeException.class, () -> meter.ingest(tenant, List.of(message)));
        assertEquals(Status.Code.RESOURCE_EXHAUSTED, tooLarge.getStatus().getCode());
        assertEquals(0, Pages.stored(meter, tenant));
      }
    }
  }

  private static UsageEvent[] documents(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> document("e" + i, NOON, "1"))
        .toArray(UsageEvent[]::new);
  }

  /** An event of so many bytes: a field of a later version fills it. */
  private static UsageEvent padded(UsageEvent event, int bytes) {
    for (int length = bytes - event.getSerializedSize() - 10; ; length++) {
      var filled = event.toBuilder();
      filled.setUnknownFields(
          UnknownFieldSet.newBuilder()
              .addField(
                  999,
                  UnknownFieldSet.Field.newBuilder()
                      .addLengthDelimited(ByteString.copyFrom(new byte[length]))
                      .build())
              .build());
      if (filled.build().getSerializedSize() == bytes) {
        return filled.build();
      }
    }
  }

  private static IngestUsageRequest message(int bytes) {
    var request = IngestUsageRequest.newBuilder();
    int i = 0;
    while (request.build().getSerializedSize() < bytes - 2 * EVENT_BYTES_MAX) {
      request.addEvents(padded(document("e" + i++, NOON, "1"), EVENT_BYTES_MAX));
    }
    // the rest in two halves, with the bytes by which each is framed
    int rest = bytes - request.build().getSerializedSize();
    request.addEvents(padded(document("half", NOON, "1"), rest / 2 - 4));
    rest = bytes - request.build().getSerializedSize();
    request.addEvents(padded(document("last", NOON, "1"), rest - 4));
    if (request.build().getSerializedSize() != bytes) {
      throw new AssertionError("%d bytes".formatted(request.build().getSerializedSize()));
    }
    return request.build();
  }
}
