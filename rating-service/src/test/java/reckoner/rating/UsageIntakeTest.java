package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.FakeCatalog.always;
import static reckoner.rating.FakeCatalog.rate;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.contract;
import static reckoner.rating.Meter.event;

import com.google.type.Decimal;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.wire.PageToken;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.ListUsageExceptionsRequest;
import reckoner.proto.rating.v1.UsageEvent;

/** Usage on its way in: once, for ever, and each event by itself. */
class UsageIntakeTest {
  private static final Meter METER = new Meter();
  private static final String NOON = "2026-03-01T12:00:00Z";

  @BeforeAll
  static void publish() {
    METER.catalog.publish(
        MARCH.minusSeconds(1),
        "openai",
        "small",
        "v1",
        always(rate("input", "1.5"), rate("output", "6")));
    METER.catalog.publish(MARCH.minusSeconds(1), "openai", "unpriced", "v1");
    METER.catalog.publish(
        MARCH.minusSeconds(1), "openai", "in-only", "v1", always(rate("input", "1")));
    METER.advance(MARCH.plusSeconds(43_200));
    METER.register("intake", contract("known/2026-03", "known", MARCH, APRIL));
  }

  @AfterAll
  static void stop() {
    METER.close();
  }

  private static List<EventResult.Status> statuses(List<EventResult> results) {
    return results.stream().map(EventResult::getStatus).toList();
  }

  @Test
  void eachEventGetsItsOwnAnswerInOrder() {
    var results =
        METER.ingest(
            event("own-1", "known", NOON, "small-2", "input", "10", "output", "0.5"),
            event("own-2", "stranger", NOON, "small"),
            event("own-3", "known", NOON, "nobody-knows"),
            event("own-4", "known", NOON, "unpriced"),
            event("own-5", "known", NOON, "in-only", "output", "1"),
            event("own-6", "known", "2026-02-28T23:59:59.999999Z", "small"),
            event("own-7", "known", NOON, "small").toBuilder().setProvider("nobody").build(),
            event("own-1", "known", NOON, "small-2", "output", "0.50", "input", "1e1"),
            event("own-1", "known", NOON, "small-2", "output", "0.51", "input", "10"),
            event("", "known", NOON, "small"));
    assertEquals(
        List.of(
            EventResult.Status.RATED,
            EventResult.Status.WAITING,
            EventResult.Status.UNPRICED,
            EventResult.Status.UNPRICED,
            EventResult.Status.UNPRICED,
            EventResult.Status.WAITING,
            EventResult.Status.UNPRICED,
            EventResult.Status.DUPLICATE,
            EventResult.Status.CONFLICT,
            EventResult.Status.REJECTED),
        statuses(results));
    assertEquals(
        List.of("", "", "UNKNOWN_MODEL", "NO_PRICE", "NO_CLASS_PRICE", "", "UNKNOWN_PROVIDER"),
        results.subList(0, 7).stream().map(EventResult::getReason).toList());
    assertEquals(EventResult.Status.RATED, results.get(7).getFirstStatus());
    assertEquals("CONTENT_CONFLICT", results.get(8).getReason());
    assertEquals("event_id", results.get(9).getField());
  }

  @Test
  @Tag("F01")
  void sendingAllAgainChangesNothing() {
    var tenant = "again";
    var batch =
        new UsageEvent[] {
          event("1", "c", NOON, "small", "input", "1"),
          event("2", "c", NOON, "small", "input", "-1"),
          event("1", "c", NOON, "small", "input", "2")
        };
    var first = METER.ingest(tenant, batch);
    assertEquals(1, first.getPosition());
    var summary = METER.summary(tenant);
    assertEquals(
        List.of(1L, 1L, 1L),
        List.of(summary.getWaiting(), summary.getRejected(), summary.getConflicts()));
    var second = METER.ingest(tenant, batch);
    assertEquals(0, second.getPosition(), "nothing new, no position");
    assertEquals(
        List.of(
            EventResult.Status.DUPLICATE, EventResult.Status.REJECTED, EventResult.Status.CONFLICT),
        statuses(second.getResultsList()));
    assertEquals(summary, METER.summary(tenant));
    assertEquals(2, METER.ingest(tenant, event("3", "c", NOON, "small")).getPosition());
  }

  @Test
  void aRejectedIdIsStillFree() {
    METER.ingest("free", event("1", "c", NOON, "small", "input", "-1"));
    var mended = METER.ingest("free", event("1", "c", NOON, "small", "input", "1"));
    assertEquals(EventResult.Status.WAITING, mended.getResults(0).getStatus());
  }

  static Stream<Arguments> faults() {
    var good = event("fault", "known", NOON, "small", "input", "10");
    var tooMany = good.toBuilder();
    IntStream.range(0, 21)
        .forEach(i -> tooMany.putQuantities("x" + (char) ('a' + i), decimal("1")));
    return Stream.of(
        Arguments.of(good.toBuilder().clearSource().build(), "FIELD_INVALID", "source"),
        Arguments.of(
            good.toBuilder().setEventId("x".repeat(201)).build(), "FIELD_INVALID", "event_id"),
        Arguments.of(good.toBuilder().setCustomer("a\0b").build(), "FIELD_INVALID", "customer"),
        Arguments.of(good.toBuilder().clearModel().build(), "FIELD_INVALID", "model"),
        Arguments.of(good.toBuilder().clearEventTime().build(), "FIELD_INVALID", "event_time"),
        Arguments.of(good.toBuilder().clearNesting().build(), "FIELD_INVALID", "nesting"),
        Arguments.of(good.toBuilder().setNestingValue(9).build(), "FIELD_INVALID", "nesting"),
        Arguments.of(at(good, "1999-12-31T23:59:59Z"), "EVENT_TIME_OUT_OF_RANGE", "event_time"),
        Arguments.of(at(good, "2026-03-01T13:00:01Z"), "EVENT_TIME_OUT_OF_RANGE", "event_time"),
        Arguments.of(
            quantity(good, "tokens", "1"), "TOKEN_CLASS_UNKNOWN", "quantities[\"tokens\"]"),
        Arguments.of(quantity(good, "input", "-0.1"), "QUANTITY_INVALID", "quantities[\"input\"]"),
        Arguments.of(quantity(good, "input", "NaN"), "QUANTITY_INVALID", "quantities[\"input\"]"),
        Arguments.of(quantity(good, "input", ""), "QUANTITY_INVALID", "quantities[\"input\"]"),
        Arguments.of(
            quantity(good, "input", "0.0000000000001"),
            "QUANTITY_INVALID",
            "quantities[\"input\"]"),
        Arguments.of(
            quantity(good, "input", "1" + "0".repeat(38)),
            "QUANTITY_INVALID",
            "quantities[\"input\"]"),
        Arguments.of(
            quantity(good, "input", "1e999999999"), "QUANTITY_INVALID", "quantities[\"input\"]"),
        Arguments.of(
            quantity(good, "in\0put", "1"), "TOKEN_CLASS_UNKNOWN", "quantities[\"in\uFFFDput\"]"),
        Arguments.of(
            quantity(good, "x".repeat(100_000), "1"),
            "TOKEN_CLASS_UNKNOWN",
            "quantities[\"" + "x".repeat(60) + "…\"]"),
        Arguments.of(tooMany.build(), "FIELD_INVALID", "quantities"),
        Arguments.of(
            quantity(good, "cache_read", "11").toBuilder()
                .setNesting(UsageEvent.Nesting.CONTAINED)
                .build(),
            "NEGATIVE_REMAINDER",
            "quantities"));
  }

  private static UsageEvent at(UsageEvent event, String time) {
    return event.toBuilder().setEventTime(Meter.stamp(Instant.parse(time))).build();
  }

  private static UsageEvent quantity(UsageEvent event, String tokenClass, String quantity) {
    return event.toBuilder().putQuantities(tokenClass, decimal(quantity)).build();
  }

  private static Decimal decimal(String value) {
    return Decimal.newBuilder().setValue(value).build();
  }

  @ParameterizedTest
  @MethodSource("faults")
  @Tag("F08")
  @Tag("F36")
  void aFaultIsNamedAndTouchesNoOtherEvent(UsageEvent fault, String reason, String field) {
    var id = "beside-" + fault.hashCode();
    var results = METER.ingest(fault, event(id, "known", NOON, "small", "input", "1"));
    assertEquals(EventResult.Status.REJECTED, results.getFirst().getStatus());
    assertEquals(reason, results.getFirst().getReason());
    assertEquals(field, results.getFirst().getField());
    assertTrue(results.getFirst().getMessage().startsWith(field), results.getFirst().getMessage());
    assertEquals(EventResult.Status.RATED, results.getLast().getStatus());
  }

  @Test
  @Tag("F15")
  void aBatchOutsideTheBoundEndsTheStreamAndKeepsWhatWasAnswered() {
    var tenant = "bound";
    var good = IngestUsageRequest.newBuilder().addEvents(event("1", "c", NOON, "small")).build();
    for (var size : List.of(0, 5001)) {
      var batch = IngestUsageRequest.newBuilder();
      IntStream.range(0, size).forEach(i -> batch.addEvents(event("b" + i, "c", NOON, "small")));
      var refused =
          assertThrows(
              StatusRuntimeException.class,
              () -> METER.ingest(tenant, List.of(good, batch.build())));
      assertEquals("BATCH_SIZE", RefusalStatus.reason(refused).orElseThrow());
    }
    assertEquals(1, METER.summary(tenant).getWaiting());
  }

  @Test
  void lengthsAreCountedInCharacters() {
    var stored = METER.ingest(event("😀".repeat(200), "known", NOON, "small", "input", "1"));
    assertEquals(EventResult.Status.RATED, stored.getFirst().getStatus());
    var refused = METER.ingest(event("😀".repeat(201), "known", NOON, "small", "input", "1"));
    assertEquals(EventResult.Status.REJECTED, refused.getFirst().getStatus());
  }

  @Test
  void aForgedPageTokenIsRefused() {
    for (var token : List.of("x", PageToken.of("WAITING", "s", "e", "no hash"))) {
      var request = ListUsageExceptionsRequest.newBuilder().setPageToken(token).build();
      var refused =
          assertThrows(
              StatusRuntimeException.class,
              () -> Meter.sure(() -> METER.as("acme", Role.VIEWER).listUsageExceptions(request)));
      assertEquals("PAGE_TOKEN_INVALID", RefusalStatus.reason(refused).orElseThrow());
    }
  }

  @Test
  void longIdsDoNotStopTheList() {
    var tenant = "long-ids";
    for (var i = 0; i < 3; i++) {
      var fault = event("é".repeat(500) + i, "c", NOON, "small").toBuilder();
      METER.ingest(tenant, fault.setSource("é".repeat(500)).build());
    }
    assertEquals(3, METER.exceptions(tenant, 1).size());
  }

  @Test
  void tenantsDoNotSeeEachOther() {
    METER.ingest("left", event("same", "c", NOON, "small", "input", "1"));
    var right = METER.ingest("right", event("same", "c", NOON, "small", "input", "2"));
    assertEquals(EventResult.Status.WAITING, right.getResults(0).getStatus());
    assertEquals(1, METER.summary("left").getWaiting());
    METER.register("right", "1", contract("c/1", "c", MARCH, APRIL));
    assertEquals(1, METER.summary("left").getWaiting(), "a contract of another tenant");
    assertEquals(1, METER.summary("right").getRated());
    assertEquals(1, METER.exceptions("left", 10).size());
    assertEquals(0, METER.exceptions("right", 10).size());
  }

  @Test
  void exceptionsAreListedPageByPageInOrder() {
    var tenant = "pages";
    METER.register(tenant, "1", contract("c/1", "c", MARCH, APRIL));
    for (var i = 0; i < 3; i++) {
      METER.ingest(
          tenant,
          event("w" + i, "nobody", NOON, "small"),
          event("u" + i, "c", NOON, "what"),
          event("r" + i, "c", NOON, "small", "input", "-1"),
          event("c" + i, "c", NOON, "small", "input", "1"),
          event("c" + i, "c", NOON, "small", "input", "2"));
    }
    var whole = METER.exceptions(tenant, 1000);
    assertEquals(12, whole.size());
    assertEquals(whole, METER.exceptions(tenant, 1));
    assertEquals(whole, METER.exceptions(tenant, 5));
    var conflicts = METER.exceptions(tenant, 2, EventResult.Status.CONFLICT);
    assertEquals(3, conflicts.size());
    assertEquals("2", conflicts.getFirst().getEvent().getQuantitiesOrThrow("input").getValue());
    assertEquals("CONTENT_CONFLICT", conflicts.getFirst().getReason());
  }

  @Test
  @Tag("F01")
  void aSourceThatSendsFromManyPlacesIsCountedOnce() throws Exception {
    var tenant = "race";
    METER.register(tenant, "1", contract("c/1", "c", MARCH, APRIL));
    var senders = 6;
    var start = new CountDownLatch(1);
    try (var pool = Executors.newFixedThreadPool(senders)) {
      var answers = new ArrayList<Future<List<EventResult>>>();
      for (var sender = 0; sender < senders; sender++) {
        var first = sender;
        answers.add(
            pool.submit(() -> {
              var batches =
                  IntStream.range(0, 10)
                      .mapToObj(i -> {
                        var batch = IngestUsageRequest.newBuilder();
                        IntStream.range(0, 20)
                            .mapToObj(j -> "e" + (first * 7 + i * 20 + j) % 200)
                            .forEach(
                                id -> batch.addEvents(event(id, "c", NOON, "small", "input", "1")));
                        return batch.build();
                      })
                      .toList();
              start.await();
              return METER.ingest(tenant, batches).stream()
                  .flatMap(answer -> answer.getResultsList().stream())
                  .toList();
            }));
      }
      start.countDown();
      var stored = 0;
      for (var answer : answers) {
        stored +=
            (int)
                answer.get().stream()
                    .filter(result -> result.getStatus() == EventResult.Status.RATED)
                    .count();
      }
      assertEquals(200, stored);
    }
    assertEquals(200, METER.summary(tenant).getRated());
  }

  @Test
  @Tag("F11")
  void aContractThatArrivesAmongItsUsageLosesNone() throws Exception {
    var tenant = "meeting";
    var start = new CountDownLatch(1);
    try (var pool = Executors.newFixedThreadPool(2)) {
      var usage =
          pool.submit(() -> {
            start.await();
            for (var i = 0; i < 40; i++) {
              METER.ingest(tenant, event("e" + i, "c", NOON, "small", "input", "1"));
            }
            return 40;
          });
      var contract =
          pool.submit(() -> {
            start.await();
            Thread.sleep(20);
            return METER.register(tenant, "1", contract("c/1", "c", MARCH, APRIL));
          });
      start.countDown();
      contract.get();
      usage.get();
    }
    var summary = METER.summary(tenant);
    assertEquals(List.of(40L, 0L), List.of(summary.getRated(), summary.getWaiting()));
  }

  @Test
  void aCatalogThatIsDownStoresNothingAndLosesNothing() {
    var tenant = "down";
    METER.catalog.down(true);
    try {
      var refused =
          assertThrows(
              StatusRuntimeException.class,
              () -> METER.ingest(tenant, event("1", "c", NOON, "small")));
      assertEquals(Status.Code.UNAVAILABLE, refused.getStatus().getCode());
    } finally {
      METER.catalog.down(false);
    }
    assertEquals(0, METER.summary(tenant).getWaiting());
    assertEquals(
        EventResult.Status.WAITING,
        METER.ingest(tenant, event("1", "c", NOON, "small")).getResults(0).getStatus());
  }
}
